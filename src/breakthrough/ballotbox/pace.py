"""One change in two seconds for each pseudonym. Kept in memory only, and without a time for anybody."""

from collections.abc import Callable

Clock = Callable[[], float]  # seconds, from any start

SECONDS = 1.0  # of one of the two spans that are remembered


class Pace:
    """Remembers which pseudonyms changed something in this span of time and the one before it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._span = 0
        self._now = set[bytes]()
        self._before = set[bytes]()

    def is_too_quick(self, handle: bytes) -> bool:
        """Say whether this pseudonym changed something a moment ago."""
        self._turn()
        return handle in self._now or handle in self._before

    def note(self, handle: bytes) -> None:
        """Remember that this pseudonym changed something."""
        self._turn()
        self._now.add(handle)

    def _turn(self) -> None:
        span = int(self._clock() / SECONDS)
        if span == self._span:
            return
        self._before = self._now if span == self._span + 1 else set()
        self._now, self._span = set(), span
