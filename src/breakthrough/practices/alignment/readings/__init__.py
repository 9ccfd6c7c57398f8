"""Sealed stances to the measure to a stored reading (`tallying`), and a stored one as values for pages (`released`)."""
