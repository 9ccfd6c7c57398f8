"""A link to pass on. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="copy_link",
    words="Copies an address. Without scripts the field selects itself whole.",
    required=("id", "label", "address"),
    examples=(
        Example(
            "Invitation",
            {
                "id": "copy-example",
                "label": _("Link for Borealis"),
                "address": "https://breakthrough.example/join/7KQ-2MP",
            },
        ),
    ),
)
