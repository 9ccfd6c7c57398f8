"""A link that looks like a button because it starts something. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="link_button",
    words="Leads to another page and looks like a button. What changes something is a button in a form instead.",
    required=("text", "href"),
    optional={"kind": "", "download": False},
    examples=(
        Example("Main", {"text": _("Start a collaboration"), "href": "#", "kind": "main"}),
        Example("Plain", {"text": _("Download as CSV"), "href": "#", "download": True}),
    ),
)
