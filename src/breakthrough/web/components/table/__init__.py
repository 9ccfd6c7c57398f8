"""A table keeps its own scroll and says what it holds."""
