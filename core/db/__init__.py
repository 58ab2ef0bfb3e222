"""The database: one engine, one kind of transaction, the outbox, the chain of events, and the laptop's own server."""
