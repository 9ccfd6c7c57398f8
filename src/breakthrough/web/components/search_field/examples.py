"""A search in what the page shows. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="search_field",
    words="A GET form. With `target` (a selector) htmx replaces that part while you type; `kept` carries other parameters along.",
    required=("id", "label"),
    optional={"name": "q", "value": "", "action": "", "target": "", "kept": None},
    examples=(
        Example("Statements", {"id": "search-example", "label": _("Find a statement"), "value": "launch"}),
    ),
)
