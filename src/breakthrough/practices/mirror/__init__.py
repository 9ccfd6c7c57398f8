"""Mirror: how somebody leads, and how it lands."""

from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds.registry import Practice, register

CARD = Practice(
    name="mirror",
    title=gettext_noop("Mirror"),
    question=gettext_noop("How do I lead, and how does it land?"),
    not_for=gettext_noop(
        "Not for fewer than five others, not for appraisals, and not for comparing people who lead."
    ),
    begin_words=gettext_noop("Begin a mirror"),
    is_for_leaders=True,
)
register(CARD)
