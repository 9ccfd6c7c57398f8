"""What someone said, and what we know about it."""
