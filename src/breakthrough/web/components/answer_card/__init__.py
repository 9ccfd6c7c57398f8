"""One question with its answers, for one thumb."""
