"""The release gate: which cells may be shown, which snapshots may follow each other, how numbers are rounded. Pure.

K is the number of contributions that must stand together: with a quota of m, m(k - 1) + 1 contributions have at least k
people behind them. Blanks never count. What is compared are the numbers of contributions, never their content.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias

from breakthrough.kernel.words import gettext_noop

Said: TypeAlias = Hashable  # one contribution as it was shown: its pseudonym and its seq

BANDS = (8, 12, 16, 24, 32)
SMALLEST_FOR_SPREAD = 8
HELD_WORDS = gettext_noop("Not enough answers to show this safely. Nothing was shown.")
NEARLY_ALL = gettext_noop("nearly all")
HARDLY_ANYONE = gettext_noop("hardly anyone")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a release shows: everything together, and these cells by themselves. The rest is only in the total."""

    total: int
    cells: frozenset[int]


def gate_number(*, k: int, quota: int) -> int:
    """Return K for a scope in which everybody has `quota` contributions."""
    return quota * (k - 1) + 1


def find_pattern(counts: Mapping[int, int], *, gate: int) -> Pattern | None:
    """Return what may be shown of cells with these counts (G2, G3), or None where nothing may.

    Every shown cell, the total, and what is left of the total beside the shown cells hold none or at least `gate`.
    """
    total = sum(counts.values())
    if total < gate:
        return None
    shown = sorted(
        (cell for cell, count in counts.items() if count >= gate), key=lambda cell: (counts[cell], cell)
    )
    while shown and 0 < total - sum(counts[cell] for cell in shown) < gate:
        shown.pop(0)
    return Pattern(total=total, cells=frozenset(shown))


def atoms(snapshots: Sequence[AbstractSet[Said]]) -> Mapping[frozenset[int], int]:
    """Return how many were shown in exactly the same snapshots, for every such set of snapshots (numbered from 0)."""
    sizes = dict[frozenset[int], int]()
    for said in set[Said]().union(*snapshots):
        seen_in = frozenset(number for number, snapshot in enumerate(snapshots) if said in snapshot)
        sizes[seen_in] = sizes.get(seen_in, 0) + 1
    return sizes


def may_follow(earlier: Sequence[AbstractSet[Said]], snapshot: AbstractSet[Said], *, gate: int) -> bool:
    """Say whether `snapshot` may be shown after `earlier` ones of the same cell (G4).

    Comparing pairs is not enough: sums and differences of several snapshots isolate people. Every combination shows a
    union of atoms, so every atom must hold at least `gate`. An edit is another thing said, and counts like one.
    """
    return all(size >= gate for size in atoms([*earlier, snapshot]).values())


def is_extreme(count: int, *, of: int) -> bool:
    """Say whether a count is so near to none or all that the number would tell of one person (G5)."""
    return min(count, of - count) <= 1


def words_for_extreme(count: int, *, of: int) -> str:
    """Return what is said instead of an extreme count."""
    return NEARLY_ALL if count * 2 > of else HARDLY_ANYONE


def may_show_spread(answers: Iterable[float]) -> bool:
    """Say whether least, most and deviation may be shown: from eight answers on, and not when all are alike (G5)."""
    given = list(answers)
    return len(given) >= SMALLEST_FOR_SPREAD and len(set(given)) > 1


def band_of(count: int, *, gate: int) -> tuple[int, int | None]:
    """Return the band that `count` lies in, as its first and last number; None where it is open (G6)."""
    if count < gate:
        raise ValueError("Fewer than the gate number are in no band.")
    starts = [gate, *(start for start in BANDS if start > gate)]
    first = max(start for start in starts if start <= count)
    later = [start for start in starts if start > first]
    return first, (later[0] - 1 if later else None)


def rounded_down(count: int, *, gate: int) -> int:
    """Return `count` in whole steps of `gate`: how far an open room is shown."""
    return count // gate * gate
