"""The grammar of time expressions: one form per file, joined into expressions and resolved to points in time."""
