"""One statement to vote on, for one thumb. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="vote_card",
    words="One statement, the vote, whether it matters, whether one would say it aloud and, for a few, how many agree. The script of the voting page fills it; it is disabled until the device is ready.",
    required=("id", "text"),
    optional={
        "title": "",
        "place": 1,
        "count": 1,
        "share": 0.0,
        "vote": "",
        "aloud": "",
        "matters": False,
        "asks_many": False,
        "disabled": False,
    },
    examples=(
        Example(
            "In the middle",
            {
                "id": "vote-middle",
                "title": _("Straight talk"),
                "text": "We say the launch date is shared, but when it slips it becomes our problem alone.",
                "place": 7,
                "count": 18,
                "share": 0.38,
                "vote": "0",
                "aloud": "2",
                "matters": True,
            },
        ),
        Example(
            "With the question how many agree",
            {
                "id": "vote-many",
                "title": _("Straight talk"),
                "text": "Nobody has told the steering group that the pilot numbers are soft.",
                "place": 8,
                "count": 18,
                "share": 0.42,
                "asks_many": True,
            },
        ),
    ),
)
