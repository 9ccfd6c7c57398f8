"""A small word that sorts."""
