"""When a phase ends, when people are reminded, and how much more time can be given."""

from datetime import datetime, timedelta

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice.rules.plans import Mode

MOST_MINUTES = 7 * 24 * 60
SHORTEST_DAYS_PHASE = timedelta(hours=24)


def closes_at(*, mode: Mode, minutes: int, planned: datetime | None, now: datetime) -> datetime:
    """Return when a phase that begins now ends: after `minutes` in a room; over days as planned, yet a day at least."""
    if mode is Mode.ROOM:
        return now + timedelta(minutes=minutes)
    earliest = now + SHORTEST_DAYS_PHASE
    return planned if planned is not None and planned > earliest else earliest


def later(planned: datetime | None, *, minutes: int, now: datetime) -> datetime:
    """Return the close moved by `minutes`: from where it was, or from now if that moment has passed."""
    return max(planned or now, now) + timedelta(minutes=minutes)


def reminder_at(*, opened_at: datetime, closes_at: datetime) -> datetime:
    """Return when everybody is reminded: a day before the close, or halfway where that leaves less than half the time."""
    half = opened_at + (closes_at - opened_at) / 2
    return max(closes_at - timedelta(days=1), half)


def check_more(minutes: int) -> None:
    """Raise a Problem unless so much more time can be given at once."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise Problem(
            "time-unfit",
            status=422,
            words=gettext_noop("Give between 1 minute and 7 days more."),
            field="minutes",
        )
