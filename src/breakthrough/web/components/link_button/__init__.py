"""A link that looks like a button because it starts something."""
