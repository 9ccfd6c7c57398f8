"""A code to read aloud or from the back of a room. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="code_display",
    words="Six characters, in two halves, readable from afar and selectable as one word.",
    required=("id", "label", "code"),
    examples=(Example("Join code", {"id": "code-example", "label": _("Your code"), "code": "7KQ2MP"}),),
)
