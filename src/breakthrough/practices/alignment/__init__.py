"""Alignment: are we in, even where we differ, and what would it take?"""

from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds.registry import Practice, register

CARD = Practice(
    name="alignment",
    title=gettext_noop("Alignment"),
    question=gettext_noop("Are we in, and what would it take?"),
    not_for=gettext_noop("Not for winning a vote, and not for what one person may decide alone."),
    begin_words=gettext_noop("Write a text to align on"),
)
register(CARD)
