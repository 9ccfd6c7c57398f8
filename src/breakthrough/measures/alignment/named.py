"""Do we say the same with our name on it? Sealed against named distributions (`sealed_named/1`, measurement design 6.4).

A sealed stance cannot be linked to the named one of the same person: only distributions are compared.
"""

import bisect
import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment import publish
from breakthrough.measures.alignment.results import NAMED_METHOD, Gap, NamedCell, NamedReading
from breakthrough.measures.alignment.table import Table
from breakthrough.measures.values import Estimate

Truths = npt.NDArray[np.bool_]

_AT_LEAST = (3, 5, 8, 13, 20, 35)
_FEWEST_MOVED = 3


def compare(sealed: Table, named: Table, *, eligible: int) -> NamedReading:
    """What may be said about the difference, of those who said a position and a weight on either side.

    Nothing where fewer than five people, or fewer than 70 % of the `eligible`, gave either.
    """
    sizes = [int(table.is_both.sum()) for table in (sealed, named)]
    if min(sizes) < partition.SMALLEST_CELL:
        return NamedReading("withheld", "too_few", NAMED_METHOD)
    if any(shares.is_response_low(size, eligible) for size in sizes):
        return NamedReading("withheld", "low_response", NAMED_METHOD)
    everybody = sizes[0] == sizes[1] == eligible
    moved = fewest_moved(sealed, named) if everybody else None
    return NamedReading(
        status="shown" if min(sizes) >= shares.FEWEST_FOR_NUMBERS else "band",
        reason=None,
        method=NAMED_METHOD,
        sealed_band=partition.n_band(sizes[0]),
        named_band=partition.n_band(sizes[1]),
        support=_gap(sealed, named, sealed.agrees, named.agrees),
        behind=_gap(sealed, named, sealed.is_behind, named.is_behind),
        is_moved=None if moved is None else moved >= most_by_slips(eligible),
        at_least=None if moved is None else _floor(moved, eligible),
        by_cell=_by_cell(sealed, named),
    )


def fewest_moved(sealed: Table, named: Table) -> int:
    """The least number of people who changed side (against, undecided, for), if the same people gave both: an exact bound."""
    apart = [
        abs(int((named.is_both & (np.sign(named.position) == side)).sum())
            - int((sealed.is_both & (np.sign(sealed.position) == side)).sum()))
        for side in (-1, 0, 1)
    ]  # fmt: skip
    return sum(apart) // 2


def most_by_slips(n: int) -> int:
    """From how many people that changed side on it is taken to be more than slips: a quarter of `n`, and at least three."""
    return max(_FEWEST_MOVED, math.ceil(n / 4))


def _gap(sealed: Table, named: Table, sealed_hits: Truths, named_hits: Truths) -> Gap:
    return gap(
        int((sealed.is_both & sealed_hits).sum()),
        int(sealed.is_both.sum()),
        int((named.is_both & named_hits).sum()),
        int(named.is_both.sum()),
    )


def gap(sealed: int, of_sealed: int, named: int, of_named: int) -> Gap:
    """The difference of two counts as it may leave; a word where the sealed one is next to nobody or everybody."""
    exact = shares.newcombe(named, of_named, sealed, of_sealed)
    has_number = min(of_sealed, of_named) >= shares.FEWEST_FOR_NUMBERS
    if not has_number or publish.is_extreme(sealed, of_sealed):
        return Gap(_leans(exact))
    return Gap(_leans(exact), shares.publish_difference(exact, partition.SHARE_STEP))


def _leans(difference: Estimate) -> Literal["higher", "lower", "cannot_tell"]:
    if not difference.is_clear_of(0):
        return "cannot_tell"
    return "higher" if difference.value > 0 else "lower"


def _floor(moved: int, n: int) -> int | None:
    """The lower end of the band a number of people lies in, from eight people on and where it says more than slips."""
    if n < shares.FEWEST_FOR_NUMBERS or moved < most_by_slips(n):
        return None
    return _AT_LEAST[bisect.bisect_right(_AT_LEAST, moved) - 1]


def _by_cell(sealed: Table, named: Table) -> tuple[NamedCell, ...]:
    """Support by party, where both sides have the same cells and no sealed cell is too small or next to nobody or everybody."""
    if sealed.cells != named.cells or len(sealed.cells) < 2:
        return ()
    found = []
    for place, cell in enumerate(sealed.cells):
        ours, theirs = sealed.is_both & (sealed.cell == place), named.is_both & (named.cell == place)
        n, others = int(ours.sum()), int(theirs.sum())
        hits = int((ours & sealed.agrees).sum())
        if min(n, others) < partition.SMALLEST_CELL or publish.is_extreme(hits, n):
            return ()
        found.append(
            NamedCell(cell.parties, cell.is_rest, gap(hits, n, int((theirs & named.agrees).sum()), others))
        )
    return tuple(found)
