"""From the conversations to a released reading (`rows`, `making`), and what is read off a stored one (`released`)."""
