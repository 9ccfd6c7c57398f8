"""Sibling pages, one of them open."""
