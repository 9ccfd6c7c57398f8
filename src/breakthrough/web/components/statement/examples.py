"""What someone said, and what we know about it. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="statement",
    words="People's words, a sentence on them, and wrapped beside it what we know: share bars, links. Several make a list.",
    required=("text",),
    optional={"words": "", "id": ""},
    wraps=True,
    wide=True,
    examples=(
        Example(
            "Alone",
            {
                "text": "Nobody has told the steering group that the pilot numbers are soft.",
                "words": _("Held by about half. You guessed: few."),
            },
        ),
        Example(
            "With shares",
            {
                "text": "I would rather be asked before the plan is drawn than after.",
                "words": _("Nearly all agree, in both groups."),
            },
            content='{% component "share_bar" share=0.91 low=0.83 high=0.96 label="Acme" tone="party-1" %}{% component "share_bar" share=0.87 low=0.71 high=0.95 label="Borealis" tone="party-2" %}',
        ),
    ),
)
