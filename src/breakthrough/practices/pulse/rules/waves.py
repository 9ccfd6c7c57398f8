"""A series of waves: when the next one comes, and when it stops by itself."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

UNSEEN_LIMIT = 2
"""After so many results in a row that nobody looked at, asking again would only take people's time."""

SHOWN_AHEAD = 4
SMALLEST_DIFFERENCE = 5
"""The measure of change holds to the same number (measurement design, rule 9); a test compares the two."""


class EndReason(StrEnum):
    """Why a series came to its end."""

    STOPPED = "stopped"
    UNSEEN = "unseen"
    NOBODY_RUNS_IT = "nobody_runs_it"


def is_unseen(was_looked_at: Sequence[bool]) -> bool:
    """Whether nobody looked at the last two results; `was_looked_at` holds the waves that are over, in their order."""
    last = was_looked_at[-UNSEEN_LIMIT:]
    return len(last) == UNSEEN_LIMIT and not any(last)


def next_at(begun_at: datetime, *, span: timedelta, now: datetime) -> datetime:
    """Return the first planned moment after `now`: the calendar keeps its day, also where a moment was missed."""
    if now < begun_at:
        return begun_at
    return begun_at + ((now - begun_at) // span + 1) * span


def calendar(following: datetime, *, span: timedelta) -> tuple[datetime, ...]:
    """Return when the next waves begin."""
    return tuple(following + number * span for number in range(SHOWN_AHEAD))


def may_compare(first: Collection[object], second: Collection[object]) -> bool:
    """Whether a number of one wave may stand beside the same number of another: the people on their lists are the same, or
    differ by five or more. Else what lies between the two would be the answers of one to four people.
    """
    return len({*first} ^ {*second}) not in range(1, SMALLEST_DIFFERENCE)


def check_may_stop(*, is_over: bool) -> None:
    """Raise a Problem if the series came to its end before."""
    if is_over:
        raise Problem(
            "series-is-over",
            status=409,
            words=gettext_noop("These waves have stopped already. Begin another Pulse when you want one."),
        )
