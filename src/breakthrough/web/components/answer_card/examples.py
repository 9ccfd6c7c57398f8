"""One question with its answers, for one thumb. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

_SCALE = (
    _("Never"),
    _("Almost never"),
    _("Sometimes, but less than half"),
    _("About half the time"),
    _("More than half"),
    _("Almost always"),
    _("Always"),
)

COMPONENT = Component(
    name="answer_card",
    words="One question, up to seven answers and one for those who cannot say. The script of the answering page fills it; it is disabled until the device is ready.",
    required=("id", "text", "answers", "missing"),
    optional={"title": "", "stem": "", "place": 1, "count": 1, "share": 0.0, "answer": "", "disabled": False},
    examples=(
        Example(
            "In the middle",
            {
                "id": "answer-middle",
                "title": _("Pulse"),
                "stem": _("In the last four weeks, in this work together…"),
                "text": _("We disagree openly about the work."),
                "answers": _SCALE,
                "missing": _("Not seen / can't say"),
                "place": 15,
                "count": 23,
                "share": 0.61,
                "answer": "5",
            },
        ),
    ),
)
