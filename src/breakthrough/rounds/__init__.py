"""The life of a round, and the registry of practices."""
