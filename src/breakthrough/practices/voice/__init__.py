"""Voice (straight talk): what these people think, and what is not being said."""

from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds.registry import Practice, register

CARD = Practice(
    name="voice",
    title=gettext_noop("Straight talk"),
    question=gettext_noop("What do these people think, and where do they part?"),
    not_for=gettext_noop("Not for deciding by majority, and not for fewer than five people."),
    begin_words=gettext_noop("Bring in votes"),
)
register(CARD)
