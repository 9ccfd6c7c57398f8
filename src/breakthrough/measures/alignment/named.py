"""Do we say the same with our name on it? Sealed against named distributions (`sealed_named/1`, measurement design 6.4).

A sealed stance cannot be linked to the named one of the same person: only distributions are compared.
"""

import bisect
import math

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment import publish
from breakthrough.measures.alignment.results import NAMED_METHOD, Gap, Lean, NamedCell, NamedReading
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
    is_moved, at_least = None, None
    if sizes[0] == sizes[1] == eligible:
        is_moved, at_least = publish_moved(*_supporters(sealed, named), eligible)
    return NamedReading(
        status="shown" if min(sizes) >= shares.FEWEST_FOR_NUMBERS else "band",
        reason=None,
        method=NAMED_METHOD,
        sealed_band=partition.n_band(sizes[0]),
        named_band=partition.n_band(sizes[1]),
        support=_gap(sealed, named, sealed.agrees, named.agrees),
        behind=_gap(sealed, named, sealed.is_behind, named.is_behind),
        is_moved=is_moved,
        at_least=at_least,
        by_cell=_by_cell(sealed, named),
    )


def fewest_moved(sealed: int, named: int, n: int) -> int:
    """The least number of people who moved into or out of support, if the same `n` people gave both.

    Next to nobody or everybody it is the smaller number of the two cases that must look alike: still a true lower bound.
    """
    return min(abs(named - count) for count in _alike(sealed, n))


def most_by_slips(n: int) -> int:
    """From how many people that changed side on it is taken to be more than slips: a quarter of `n`, and at least three."""
    return max(_FEWEST_MOVED, math.ceil(n / 4))


def publish_moved(sealed: int, named: int, n: int) -> tuple[bool, int | None]:
    """Whether more people moved than slips explain, and from eight people on the lower end of the band their number lies in."""
    moved = fewest_moved(sealed, named, n)
    if moved < most_by_slips(n):
        return False, None
    return True, _AT_LEAST[
        bisect.bisect_right(_AT_LEAST, moved) - 1
    ] if n >= shares.FEWEST_FOR_NUMBERS else None


def gap(sealed: int, of_sealed: int, named: int, of_named: int) -> Gap:
    """The difference of two counts as it may leave; a word where the sealed one is next to nobody or everybody."""
    exact = shares.newcombe(named, of_named, sealed, of_sealed)
    leans = {
        _leans(shares.newcombe(named, of_named, count, of_sealed)) for count in _alike(sealed, of_sealed)
    }
    way = leans.pop() if len(leans) == 1 else "cannot_tell"
    has_number = min(of_sealed, of_named) >= shares.FEWEST_FOR_NUMBERS
    if not has_number or publish.is_extreme(sealed, of_sealed):
        return Gap(way)
    return Gap(way, shares.publish_difference(exact, partition.SHARE_STEP))


def _alike(count: int, n: int) -> tuple[int, ...]:
    """The counts that must look alike: nobody and one, everybody and all but one; else the count itself."""
    if count <= 1:
        return 0, 1
    return (n - 1, n) if count >= n - 1 else (count,)


def _leans(difference: Estimate) -> Lean:
    if not difference.is_clear_of(0):
        return "cannot_tell"
    return "higher" if difference.value > 0 else "lower"


def _gap(sealed: Table, named: Table, sealed_hits: Truths, named_hits: Truths) -> Gap:
    return gap(
        int((sealed.is_both & sealed_hits).sum()),
        int(sealed.is_both.sum()),
        int((named.is_both & named_hits).sum()),
        int(named.is_both.sum()),
    )


def _supporters(sealed: Table, named: Table) -> tuple[int, int]:
    return int((sealed.is_both & sealed.agrees).sum()), int((named.is_both & named.agrees).sum())


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
