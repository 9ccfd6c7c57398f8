"""Sibling pages, one of them open. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example, Tab

COMPONENT = Component(
    name="tabs",
    words="Links between sibling pages; each is a page with its own address.",
    required=("tabs", "label"),
    wide=True,
    examples=(
        Example(
            "The parts of a collaboration",
            {
                "label": _("Parts of this collaboration"),
                "tabs": (
                    Tab(_("Overview"), "#", is_current=True),
                    Tab(_("What these people think"), "#"),
                    Tab(_("People"), "#"),
                    Tab(_("Journal"), "#"),
                ),
            },
        ),
    ),
)
