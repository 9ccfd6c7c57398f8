"""Are we waiting for each other? Who would join, if everybody does as they say (measurement design 6.3). A scenario, no estimate."""

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from breakthrough.measures import partition
from breakthrough.measures.alignment.results import WaitingReading
from breakthrough.measures.alignment.stances import NOT_EVEN_THEN, OF_TEN
from breakthrough.measures.alignment.table import Table

FEWEST_FOR_RANGE = 12
"""Below so many people it is a scenario in words; from here on with the range when any one person is left out."""


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """How many join starting from nobody (`least`), and stay starting from everybody (`most`), and are behind it `now`."""

    n: int
    least: int
    most: int
    now: int

    @property
    def held_back(self) -> float:
        """Share held back only by waiting for each other."""
        return (self.most - self.least) / self.n

    @property
    def would_join(self) -> float:
        """Share that would join if they knew who is behind it."""
        return max(0, self.least - self.now) / self.n


def settle(thresholds: Sequence[int]) -> tuple[int, int]:
    """How many join in the end, starting from nobody and from everybody; person i joins when so many *others* have.

    All make up their minds at once, again and again, until nothing changes; it takes at most as many turns as there are people.
    The first number is never above the second. Reference: Granovetter 1978.
    """
    n = len(thresholds)
    joins = np.cumsum(np.bincount(np.clip(np.array(thresholds, np.intp), 0, n), minlength=n + 1))
    least = 0
    while joins[least] > least:
        least = int(joins[least])
    most = n
    while most > 0 and joins[most - 1] < most:
        most = int(joins[most - 1])
    return least, most


def others_of(waits_for: int, n: int) -> int:
    """How many others somebody waits for, who said so many of ten, in a group of `n`; n, which is never reached, for never."""
    return n if waits_for >= NOT_EVEN_THEN else math.ceil(waits_for * (n - 1) / OF_TEN)


def scenario(waits_for: Sequence[int], *, now: int) -> Waiting:
    """Where people who wait for so many of ten others end up, of whom `now` are behind it already."""
    n = len(waits_for)
    least, most = settle([others_of(one, n) for one in waits_for])
    return Waiting(n, least, most, now)


def waiting(table: Table) -> WaitingReading:
    """What may be said about mutual waiting, of those who said a weight and what they wait for."""
    kept = ~np.isnan(table.waits_for) & ~np.isnan(table.weight)
    people = [
        (int(one), bool(behind))
        for one, behind in zip(table.waits_for[kept], table.is_behind[kept], strict=True)
    ]
    n = len(people)
    if n < partition.SMALLEST_CELL:
        return WaitingReading("withheld", "too_few")
    found = _scenario(people)
    reading = WaitingReading(
        status="band",
        reason=None,
        n_band=partition.n_band(n),
        waiting=partition.share_word(found.held_back, n),
        would_join=partition.share_word(found.would_join, n),
    )
    if n < FEWEST_FOR_RANGE:
        return reading
    left = [_scenario(_without(people, one)) for one in Counter(people)]
    return dataclasses.replace(
        reading,
        waiting_range=_words([one.held_back for one in (found, *left)], n - 1),
        would_join_range=_words([one.would_join for one in (found, *left)], n - 1),
    )


def _scenario(people: Sequence[tuple[int, bool]]) -> Waiting:
    return scenario([one for one, _ in people], now=sum(behind for _, behind in people))


def _without(people: Sequence[tuple[int, bool]], one: tuple[int, bool]) -> list[tuple[int, bool]]:
    left = list(people)
    left.remove(one)
    return left


def _words(found: Sequence[float], n: int) -> tuple[str, str] | None:
    low, high = partition.share_word(min(found), n), partition.share_word(max(found), n)
    return None if low is None or high is None else (low, high)
