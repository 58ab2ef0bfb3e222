"""What runs: the `todobot` program and the loops that carry events, ring reminders and deliver them."""
