"""Rows to results: the `tallying` of the box, and how a result is `locked` so that only its leader reads it first."""
