"""Who may be shown as a cell of their own, how many people are said to stand behind a number, and in which words.

The rules are the same for every practice (measurement design, section 1, rules 5, 7, 10 and 11).
"""

import dataclasses
import math
from collections.abc import Sequence

SMALLEST_CELL = 5
"""Nothing is published that rests on fewer people. No setting lowers it."""

SHARE_STEP = 0.05
"""Shares are published to five points."""

_BANDS = ((5, 7), (8, 12), (13, 19), (20, 34))


@dataclasses.dataclass(frozen=True, slots=True)
class Partition:
    """The one partition of a wave: `cells` hold indices of the parties, `rest` the joined small ones (or nothing).

    Every cell holds at least `SMALLEST_CELL` people. `cells` is empty when there are too few people in all.
    """

    cells: tuple[tuple[int, ...], ...]
    rest: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """True if nobody can be told apart by party (one cell, or none)."""
        return len(self.cells) <= 1


def release_partition(sizes: Sequence[int], k: int = SMALLEST_CELL) -> Partition:
    """Join parties until every cell, and what remains beside it, holds at least `k` people.

    `sizes[i]` is the number of people of party i. Parties without people belong to no cell. Visible parties come first, in
    the given order; the joined rest is the last cell. Raises ValueError for a negative size or k below `SMALLEST_CELL`.
    """
    if k < SMALLEST_CELL:
        raise ValueError("the smallest cell cannot be lowered")
    if any(size < 0 for size in sizes):
        raise ValueError("a party cannot have fewer than no people")
    if sum(sizes) < k:
        return Partition(cells=())
    visible = [index for index, size in enumerate(sizes) if size >= k]
    rest = [index for index, size in enumerate(sizes) if 0 < size < k]
    while 0 < sum(sizes[index] for index in rest) < k:
        smallest = min(visible, key=lambda index: (sizes[index], index))
        visible.remove(smallest)
        rest.append(smallest)
    joined = tuple(sorted(rest))
    cells = tuple((index,) for index in visible)
    return Partition(cells=(*cells, joined) if joined else cells, rest=joined)


def n_band(count: int) -> str | None:
    """The band in which a number of people is published ("8-12"), `None` below five."""
    if count < SMALLEST_CELL:
        return None
    for low, high in _BANDS:
        if count <= high:
            return f"{low}-{high}"
    return "35+"


def share_word(share: float, n: int) -> str | None:
    """The key of the word for a share: with 5-7 people few, some, most; from 8 on also about_half, nearly_all.

    `None` below five people.
    """
    if n < SMALLEST_CELL:
        return None
    if n < 8:
        return "few" if share < 1 / 3 else "some" if share <= 2 / 3 else "most"
    if share < 0.2:
        return "few"
    if share < 0.4:
        return "some"
    if share <= 0.6:
        return "about_half"
    return "most" if share <= 0.8 else "nearly_all"


def extreme_word(count: int, n: int) -> str | None:
    """`hardly_anyone` or `nearly_all` if a count is within one of 0 or n, when a number would point to single people."""
    if count <= 1:
        return "hardly_anyone"
    return "nearly_all" if count >= n - 1 else None


def round_share(share: float) -> float:
    """A share or probability to five points."""
    return round(round(share / SHARE_STEP) * SHARE_STEP, 2)


def round_outwards(low: float, high: float) -> tuple[float, float]:
    """The ends of an interval to five points, never narrower than before, within 0 and 1."""
    slack = 1e-9
    below = math.floor(low / SHARE_STEP + slack) * SHARE_STEP
    above = math.ceil(high / SHARE_STEP - slack) * SHARE_STEP
    return round(max(0.0, below), 2), round(min(1.0, above), 2)


def jeffreys(x: float, n: float, *, level: float = 0.95) -> tuple[float, float]:
    """The Jeffreys interval of a share: quantiles of Beta(x + 1/2, n - x + 1/2), closed at 0 and 1 when x is 0 or n.

    `x` and `n` may be fractional; without answers the interval is (0, 1). Raises ValueError if x is not within 0 and n.
    """
    from scipy.special import betaincinv

    if not 0 <= x <= n:
        raise ValueError("a count lies between nobody and everybody")
    tail = (1 - level) / 2
    low = 0.0 if x == 0 else float(betaincinv(x + 0.5, n - x + 0.5, tail))
    high = 1.0 if x == n else float(betaincinv(x + 0.5, n - x + 0.5, 1 - tail))
    return low, high
