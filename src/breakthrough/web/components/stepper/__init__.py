"""A way through several pages."""
