"""When flags hide the words of a reservation, and at which announced moments, so that nobody learns who flagged from when it shows."""

from datetime import UTC, datetime, time, timedelta

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop

SMALLEST_AGREEMENT = 5
ROOM_EVERY = timedelta(minutes=5)
ROOM_LASTS = timedelta(hours=2)
DAILY_AT = time(6, 0, tzinfo=UTC)


def is_hidden_by(flags: int, k: int = SMALLEST_AGREEMENT) -> bool:
    """Whether enough members agree that a reservation should not stand here like this: never fewer than `k`, which is 5 or more."""
    return flags >= max(k, SMALLEST_AGREEMENT)


def next_tick(now: datetime, *, is_live: bool) -> datetime:
    """Return the first tick after `now`: the next full minute where people sit together, else six o'clock (UTC)."""
    if is_live:
        return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    today = datetime.combine(now.astimezone(UTC).date(), DAILY_AT)
    return today if today > now else today + timedelta(days=1)


def next_room_tick(now: datetime, *, since: datetime) -> datetime | None:
    """Return when a room looks next at what sealed raisers said, or None once it has talked for so long that it is over.

    At fixed minutes of the hour, so that when it comes says nothing about who spoke.
    """
    step = ROOM_EVERY.seconds // 60
    due = now.replace(minute=now.minute // step * step, second=0, microsecond=0) + ROOM_EVERY
    return due if due <= since + ROOM_LASTS else None


def check_may_flag(role: Role) -> None:
    """Raise a Problem for observers: they see no reservations."""
    if role is Role.OBSERVER:
        raise Problem(
            "observers-see-results", status=403, words=gettext_noop("Observers see released results only.")
        )


def check_may_hide(role: Role) -> None:
    """Raise a Problem unless someone with `role` hides words at once, with a reason."""
    if role is not Role.FACILITATOR:
        raise Problem(
            "facilitators-hide",
            status=403,
            words=gettext_noop(
                "Only a facilitator can hide it at once, with a reason. You can mark it: five marks hide it too."
            ),
        )
