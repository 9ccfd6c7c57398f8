"""From votes to a released reading (`making`), and what is read off a stored one (`released`, `statements`)."""
