"""A card stands for one thing among several."""
