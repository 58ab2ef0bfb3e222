"""A small classifier for what no phrase fits: what it sees of a message, what it learnt from, and how it is trained."""
