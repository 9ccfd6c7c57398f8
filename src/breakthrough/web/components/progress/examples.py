"""How far a long piece of work has come. How it looks."""

from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example

COMPONENT = Component(
    name="progress",
    words="A background job: `share` in 0..1 (None: not known yet), a phrase, and a form that stops it. States: waiting, running, done, failed, cancelled.",
    required=("id", "title", "share", "phrase"),
    optional={"state": "running", "cancel_href": "", "cancel_words": ""},
    examples=(
        Example(
            "Half way",
            {
                "id": "progress-half",
                "title": _("Importing votes.csv"),
                "share": 0.46,
                "phrase": _("Reading votes: 12,400 of 27,000"),
                "cancel_href": "#",
                "cancel_words": _("Stop the import"),
            },
        ),
        Example(
            "Waiting",
            {
                "id": "progress-waiting",
                "title": _("Drawing the map"),
                "share": None,
                "phrase": _("Waiting for its turn"),
                "state": "waiting",
            },
        ),
    ),
)
