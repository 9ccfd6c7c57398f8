"""The parts pages are composed of: one folder each, with its template, its style and examples for the pattern page."""
