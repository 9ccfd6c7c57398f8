"""Checks a board by itself: shares no code with the box that made it."""
