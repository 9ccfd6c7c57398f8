"""A share and its interval, in words."""
