"""One person in a list."""
