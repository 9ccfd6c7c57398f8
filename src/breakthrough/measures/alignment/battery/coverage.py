"""How often the intervals hold what is true, how often a claim is made of nothing, and what can be shown at all."""

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition
from breakthrough.measures.alignment import named, publish, tipping
from breakthrough.measures.alignment.publish import Kinds
from breakthrough.measures.pulse.battery.rows import Row

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer]

TRUTHS = {
    "mostly in": (0.45, 0.08, 0.20, 0.07, 0.10, 0.10),
    "split": (0.25, 0.15, 0.20, 0.20, 0.10, 0.10),
    "polite": (0.20, 0.05, 0.50, 0.10, 0.05, 0.10),
    "disagree and commit": (0.25, 0.30, 0.10, 0.15, 0.10, 0.10),
    "hardly in": (0.10, 0.08, 0.22, 0.45, 0.05, 0.10),
}
"""Shares of a large group that agrees, disagrees (behind it), agrees, disagrees (not), is undecided (behind it, not)."""

SIZES = (8, 12, 20, 50, 200)

CELLS = ("owned_agreement", "committed_disagreement", "polite_yes", "opposition", "undecided")

CAREFUL = 0.92
"""What is demanded of intervals on average; .98 at most before they are rounded outwards."""


def shares_of(truth: tuple[float, ...]) -> Floats:
    """True shares of support, backing and the five cells, in this order."""
    owned, committed, polite, opposed, *undecided = truth
    support, behind = owned + polite, owned + committed + undecided[0]
    return np.array([support, behind, owned, committed, polite, opposed, sum(undecided)])


def intervals(rng: np.random.Generator, groups: int) -> list[Row]:
    """Before rounding: coverage of the shares, and of the two shares among those who disagree and who agree (from five on)."""
    found = []
    for n in SIZES:
        hits, looks, lowest = 0, 0, 1.0
        for truth in TRUTHS.values():
            kinds = rng.multinomial(n, truth, groups)
            owned, committed, polite, opposed = (kinds[:, place] for place in range(4))
            columns = [
                owned + polite,
                owned + committed + kinds[:, 4],
                *kinds[:, :4].T,
                kinds[:, 4] + kinds[:, 5],
            ]
            parts = [
                (column, np.full(groups, n), share)
                for column, share in zip(columns, shares_of(truth), strict=True)
            ]
            parts += [
                (committed, committed + opposed, truth[1] / (truth[1] + truth[3])),
                (polite, polite + owned, truth[2] / (truth[2] + truth[0])),
            ]
            for counts, sizes, share in parts:
                kept = sizes >= partition.SMALLEST_CELL
                inside = _covers(counts[kept], sizes[kept], share)
                if inside.size >= groups / 4:
                    lowest = min(lowest, float(inside.mean()))
                hits, looks = hits + int(inside.sum()), looks + inside.size
        found += [
            Row("cells", f"coverage of shares, {n} people, on average", hits / looks, 0.98, CAREFUL, looks),
            Row("cells", f"coverage of shares, {n} people, lowest of one share", lowest, least=0.86, count=groups),
        ]  # fmt: skip
    return found


def shown(rng: np.random.Generator, groups: int) -> list[Row]:
    """As they are published: coverage of the numbers that are shown, and in how many groups the cells are told in numbers."""
    found = []
    for n in SIZES:
        hits, looks, told, crossed, said = 0, 0, 0, 0, 0
        for truth in TRUTHS.values():
            true = dict(zip(("support", "behind", *CELLS), shares_of(truth), strict=True))
            for counts in rng.multinomial(n, truth, groups):
                kinds = Kinds(*(int(one) for one in counts))
                reading = publish.commitment(kinds)
                told, crossed = told + kinds.is_told, crossed + kinds.crossing.is_told
                said += reading.cells is not None and reading.cells.has_committed_disagreement is not None
                cells = [(name, getattr(reading.cells, name, None)) for name in CELLS]
                for name, share in (("support", reading.support), ("behind", reading.behind), *cells):
                    if share is not None and share.low is not None and share.high is not None:
                        looks += 1
                        hits += share.low <= true[name] <= share.high
        total = groups * len(TRUTHS)
        found += [
            Row(
                "cells", f"coverage of published shares, {n} people", hits / looks, least=CAREFUL, count=looks
            ),
            Row("cells", f"groups of {n} whose owned agreement and polite yes are numbers", crossed / total),
            Row("cells", f"groups of {n} in which it is told whether some disagree and commit", said / total),
            Row("cells", f"groups of {n} whose five cells are all told", told / total),
        ]
    return found


def pulls(rng: np.random.Generator, groups: int) -> list[Row]:
    """The mean of 100 points: coverage for skewed answers, one cell and two; claims where nothing pulls either way."""
    found = []
    for sizes in ((5,), (8,), (12,), (20,), (5, 7), (12, 6)):
        inside, every, below = 0, 0, 0
        for _ in range(groups):
            parts = [_pulls(rng, n, 0.0) for n in sizes]
            mean = tipping.weighted_mean(parts, [1.0] * len(parts))
            inside += mean.low <= 0.0 <= mean.high
            way = tipping.condition([tipping.weighted_mean([part], [1.0]) for part in parts])
            every, below = every + (way == "every_party"), below + (way == "not_yet")
        name = " + ".join(str(n) for n in sizes)
        found += [
            Row("tipping", f"coverage of the mean, {name} people", inside / groups, least=0.90, count=groups),
            Row("tipping", f"\"every party\" where nothing pulls, {name} people", every / groups),
            Row("tipping", f"\"not yet\" where nothing pulls, {name} people", below / groups),
        ]  # fmt: skip
    return found


def names(rng: np.random.Generator, groups: int) -> list[Row]:
    """Sealed against named: claims where people only slip (a tenth press a neighbour), and what is found of a true move."""
    found = []
    for n in (5, 8, 12, 20):
        claims, moves, seen = 0, 0, 0
        for _ in range(groups):
            sealed = rng.choice(5, n, p=(0.15, 0.2, 0.2, 0.25, 0.2)) - 2
            slips = np.where(rng.random(n) < 0.1, rng.choice([-1, 1], n), 0)
            slipped = np.clip(sealed + slips, -2, 2)
            moved = np.where((sealed <= 0) & (rng.random(n) < 0.8), 1, sealed)
            before, after, openly = (int((one > 0).sum()) for one in (sealed, slipped, moved))
            claims += named.gap(before, n, after, n).leans != "cannot_tell"
            moves += named.publish_moved(before, after, n)[0]
            seen += (
                named.publish_moved(before, openly, n)[0] or named.gap(before, n, openly, n).leans == "higher"
            )
        found += [
            Row("named", f"a difference claimed of slips, {n} people", claims / groups, 0.01, count=groups),
            Row("named", f"\"changed side\" claimed of slips, {n} people", moves / groups, 0.01, count=groups),
            Row("named", f"found when four of five who do not agree move, {n} people", seen / groups),
        ]  # fmt: skip
    return found


def _covers(counts: Integers, sizes: Integers, share: float) -> npt.NDArray[np.bool_]:
    """Whether the interval of each count holds the true share."""
    pairs, which = np.unique(np.stack([counts, sizes]), axis=1, return_inverse=True)
    ends = [partition.jeffreys(int(count), int(size)) for count, size in pairs.T]
    inside = np.array([low <= share <= high for low, high in ends], np.bool_)
    return np.asarray(inside[which.reshape(-1)])


def _pulls(rng: np.random.Generator, n: int, mean: float) -> Floats:
    """Skewed pulls around a true mean: most a little above it, a few far below."""
    return np.clip(np.round(mean + 0.2 * (2 - rng.gamma(2.0, 1.0, n)), 2), -1, 1)
