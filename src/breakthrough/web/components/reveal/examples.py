"""One thing shown to a room. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="reveal",
    words="One statement so large that the back row can read it, a sentence on it, and wrapped below it what we know.",
    required=("text",),
    optional={"eyebrow": "", "words": "", "is_title": False},
    wraps=True,
    wide=True,
    examples=(
        Example(
            "The unsaid",
            {
                "eyebrow": _("The unsaid, 1 of 3"),
                "text": "We say the launch date is shared, but when it slips it becomes our problem alone.",
                "words": _("Held by most. Most of those would not say it in the room."),
            },
            content='{% component "unsaid_strip" would_say=0.24 held=0.72 held_low=0.6 held_high=0.82 guess=0.28 legend=True large=True words="Most agree. Most of those would not say it in the room." %}',
        ),
    ),
)
