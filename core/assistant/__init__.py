"""The one door into the core: what was typed becomes a command, the command becomes a reply."""
