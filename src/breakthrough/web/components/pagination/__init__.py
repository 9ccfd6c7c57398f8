"""The way through a long list."""
