"""A picture with its title, its sentence and its table."""
