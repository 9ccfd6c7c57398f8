"""Template tags of the live feed."""
