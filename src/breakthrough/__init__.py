"""Breakthrough: people of several organisations working as one, and honest measurement of whether they do."""

__version__ = "0.2.0"
