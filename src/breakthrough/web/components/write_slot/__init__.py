"""A place to write one sealed statement."""
