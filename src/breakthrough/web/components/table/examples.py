"""A table keeps its own scroll and says what it holds. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Column, Component, Example

COMPONENT = Component(
    name="table",
    words="Heads sort by link on the server. Give `rows` of plain cells, or wrap your own `<tr>`s. It scrolls inside itself.",
    required=("caption", "columns"),
    optional={"rows": (), "show_caption": False},
    wraps=True,
    wide=True,
    examples=(
        Example(
            "Sorted by votes",
            {
                "caption": _("Statements and how many people voted on them"),
                "show_caption": True,
                "columns": (
                    Column(_("Statement"), sort_href="#"),
                    Column(_("Agree"), sort_href="#"),
                    Column(_("Votes"), sort_href="#", sorted="descending", is_number=True),
                ),
                "rows": (
                    ("I would rather be asked before the plan is drawn than after.", "91%", "182"),
                    ("The launch date is shared.", "44%", "176"),
                ),
            },
        ),
    ),
)
