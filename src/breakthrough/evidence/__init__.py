"""Stored readings, their charts and exports."""
