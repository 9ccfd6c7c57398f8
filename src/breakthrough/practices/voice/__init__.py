"""Voice (straight talk): what these people think, and what is not being said."""

from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds.registry import Practice, register

CARD = Practice(
    name="voice",
    title=gettext_noop("Straight talk"),
    question=gettext_noop("What is not being said, and what do these people think?"),
    not_for=gettext_noop("Not for deciding by majority, and not for fewer than five people."),
    begin_words=gettext_noop("Begin a round, or bring in votes"),
)
register(CARD)
