"""Agreement beside commitment as it may leave: in words or rounded, and when nothing may (measurement design 6.1)."""

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment.results import CellStance, FourCells
from breakthrough.measures.alignment.table import Table
from breakthrough.measures.values import Estimate, Share

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

KINDS = ("owned_agreement", "committed_disagreement", "polite_yes", "opposition", "undecided")

_SPREAD = 0.1
"""Variance of how far people are from the middle, as a share of the scale, that steadies the interval of agreement."""
_WEIGHT_VARIANCE = 2.5**2


def is_extreme(count: int, n: int) -> bool:
    """Whether a count is within one of nobody or everybody, so that a number would point to single people."""
    return partition.extreme_word(count, n) is not None


def count_kinds(table: Table) -> tuple[int, int, int, int, int]:
    """How many are in each of the four cells and undecided, in the order of `KINDS`, of those who said position and weight."""
    kept = table.is_both
    agrees, disagrees, behind = table.agrees[kept], table.disagrees[kept], table.is_behind[kept]
    return (
        int((agrees & behind).sum()),
        int((disagrees & behind).sum()),
        int((agrees & ~behind).sum()),
        int((disagrees & ~behind).sum()),
        int((~agrees & ~disagrees).sum()),
    )


def four_cells(counts: tuple[int, int, int, int, int]) -> FourCells | None:
    """The cells as they may leave: words, and a number only for a cell of five people or more.

    The people without a number beside them are always five or more: while they are not, the smallest cell with a number loses it.
    So a cell of one person looks like an empty one, whatever one subtracts.
    """
    n = sum(counts)
    numbered = sorted((place for place in range(5) if counts[place] >= partition.SMALLEST_CELL), key=lambda place: counts[place])  # fmt: skip
    while numbered and n - sum(counts[place] for place in numbered) < partition.SMALLEST_CELL:
        numbered.pop(0)
    found = [_cell(count, n, has_number=place in numbered) for place, count in enumerate(counts)]
    owned, committed, polite, opposed, undecided = found
    if owned is None or committed is None or polite is None or opposed is None or undecided is None:
        return None
    return FourCells(owned, committed, polite, opposed, undecided)


def as_word(share: Share | None) -> Share | None:
    """The same share without its number."""
    return None if share is None else Share(share.word, None, None, None, share.n_band)


def share_within(hits: int, size: int, n: int) -> Share | None:
    """Share `hits` of `size` people who are some of `n`: from five on; a number only where five others are left.

    Nothing about it depends on whether all are among them or all but one.
    """
    among = min(size, n - 1)
    if among < partition.SMALLEST_CELL:
        return None
    hits = min(hits, among)
    is_word = n - size < partition.SMALLEST_CELL or is_extreme(hits, among)
    return shares.publish_share(
        Estimate(hits / among, *partition.jeffreys(hits, among)), among, is_word=is_word
    )


def agreement(positions: Floats) -> Estimate | None:
    """One less the mean distance from the median, as a share of the scale from end to end; unrounded, None below two people.

    The same for any median of an even number. Four people's worth of ordinary spread steady the interval.
    """
    if positions.size < 2:
        return None
    apart = np.sort(np.abs(positions - np.median(positions)) / 2)
    found = shares.steadied_mean(apart, variance=_SPREAD, least=0.0, most=1.0)
    return Estimate(1 - found.value, 1 - found.high, 1 - found.low)


def publish_agreement(positions: Floats) -> Estimate | None:
    """Agreement from eight people on, and only where neither nobody nor everybody (give or take one) agrees or disagrees."""
    n = int(positions.size)
    exact = agreement(positions)
    sides = (int((positions > 0).sum()), int((positions < 0).sum()))
    if exact is None or n < shares.FEWEST_FOR_NUMBERS or any(is_extreme(count, n) for count in sides):
        return None
    low, high = partition.round_outwards(exact.low, exact.high)
    return Estimate(partition.round_share(exact.value), low, high)


def mean_weight(weights: Floats) -> Estimate | None:
    """Mean of the weights of 0 to 10 people put behind it, steadied, as it may leave."""
    if weights.size < partition.SMALLEST_CELL:
        return None
    mean = shares.steadied_mean(np.sort(weights), variance=_WEIGHT_VARIANCE, least=0.0, most=10.0)
    return shares.publish_on_scale(mean, int(weights.size), least=0.0, most=10.0)


def by_cell(table: Table) -> tuple[CellStance, ...]:
    """Support and backing by party, or none at all.

    None where one cell has fewer than five people, or where in one cell nobody or everybody (give or take one) agrees or is behind
    it: with the whole beside it, the cells must not tell what single people said.
    """
    if len(table.cells) < 2:
        return ()
    found = []
    for place, cell in enumerate(table.cells):
        kept = table.is_both & (table.cell == place)
        n, agrees, behind = (int(one.sum()) for one in (kept, kept & table.agrees, kept & table.is_behind))
        if n < partition.SMALLEST_CELL or is_extreme(agrees, n) or is_extreme(behind, n):
            return ()
        support, backing = shares.publish_count(agrees, n), shares.publish_count(behind, n)
        if support is not None and backing is not None:
            found.append(CellStance(cell.parties, cell.is_rest, partition.n_band(n), support, backing))
    return tuple(found)


def _cell(count: int, n: int, *, has_number: bool) -> Share | None:
    found = shares.publish_count(count, n)
    return found if has_number else as_word(found)
