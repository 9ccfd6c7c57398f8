"""How long something is still open."""
