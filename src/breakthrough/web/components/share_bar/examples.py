"""A share of people with what we can tell about it. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="share_bar",
    words="The tick is the share, the band is what we can tell, the number stands beside it. Tones: none, accent, quiet, party-1 to party-6.",
    required=("share",),
    optional={"low": None, "high": None, "label": "", "tone": ""},
    wide=True,
    examples=(
        Example("All", {"share": 0.62, "low": 0.55, "high": 0.68, "label": _("All")}),
        Example(
            "A group", {"share": 0.91, "low": 0.83, "high": 0.96, "label": _("Group A"), "tone": "party-1"}
        ),
        Example(
            "Another group, few people",
            {"share": 0.31, "low": 0.12, "high": 0.58, "label": _("Group B"), "tone": "party-2"},
        ),
        Example("Not known", {"share": None, "label": _("Group C")}),
    ),
)
