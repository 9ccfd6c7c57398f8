"""Collaborations, parties, members, roles, invitations, ambition, journal."""
