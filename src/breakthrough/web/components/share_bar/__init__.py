"""A share of people with what we can tell about it."""
