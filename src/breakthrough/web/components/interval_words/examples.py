"""A share and its interval, in words. How it looks."""

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="interval_words",
    words="Says a share and how well it is known. None reads “not known yet”.",
    required=("share",),
    optional={"low": None, "high": None},
    examples=(
        Example("With its interval", {"share": 0.62, "low": 0.55, "high": 0.68}),
        Example("Not known", {"share": None}),
    ),
)
