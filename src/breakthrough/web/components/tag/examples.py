"""A small word that sorts. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="tag",
    words="A role, a state or a party. Parties 1 to 6 have a hue and a pattern of their own.",
    required=("text",),
    optional={"party": "", "kind": ""},
    examples=(
        Example("A role", {"text": _("Facilitator")}),
        Example("Strong", {"text": _("Open"), "kind": "strong"}),
        *(
            Example(f"Party {number}", {"text": name, "party": number})
            for number, name in enumerate(("Acme", "Borealis", "Cirrus", "Delta", "Ember", "Fjord"), 1)
        ),
    ),
)
