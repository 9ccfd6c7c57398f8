"""A place to write one sealed statement. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="write_slot",
    words="A field for people's words with its limit, what we noticed about the style, and what happens to it. It is disabled until the device is ready; the script of the writing page fills it.",
    required=("id", "label"),
    optional={"number": 0, "limit": 280, "text": "", "disabled": False, "can_wait": False},
    wide=True,
    examples=(
        Example("Ready", {"id": "slot-ready", "label": _("Your statement"), "can_wait": True}),
        Example("Not yet", {"id": "slot-not-yet", "label": _("Your second statement"), "disabled": True}),
    ),
)
