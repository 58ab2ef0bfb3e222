"""What carries events to their consumers: in this process, or between processes."""
