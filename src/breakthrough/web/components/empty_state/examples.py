"""A page without content shows what it will show. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="empty_state",
    words="Two sentences on what will stand here, and the first action.",
    required=("heading", "text"),
    optional={"action": "", "href": ""},
    wraps=True,
    wide=True,
    examples=(
        Example(
            "No votes yet",
            {
                "heading": _("Here you will see what these people think"),
                "text": _(
                    "Common ground first, then where people differ, then a map if the votes bear one. Import votes to begin."
                ),
                "action": _("Import votes"),
                "href": "#",
            },
        ),
    ),
)
