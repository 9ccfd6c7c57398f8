"""One statement to vote on, for one thumb."""
