"""One folder per practice, all alike and ignorant of each other; found here by name, listed nowhere."""
