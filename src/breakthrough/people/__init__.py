"""Accounts, guests, sign-in, deletion."""
