"""Pulse: how these people really work together, and whether it moves."""

from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds.registry import Practice, register

CARD = Practice(
    name="pulse",
    title=gettext_noop("Pulse"),
    question=gettext_noop("How do we really work together?"),
    not_for=gettext_noop("Not for fewer than five people, not for ranking anybody, and not for appraisals."),
    begin_words=gettext_noop("Begin a pulse"),
)
register(CARD)
