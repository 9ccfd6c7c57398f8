"""A notice tells one thing beside the page."""
