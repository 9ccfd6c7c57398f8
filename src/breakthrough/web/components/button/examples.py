"""A button says what happens when it is pressed. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="button",
    words="Says what happens. One main button on a page; `grave` for what cannot be taken back.",
    required=("text",),
    optional={
        "kind": "",
        "type": "submit",
        "name": "",
        "value": "",
        "form": "",
        "pressed": "",
        "disabled": False,
    },
    examples=(
        Example("The main action", {"text": _("Answer this reservation"), "kind": "main"}),
        Example("Plain", {"text": _("Save as a draft")}),
        Example("Chosen", {"text": _("One to one"), "pressed": "true"}),
        Example("Quiet", {"text": _("Not now"), "kind": "quiet"}),
        Example("Grave", {"text": _("Delete my account"), "kind": "grave"}),
        Example("Cannot be pressed", {"text": _("Next statement"), "disabled": True}),
    ),
)
