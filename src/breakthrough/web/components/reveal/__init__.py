"""One thing shown to a room."""
