"""A field asks one thing."""
