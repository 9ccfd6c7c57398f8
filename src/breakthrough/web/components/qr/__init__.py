"""A QR code to point a phone at."""
