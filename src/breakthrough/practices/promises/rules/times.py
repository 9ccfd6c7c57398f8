"""What follows from days: when a due day is over, until when an answer is waited for, when somebody is reminded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from breakthrough.practices.promises.rules.states import OPENING, State

# A due day is over when it is over everywhere on earth (UTC−12): nobody is late while it is still that day where they are.
DAY_ENDS_HOURS = 36
ANSWER_DAYS = 7
BEFORE_DAYS = 2
END_DAYS = 30
MORNING = time(7, 0, tzinfo=UTC)
SOON = timedelta(days=7)
EARLY = timedelta(hours=24)
FURTHEST = timedelta(days=5 * 365)


class Call(StrEnum):
    """What the clock does to a promise."""

    LAPSE = "lapse"
    BEFORE = "before"
    DUE = "due"
    END = "end"


@dataclass(frozen=True, slots=True)
class Timing:
    """What the clock needs to know. `in_force_at` is when the terms in force were agreed, None before there is a promise."""

    state: State
    due_date: date
    answer_by: datetime
    in_force_at: datetime | None


def due_at(due_date: date) -> datetime:
    """Return the moment at which the due day is over everywhere."""
    return datetime.combine(due_date, time(0, tzinfo=UTC)) + timedelta(hours=DAY_ENDS_HOURS)


def last_day_before(moment: datetime) -> date:
    """Return the day that ends with `moment` for those for whom it ends last, as people are told it."""
    return (moment - timedelta(hours=DAY_ENDS_HOURS - 24, seconds=1)).date()


def answer_by(*, asked_at: datetime, due_date: date, wanted: date | None = None) -> datetime:
    """Return until when an answer is waited for: the day that was named, else a week, and never longer than the due day."""
    latest = due_at(wanted) if wanted else asked_at + timedelta(days=ANSWER_DAYS)
    return min(latest, due_at(due_date))


def is_overdue(state: State, due_date: date, *, now: datetime) -> bool:
    """A promise is overdue when its day is over and nobody has said that it is done."""
    return state in {State.PROMISED, State.RENEGOTIATING} and now >= due_at(due_date)


def is_due_soon(state: State, due_date: date, *, now: datetime) -> bool:
    """Within a week, or overdue."""
    return state in {State.PROMISED, State.RENEGOTIATING} and now + SOON >= due_at(due_date)


def list_calls(timing: Timing) -> list[tuple[datetime, Call]]:
    """Return what the clock will do, in order. A reminder that would come before the promise itself was made is left out."""
    if timing.state in OPENING:
        return [(timing.answer_by, Call.LAPSE)]
    if timing.state not in {State.PROMISED, State.RENEGOTIATING} or timing.in_force_at is None:
        return []
    morning = datetime.combine(timing.due_date, MORNING)
    reminders = [(morning - timedelta(days=BEFORE_DAYS), Call.BEFORE), (morning, Call.DUE)]
    calls = [one for one in reminders if one[0] > timing.in_force_at]
    return [*calls, (due_at(timing.due_date) + timedelta(days=END_DAYS), Call.END)]


def next_digest(*, now: datetime) -> datetime:
    """Return the next morning at which digests are looked at; who gets one depends on the day they chose."""
    today = datetime.combine(now.astimezone(UTC).date(), MORNING)
    return today if today > now else today + timedelta(days=1)
