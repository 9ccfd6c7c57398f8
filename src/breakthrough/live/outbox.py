"""Reading the outbox in order, without missing a row that commits late.

Versions are given out before a transaction commits, so on PostgreSQL version 11 may become visible after version 12.
A version that is missing is looked for again for a minute; until then the watermark stays below it.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from breakthrough.live.hub import News
from breakthrough.live.models import Announcement

KEPT = timedelta(hours=24)
FIRST_LOOK = 5000
AT_ONCE = 1000
LATEST_SECONDS = 60.0
MOST_MISSING = 1000


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look found: announcements by version, and the hub's new `watermark` and `floor`."""

    news: tuple[News, ...]
    watermark: int
    floor: int


class Outbox:
    """Remembers how far it has read. Belongs to one thread."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._top: int | None = None
        self._floor = 0
        self._missing: dict[int, float] = {}

    def read(self) -> Batch:
        """Return everything that became visible since the last call; the first call returns the last day's end."""
        rows = self._first_rows() if self._top is None else [*self._late_rows(), *self._next_rows(self._top)]
        now = self._monotonic()
        self._missing = {version: until for version, until in self._missing.items() if until > now}
        return Batch(
            news=tuple(News(topic=topic, version=version, kind=kind) for version, topic, kind in rows),
            watermark=min(self._missing) - 1 if self._missing else self._top or 0,
            floor=self._floor,
        )

    def _first_rows(self) -> list[tuple[int, str, str]]:
        newest = list(Announcement.objects.order_by("-id").values_list("id", "topic", "kind")[:FIRST_LOOK])
        rows = newest[::-1]
        self._floor = rows[0][0] - 1 if rows else 0
        self._top = self._floor
        self._advance(version for version, _, _ in rows)
        return rows

    def _late_rows(self) -> list[tuple[int, str, str]]:
        if not self._missing:
            return []
        rows = list(
            Announcement.objects.filter(id__in=self._missing)
            .order_by("id")
            .values_list("id", "topic", "kind")
        )
        for version, _, _ in rows:
            del self._missing[version]
        return rows

    def _next_rows(self, top: int) -> list[tuple[int, str, str]]:
        rows: list[tuple[int, str, str]] = []
        while True:
            found = list(
                Announcement.objects.filter(id__gt=top)
                .order_by("id")
                .values_list("id", "topic", "kind")[:AT_ONCE]
            )
            rows += found
            if len(found) < AT_ONCE:
                break
            top = found[-1][0]
        self._advance(version for version, _, _ in rows)
        return rows

    def _advance(self, versions: Iterable[int]) -> None:
        until = self._monotonic() + LATEST_SECONDS
        top = self._top or 0
        for version in versions:
            for missing in range(max(top + 1, version - MOST_MISSING), version):
                self._missing[missing] = until
            top = version
        self._top = top
        for forgotten in sorted(self._missing)[:-MOST_MISSING]:
            del self._missing[forgotten]


def prune(*, now: datetime) -> int:
    """Remove announcements older than a day, but never the newest, which tells readers where they stand; return how many."""
    newest = Announcement.objects.order_by("-id").values_list("id", flat=True).first() or 0
    return Announcement.objects.filter(at__lt=now - KEPT).exclude(id=newest).delete()[0]
