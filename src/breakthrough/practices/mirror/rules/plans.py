"""How a Mirror is set up: everything has a sensible value, so that one press is enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

FEWEST_OTHERS = 5
JOINING = timedelta(hours=24)
"""Over days everybody gets at least so long to fetch their seal before questions open."""

SHORTEST_OPEN = timedelta(hours=24)
MINUTES_LIMIT = 24 * 60
DAYS_LIMIT = 21
KEEP_DAYS = 90
MOST_MINUTES = 7 * 24 * 60


class Mode(StrEnum):
    """Live with everybody at once, or over days."""

    ROOM = "room"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a leader fills in. `minutes` count in a room, `open_days` over days."""

    title: str
    mode: Mode = Mode.DAYS
    minutes: int = 5
    open_days: int = 5
    keep_days: int = KEEP_DAYS


def check_plan(plan: Plan) -> None:
    """Raise a Problem unless the plan makes sense by itself."""
    if not 1 <= plan.minutes <= MINUTES_LIMIT:
        raise _unfit("minutes", gettext_noop("Give a time between 1 minute and 24 hours."))
    if not 1 <= plan.open_days <= DAYS_LIMIT:
        raise _unfit("open_days", gettext_noop("Leave it open for 1 to 21 days."))


def check_people(count: int) -> None:
    """Raise a Problem unless enough others take part."""
    if count < FEWEST_OTHERS:
        raise Problem(
            "too-few-others",
            status=409,
            words=gettext_noop(
                "A mirror needs at least %(least)s people besides you, so that it is hard to tell who said what. There are %(count)s. Invite some more first."
            ),
            params={"least": FEWEST_OTHERS, "count": count},
        )


def check_more(minutes: int) -> None:
    """Raise a Problem unless so much more time can be given at once."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise Problem(
            "time-unfit",
            status=422,
            words=gettext_noop("Give between 1 minute and 7 days more."),
            field="minutes",
        )


def closes_at(plan: Plan, *, opened_at: datetime) -> datetime:
    """Return when a mirror that opens now closes."""
    if plan.mode is Mode.ROOM:
        return opened_at + timedelta(minutes=plan.minutes)
    return opened_at + max(SHORTEST_OPEN, timedelta(days=plan.open_days))


def later(planned: datetime | None, *, minutes: int, now: datetime) -> datetime:
    """Return the close moved by `minutes`: from where it was, or from now if that moment has passed."""
    return max(planned or now, now) + timedelta(minutes=minutes)


def reminder_at(*, opened_at: datetime, closes_at: datetime) -> datetime:
    """Return when everybody is reminded, once: a day before the close, or halfway where that leaves less than half the time."""
    return max(closes_at - timedelta(days=1), opened_at + (closes_at - opened_at) / 2)


def _unfit(field: str, words: str) -> Problem:
    return Problem("plan-does-not-fit", status=422, words=words, field=field)
