"""Before and after a date on which something is done differently. It is fixed beforehand; else every dip would find its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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

    @property
    def lacking_before(self) -> int:
        """How many more waves are needed before the date."""
        return max(0, FEWEST - len(self.before))

    @property
    def lacking_after(self) -> int:
        """How many more waves are needed after it."""
        return max(0, FEWEST - len(self.after))


class Standing(StrEnum):
    """Whether something can be told across a date: now, once more waves came, or never, as none can come before it any more."""

    TOLD = "told"
    WAITING = "waiting"
    NEVER = "never"


def standing_of(found: Sides, on: date, *, today: date) -> Standing:
    """Return whether waves enough lie on either side of `on`, or still can."""
    if found.is_enough:
        return Standing.TOLD
    return Standing.NEVER if found.lacking_before and on <= today else Standing.WAITING


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
