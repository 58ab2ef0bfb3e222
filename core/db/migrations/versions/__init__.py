"""The versions themselves."""
