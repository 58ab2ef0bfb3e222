"""Discord: over its gateway and its REST interface."""
