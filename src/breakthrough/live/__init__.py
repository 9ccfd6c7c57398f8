"""Announcements and the feed that carries them."""
