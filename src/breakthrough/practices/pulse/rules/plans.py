"""How a Pulse is set up: everything has a sensible value, so that one press is enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from breakthrough.ballots import rules as sealed
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.pulse.rules import asking
from breakthrough.practices.pulse.rules.asking import Kind

SMALLEST_GROUP = sealed.K
JOINING = timedelta(hours=24)
"""Over days everybody gets at least so long to fetch their seal before questions open."""

SHORTEST_OPEN = timedelta(hours=24)
MINUTES_LIMIT = 24 * 60
DAYS_LIMIT = 21
KEEP_DAYS = 90
MOST_MINUTES = 7 * 24 * 60
MINUTES: Mapping[Kind, int] = {Kind.FULL: 10, Kind.MICRO: 5}
OPEN_DAYS: Mapping[Kind, int] = {Kind.FULL: 5, Kind.MICRO: 2}


class Mode(StrEnum):
    """Live with everybody at once, or over days."""

    ROOM = "room"
    DAYS = "days"


class Rhythm(StrEnum):
    """How often waves come. A full Pulse asks about four weeks, so it comes every four weeks at most."""

    ONCE = "once"
    WEEKLY = "weekly"
    FOUR_WEEKS = "four_weeks"
    QUARTER = "quarter"


SPANS: Mapping[Rhythm, timedelta | None] = {
    Rhythm.ONCE: None,
    Rhythm.WEEKLY: timedelta(weeks=1),
    Rhythm.FOUR_WEEKS: timedelta(weeks=4),
    Rhythm.QUARTER: timedelta(weeks=12),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a facilitator fills in. `minutes` count in a room, `open_days` over days; `own` are further questions.

    `by_party` is a wish: a wave in which a party is too small goes without it.
    """

    title: str
    kind: Kind = Kind.FULL
    mode: Mode = Mode.DAYS
    rhythm: Rhythm = Rhythm.ONCE
    by_party: bool = True
    minutes: int = MINUTES[Kind.FULL]
    open_days: int = OPEN_DAYS[Kind.FULL]
    own: tuple[str, ...] = ()
    keep_days: int = KEEP_DAYS


def check_plan(plan: Plan) -> None:
    """Raise a Problem unless the plan makes sense by itself."""
    asking.check_own(plan.own, kind=plan.kind)
    if not 1 <= plan.minutes <= MINUTES_LIMIT:
        raise _unfit("minutes", gettext_noop("Give a time between 1 minute and 24 hours."))
    if not 1 <= plan.open_days <= DAYS_LIMIT:
        raise _unfit("open_days", gettext_noop("Leave it open for 1 to 21 days."))
    span = SPANS[plan.rhythm]
    if span is None:
        return
    if plan.mode is Mode.ROOM:
        raise _unfit("rhythm", gettext_noop("Waves that come back go over days. Choose once, or over days."))
    if plan.kind is Kind.FULL and plan.rhythm is Rhythm.WEEKLY:
        raise _unfit(
            "rhythm",
            gettext_noop("The full Pulse asks about four weeks. Choose three taps for every week."),
        )
    if JOINING + timedelta(days=plan.open_days + 1) > span:
        raise _unfit("open_days", gettext_noop("A wave has to be over before the next one begins."))


def check_people(count: int) -> None:
    """Raise a Problem unless enough people take part."""
    if count < SMALLEST_GROUP:
        raise Problem(
            "too-few-people",
            status=409,
            words=gettext_noop(
                "A Pulse needs at least %(least)s people, so that it is hard to tell people apart. You have %(count)s."
            ),
            params={"least": SMALLEST_GROUP, "count": count},
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
    """Return when a wave that opens now closes."""
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
