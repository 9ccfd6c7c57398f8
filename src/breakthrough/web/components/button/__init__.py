"""A button says what happens when it is pressed."""
