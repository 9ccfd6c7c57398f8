"""Two answers of the same people crossed, so that what is told of the two together singles nobody out.

Both shares are published. Whoever knows them knows all four corners of their table from any one corner; so a corner of one person
would show by subtraction. Therefore the corners are told when each holds two people or more; else only which end of what is
possible they are near, to two counts at least, one of which has an empty corner where the other has one person in it.
"""

import dataclasses
from typing import TypeVar

from breakthrough.measures import partition, shares
from breakthrough.measures.values import Share

Count = TypeVar("Count", int, float)

FEWEST_IN_A_CORNER = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Crossing:
    """Of `n` people who gave both answers, how many say the one, the other, and both."""

    n: int
    one: int
    other: int
    both: int

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Both, only the one, only the other, neither."""
        return _corners(self, self.both)

    @property
    def has_shares(self) -> bool:
        """Whether both shares have a number: eight people or more, and neither nobody nor everybody, give or take one."""
        return self.n >= shares.FEWEST_FOR_NUMBERS and all(
            partition.extreme_word(count, self.n) is None for count in (self.one, self.other)
        )

    @property
    def is_told(self) -> bool:
        """Whether all four corners may be told."""
        return self.has_shares and min(self.corners) >= FEWEST_IN_A_CORNER

    @property
    def possible(self) -> tuple[int, int]:
        """The least and the most that `both` can be, for everybody who knows the two shares and what is told of the corners.

        With two people on every side there are three possible counts or more. Where the corners are not told, these are the two
        least, or the two most, or all three.
        """
        if self.is_told:
            return self.both, self.both
        least, most = max(0, self.one + self.other - self.n), min(self.one, self.other)
        if most - least == 2:
            return least, most
        return (least, least + 1) if self.both <= least + 1 else (most - 1, most)

    @property
    def middle(self) -> tuple[float, float, float, float]:
        """The corners in the middle of what is possible."""
        return _corners(self, sum(self.possible) / 2)


def publish_corners(crossing: Crossing) -> tuple[Share | None, Share | None, Share | None, Share | None]:
    """The four corners as they may leave: numbers, or words of what is possible, or nothing where a share has no number."""
    n = crossing.n
    if not crossing.has_shares:
        return None, None, None, None
    if crossing.is_told:
        a, b, c, d = (shares.publish_count(count, n) for count in crossing.corners)
    else:
        a, b, c, d = (as_word(count / n, n) for count in crossing.middle)
    return a, b, c, d


def as_word(share: float, n: int) -> Share | None:
    """A share without its number; None below five people."""
    word, band = partition.share_word(share, n), partition.n_band(n)
    return None if word is None or band is None else Share(word, None, None, None, band)


def _corners(crossing: Crossing, both: Count) -> tuple[Count, Count, Count, Count]:
    rest = crossing.n - crossing.one - crossing.other
    return both, crossing.one - both, crossing.other - both, rest + both
