"""Rows to results: the `tallying` of the box, `released` readings as the pages read them, what `changed`, `exports`."""
