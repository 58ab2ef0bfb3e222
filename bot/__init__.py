"""Chat platforms: each folder is one way in and out of todobot, and nothing else lives here."""
