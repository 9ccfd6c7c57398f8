"""The release gate: which cells of a scope may be shown. Pure.

K is the number of contributions that must stand together: with a quota of m, m(k - 1) + 1 contributions have at least k
people behind them. Blanks never count. A scope is released once, so nothing here compares releases; how the numbers of a reading
are rounded is `measures.partition`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from breakthrough.kernel.words import gettext_noop

HELD_WORDS = gettext_noop("Not enough answers to show this safely. Nothing was shown.")


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


def rounded_down(count: int, *, gate: int) -> int:
    """Return `count` in whole steps of `gate`: how far an open room is shown."""
    return count // gate * gate
