"""Promises: who has promised what to whom, and does it hold."""

from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds.registry import Practice, register

CARD = Practice(
    name="promises",
    title=gettext_noop("Promises"),
    question=gettext_noop("Who has promised what to whom, and do we do it?"),
    not_for=gettext_noop("Not for handing out tasks, and not for watching single people."),
    begin_words=gettext_noop("Ask for a promise"),
)
register(CARD)
