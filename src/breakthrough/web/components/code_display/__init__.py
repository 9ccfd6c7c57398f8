"""A code to read aloud or from the back of a room."""
