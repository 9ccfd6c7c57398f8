"""What many hold and few would say: the share that agrees, split into what is said and what is not. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="unsaid_strip",
    words="The dark part agrees and would say so in the room, the coloured part agrees and would not; it fades where we cannot tell. The line is how many people thought agree. Every share is 0 to 1, or None.",
    required=("would_say", "held", "words"),
    optional={"held_low": None, "held_high": None, "guess": None, "legend": False, "large": False},
    wide=True,
    examples=(
        Example(
            "Held by most, said by few",
            {
                "would_say": 0.24,
                "held": 0.72,
                "held_low": 0.6,
                "held_high": 0.82,
                "guess": 0.28,
                "legend": True,
                "words": _("Most agree. Most of those would not say it in the room. You guessed: few."),
            },
        ),
        Example(
            "Nobody was asked how many",
            {
                "would_say": 0.12,
                "held": 0.5,
                "held_low": 0.4,
                "held_high": 0.6,
                "words": _("About half agree. Most of those would not say it in the room."),
            },
        ),
        Example(
            "Too few to tell",
            {"would_say": None, "held": None, "words": _("Too few answers to draw this safely.")},
        ),
    ),
)
