"""Ticks: the announced moments at which flags take effect, so that nobody learns who flagged from when it shows."""

from datetime import UTC, datetime, time, timedelta

from breakthrough.practices.voice.rules.plans import Mode

DAILY_AT = time(6, 0, tzinfo=UTC)


def next_tick(mode: Mode, now: datetime) -> datetime:
    """Return the first tick after `now`: the next full minute in a room, six o'clock (UTC) over days."""
    if mode is Mode.ROOM:
        return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    today = datetime.combine(now.astimezone(UTC).date(), DAILY_AT)
    return today if today > now else today + timedelta(days=1)
