"""How long something is still open. How it looks."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="countdown",
    words="A time with a zone; the script writes the minutes that are left and never hurries anybody: at the end it says that time is up and nothing closes by itself. Without the script the time of day stands there.",
    required=("at",),
    optional={"label": "", "large": False},
    examples=(
        Example(
            "Until the close", {"at": datetime(2026, 11, 14, 14, 40, tzinfo=UTC), "label": _("Open until")}
        ),
    ),
)
