"""The product itself, without any chat platform: what a wish means and what becomes of it."""
