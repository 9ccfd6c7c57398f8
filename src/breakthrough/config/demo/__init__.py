"""A collaboration to look around in: its story, its votes, and how it is made through the real actions."""
