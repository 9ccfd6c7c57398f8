"""A link to pass on."""
