"""A page without content shows what it will show."""
