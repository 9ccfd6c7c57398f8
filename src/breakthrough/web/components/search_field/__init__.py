"""A search in what the page shows."""
