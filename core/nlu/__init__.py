"""Understanding what people type: text in, intent, slots and times out; no database, no clock of its own."""
