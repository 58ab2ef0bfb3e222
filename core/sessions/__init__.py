"""Where conversations keep what they are about now."""
