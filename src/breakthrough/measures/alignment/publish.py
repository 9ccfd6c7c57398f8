"""Agreement beside commitment as it may leave: in words or rounded, and when nothing may (measurement design 6.1)."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment.crossing import (
    FEWEST_IN_A_CORNER,
    Crossing,
    as_word,
    publish_corners,
)
from breakthrough.measures.alignment.results import METHOD, Agreement, AlignmentReading, CellStance, FourCells
from breakthrough.measures.alignment.table import Table
from breakthrough.measures.values import Estimate, Share

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_CLOSE = 0.75
_FAR = 0.5
_FEWEST_EITHER_SIDE = 4
_WEIGHT_STEP = 0.5
_WEIGHT_VARIANCE = 2.5**2
"""Ordinary spread of weights, of four further people, so that no interval is ever nothing."""


def is_extreme(count: int, n: int) -> bool:
    """Whether a count is within one of nobody or everybody, so that a number would point to single people."""
    return partition.extreme_word(count, n) is not None


@dataclasses.dataclass(frozen=True, slots=True)
class Kinds:
    """How many people agree, disagree, or do neither, and put seven of ten or more behind it or not."""

    agrees_behind: int
    disagrees_behind: int
    agrees_not: int
    disagrees_not: int
    undecided_behind: int
    undecided_not: int

    @property
    def n(self) -> int:
        return self.agrees + self.disagrees + self.undecided

    @property
    def agrees(self) -> int:
        return self.agrees_behind + self.agrees_not

    @property
    def disagrees(self) -> int:
        return self.disagrees_behind + self.disagrees_not

    @property
    def undecided(self) -> int:
        return self.undecided_behind + self.undecided_not

    @property
    def behind(self) -> int:
        return self.agrees_behind + self.disagrees_behind + self.undecided_behind

    @property
    def crossing(self) -> Crossing:
        """Agreeing crossed with being behind it."""
        return Crossing(self.n, self.agrees, self.behind, self.agrees_behind)

    @property
    def is_told(self) -> bool:
        """Whether those who disagree may be told from the undecided: nowhere is there one person, and no cell is empty."""
        return (
            self.crossing.is_told
            and min(self.disagrees_behind, self.disagrees_not) >= FEWEST_IN_A_CORNER
            and 1 not in (self.undecided_behind, self.undecided_not)
        )


def count_kinds(table: Table) -> Kinds:
    """Count those who said position and weight."""
    kept = table.is_both
    agrees, disagrees, behind = table.agrees[kept], table.disagrees[kept], table.is_behind[kept]
    undecided = ~agrees & ~disagrees
    counts = [int((side & way).sum()) for side in (agrees, disagrees, undecided) for way in (behind, ~behind)]
    return Kinds(counts[0], counts[2], counts[1], counts[3], counts[4], counts[5])


def commitment(kinds: Kinds) -> AlignmentReading:
    """What may be said of position and weight, counted: the shares, the cells, and what hangs on them."""
    n = kinds.n
    if n < partition.SMALLEST_CELL:
        return AlignmentReading("withheld", "too_few", METHOD, None)
    return AlignmentReading(
        status="shown" if n >= shares.FEWEST_FOR_NUMBERS else "band",
        reason=None,
        method=METHOD,
        n_band=partition.n_band(n),
        support=shares.publish_count(kinds.agrees, n),
        behind=shares.publish_count(kinds.behind, n),
        cells=four_cells(kinds),
        committed_disagreement=share_within(kinds.disagrees_behind, kinds.disagrees, n)
        if kinds.is_told
        else None,
        polite_yes=_polite_yes(kinds),
        hardly_anyone_disagrees=kinds.disagrees <= 1,
    )


def four_cells(kinds: Kinds) -> FourCells | None:
    """The cells as they may leave; those of people who do not agree are told apart only where that singles nobody out."""
    owned, polite, behind, neither = publish_corners(kinds.crossing)
    if owned is None or polite is None or behind is None or neither is None:
        return None
    found = FourCells(owned, polite, behind, neither, has_committed_disagreement(kinds))
    if not kinds.is_told:
        return found
    return dataclasses.replace(
        found,
        committed_disagreement=shares.publish_count(kinds.disagrees_behind, kinds.n),
        opposition=shares.publish_count(kinds.disagrees_not, kinds.n),
        undecided=shares.publish_count(kinds.undecided, kinds.n),
    )


def has_committed_disagreement(kinds: Kinds) -> bool | None:
    """Whether two people at least disagree and are behind it all the same; one looks like nobody.

    None where it would tell more: hardly anyone disagrees, fewer than four do not agree, or of those who do not agree there may be
    fewer than two who are behind it, or nobody who is not.
    """
    crossing = kinds.crossing
    if not crossing.has_shares or kinds.disagrees < FEWEST_IN_A_CORNER:
        return None
    least, most = crossing.possible
    behind = crossing.other - most
    neither = crossing.n - crossing.one - crossing.other + least
    if crossing.n - crossing.one < _FEWEST_EITHER_SIDE or behind < FEWEST_IN_A_CORNER or neither < 1:
        return None
    return kinds.disagrees_behind >= FEWEST_IN_A_CORNER


def share_within(hits: int, size: int, n: int) -> Share | None:
    """Share `hits` of `size` people who are some of `n`: from five on; a number only where five others are left."""
    if size < partition.SMALLEST_CELL:
        return None
    is_word = n - size < partition.SMALLEST_CELL or is_extreme(hits, size)
    return shares.publish_share(Estimate(hits / size, *partition.jeffreys(hits, size)), size, is_word=is_word)


def _polite_yes(kinds: Kinds) -> Share | None:
    """Of those who agree, share that is not behind it; a word of what is possible where the cells are not told."""
    crossing = kinds.crossing
    if not crossing.has_shares or kinds.agrees < partition.SMALLEST_CELL:
        return None
    if crossing.is_told:
        return share_within(kinds.agrees_not, kinds.agrees, kinds.n)
    return as_word(crossing.middle[1] / kinds.agrees, kinds.agrees)


def agreement(positions: Floats) -> float | None:
    """One less the mean distance from the median, as a share of the scale from end to end; None without positions.

    The same for any median of an even number.
    """
    if positions.size == 0:
        return None
    return 1 - float(np.sort(np.abs(positions - np.median(positions))).mean()) / 2


def publish_agreement(positions: Floats, kinds: Kinds) -> Agreement | None:
    """A word for how close positions are, from eight people on, where four at least agree and four do not.

    It has no number: with the support beside it, a number would tell how many are undecided, or how strongly a single person feels.
    For the same reason there is none where hardly anyone disagrees, and none beside `has_committed_disagreement`, unless all cells
    are told.
    """
    found = agreement(positions)
    if found is None or kinds.n < shares.FEWEST_FOR_NUMBERS:
        return None
    if (
        min(kinds.agrees, kinds.n - kinds.agrees) < _FEWEST_EITHER_SIDE
        or kinds.disagrees < FEWEST_IN_A_CORNER
    ):
        return None
    if has_committed_disagreement(kinds) is not None and not kinds.is_told:
        return None
    return agreement_word(found)


def agreement_word(found: float) -> Agreement:
    """The word for an agreement of 0 to 1."""
    return "close" if found > _CLOSE else "some_range" if found >= _FAR else "far_apart"


def mean_weight(weights: Floats, *, behind: int) -> Estimate | None:
    """Mean of the weights of 0 to 10 people put behind it, steadied, as it may leave: to half a point, never the very end.

    Nothing where nobody or everybody (give or take one) is behind it: the mean could tell which.
    """
    n = int(weights.size)
    if n < partition.SMALLEST_CELL or is_extreme(behind, n):
        return None
    exact = shares.steadied_mean(np.sort(weights), variance=_WEIGHT_VARIANCE, least=0.0, most=10.0)
    found = shares.publish_difference(exact, _WEIGHT_STEP)
    value = min(10.0 - _WEIGHT_STEP, max(_WEIGHT_STEP, found.value))
    return dataclasses.replace(found, value=value, low=max(0.0, found.low), high=min(10.0, found.high))


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
