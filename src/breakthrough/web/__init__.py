"""The shell every page lives in: base templates, components, tokens, and the one place that renders a Problem."""
