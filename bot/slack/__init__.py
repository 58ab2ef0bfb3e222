"""Slack: over HTTP and over Socket Mode, for one workspace or for many."""
