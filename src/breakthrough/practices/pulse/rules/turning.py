"""Before and after a date on which something is done differently. It is fixed beforehand; else every dip would find its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

FEWEST = 3
"""So many waves have to lie on either side (measurement design, section 5)."""

WORDS_LENGTH = 140


@dataclass(frozen=True, slots=True)
class Dated:
    """A wave by its number, when it opened and when it closed."""

    number: int
    opened_on: date
    closed_on: date


@dataclass(frozen=True, slots=True)
class Sides:
    """The waves before and after a date, by their numbers; a wave that was open on it counts on neither side."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    @property
    def is_enough(self) -> bool:
        """Whether a change may be looked for."""
        return min(len(self.before), len(self.after)) >= FEWEST


def sides(waves: Sequence[Dated], on: date) -> Sides:
    """Return which waves lie before `on`, and which after."""
    return Sides(
        before=tuple(one.number for one in waves if one.closed_on < on),
        after=tuple(one.number for one in waves if one.opened_on >= on),
    )


def check_turn(on: date, words: str, *, today: date) -> str:
    """Return what is done differently, cleaned; or raise a Problem: a date that has passed, or no words."""
    cleaned = " ".join(words.split())
    if on < today:
        raise Problem(
            "date-has-passed",
            status=422,
            words=gettext_noop(
                "Choose today or a later day. A date that is chosen afterwards would prove whatever one likes."
            ),
            field="on",
        )
    if not cleaned or len(cleaned) > WORDS_LENGTH or not cleaned.isprintable():
        raise Problem(
            "turn-words-unfit",
            status=422,
            words=gettext_noop("Say in up to 140 characters what you do differently from that day on."),
            field="words",
        )
    return cleaned
