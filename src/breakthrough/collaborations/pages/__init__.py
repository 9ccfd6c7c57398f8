"""The HTML door of collaborations."""
