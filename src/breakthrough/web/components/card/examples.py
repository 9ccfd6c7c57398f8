"""A card stands for one thing among several. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="card",
    words='Put several into `<div class="cards">`. With an address the whole card leads there.',
    required=("heading",),
    optional={"eyebrow": "", "text": "", "href": "", "foot": ""},
    wraps=True,
    wide=True,
    examples=(
        Example(
            "A collaboration",
            {
                "eyebrow": _("You facilitate"),
                "heading": _("One launch, two companies"),
                "text": _(
                    "Ship the pilot to the first ten hospitals, with one date that both companies own."
                ),
                "href": "#",
                "foot": _("Acme and Borealis, 18 people"),
            },
        ),
    ),
)
