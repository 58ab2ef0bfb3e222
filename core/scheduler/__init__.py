"""The alarm clocks that ring for occurrences; the rows stay the truth."""
