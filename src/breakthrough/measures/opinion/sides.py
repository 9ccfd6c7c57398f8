"""What "every side" means: groups if shown, else the two ends of the map, else the declared segments, else the whole."""

import dataclasses
import functools
from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition
from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.groups import Grouping
from breakthrough.measures.opinion.results import SideKind
from breakthrough.measures.opinion.votes import VoteTable

Labels = npt.NDArray[np.int64]

_PURPOSE = 72
_OUTSIDE = -1


@dataclasses.dataclass(frozen=True, slots=True)
class Sides:
    """The sides, and who is on which in every draw. Holds people: in memory only.

    `home` [n] is the side of each person over all draws, -1 for nobody's; `labels` the same draw by draw, keyed by
    (dimensions, draw). Draws without an entry say nothing about sides. `fallen_back` tells that declared segments could not be
    released.
    """

    kind: SideKind
    keys: tuple[str, ...]
    home: Labels
    labels: Mapping[tuple[int, int], Labels]
    fallen_back: bool = False

    @property
    def count(self) -> int:
        return len(self.keys)


def choose_sides(
    *, mixture: Mixture, grouping: Grouping, chosen: Mapping[int, npt.NDArray[np.int64]], seed: int
) -> Sides:
    """Sides for the draws that will be read: `chosen` lists draw numbers by dimension.

    Opinion sides and segments are never crossed.
    """
    candidates: tuple[Callable[[], Sides | None], ...] = (
        functools.partial(_groups, grouping, chosen, seed),
        functools.partial(_ends, mixture, chosen),
        functools.partial(find_segments, mixture.table, chosen),
    )
    for candidate in candidates:
        found = candidate()
        if found is not None and found.labels and _is_releasable(found):
            return found
    return whole(mixture.table.person_count, fallen_back=mixture.table.segment is not None)


def whole(person_count: int, *, fallen_back: bool = False) -> Sides:
    """No sides: everyone together."""
    return Sides("whole", (), np.full(person_count, _OUTSIDE), {}, fallen_back=fallen_back)


def _is_releasable(found: Sides) -> bool:
    """Every side, and those outside, are nobody or at least five people."""
    sizes = np.bincount(found.home + 1, minlength=found.count + 1)
    outside, inside = sizes[0], sizes[1:]
    return bool((inside >= partition.SMALLEST_CELL).all() and not 0 < outside < partition.SMALLEST_CELL)


def _groups(grouping: Grouping, chosen: Mapping[int, npt.NDArray[np.int64]], seed: int) -> Sides | None:
    """Membership is drawn from each partition, so that what is read off carries its uncertainty. A draw takes the partition
    nearest to it; where that one has another number of groups, the draw says nothing about sides."""
    if not grouping.matched:
        return None
    count = grouping.share.shape[1]
    matched = {(one.dimensions, one.draw): one for one in grouping.matched}
    labels = {}
    for d, draws in chosen.items():
        parted = np.array([one.draw for one in grouping.partitions if one.dimensions == d])
        for draw in draws if parted.size else ():
            one = matched.get((d, int(parted[np.abs(parted - draw).argmin()])))
            if one is None:
                continue
            point = np.random.default_rng([seed, _PURPOSE, d, int(draw)]).random(len(one.belonging))
            drawn = (np.cumsum(one.belonging, axis=1) < point[:, None]).sum(1).clip(0, count - 1)
            if np.bincount(drawn, minlength=count).min() >= partition.SMALLEST_CELL:
                labels[(d, int(draw))] = drawn
    home = grouping.home
    if 0 < (home == _OUTSIDE).sum() < partition.SMALLEST_CELL:
        home = grouping.share.argmax(1)
    return Sides("group", tuple("ABCDE"[:count]), home, labels)


def _ends(mixture: Mixture, chosen: Mapping[int, npt.NDArray[np.int64]]) -> Sides | None:
    """The lower and the upper third of the first axis in every draw: two ends of one spread, not two groups."""
    d = mixture.weights.map_dimensions
    draws = mixture.draws[d]
    third = mixture.table.person_count // 3
    if d == 0 or draws is None or third < partition.SMALLEST_CELL:
        return None
    labels = {(d, int(draw)): _thirds(draws.theta[draw, :, 0], third) for draw in chosen.get(d, ())}
    return Sides("end", ("low", "high"), _thirds(draws.theta[:, :, 0].mean(0), third), labels)


def _thirds(position: npt.NDArray[np.float64], third: int) -> Labels:
    order = np.argsort(position, kind="stable")
    labels = np.full(len(position), _OUTSIDE)
    labels[order[:third]] = 0
    labels[order[len(order) - third :]] = 1
    return labels


def find_segments(table: VoteTable, chosen: Mapping[int, npt.NDArray[np.int64]]) -> Sides | None:
    """Declared cells, joined until each holds five people; those without a cell stand outside."""
    declared = table.segment
    if declared is None or declared.max(initial=-1) < 0:
        return None
    sizes = np.bincount(declared[declared >= 0].astype(np.int64))
    cells = partition.release_partition(sizes.tolist()).cells
    if len(cells) < 2:
        return None
    place = np.full(len(sizes) + 1, _OUTSIDE)  # the last entry is for -1
    for position, cell in enumerate(cells):
        place[list(cell)] = position
    home = place[declared.astype(np.int64)]
    keys = tuple("+".join(str(index) for index in cell) for cell in cells)
    return Sides(
        "segment", keys, home, {(d, int(draw)): home for d, draws in chosen.items() for draw in draws}
    )


def list_chosen(draws: Draws, amount: int) -> npt.NDArray[np.int64]:
    """`amount` draw numbers spread evenly over all (or all of them)."""
    amount = min(amount, draws.count)
    return ((np.arange(amount) + 0.5) * draws.count / amount).astype(np.int64)
