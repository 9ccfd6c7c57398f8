"""One picture of `live`: fit, map, groups, sides and their shares, cold or from the last state.

Whether a map and groups may be shown is decided at the first picture and again when the votes have grown by a tenth;
between, a warm redraw moves what is there by one sweep.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import live_fit, live_gate, live_groups, live_shares
from breakthrough.measures.opinion.live_fit import LiveFit
from breakthrough.measures.opinion.live_gate import Curves
from breakthrough.measures.opinion.live_groups import LiveGroups
from breakthrough.measures.opinion.live_shares import CellShares
from breakthrough.measures.opinion.live_votes import PackedVotes
from breakthrough.measures.opinion.results import DimensionWeights, SideKind

GROWTH = 1.1  # votes grown by this factor: decide again
GROUPS_FROM = 0.9
SMALLEST_SHARE = 0.15
LEAST_SIDE = 5
LETTERS = "ABCDE"

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LiveState:
    """What the next redraw starts from. Holds people: in memory only, dropped when the round closes.

    `decided_count`: votes there were when map and groups were last decided.
    """

    fit: LiveFit
    curves: Curves
    weights: DimensionWeights
    groups: LiveGroups | None
    decided_count: int


@dataclass(frozen=True, slots=True)
class LiveSides:
    """The sides: `kind`, their `keys` and everybody's side, `label` int64[n] (−1 none)."""

    kind: SideKind
    keys: tuple[str, ...]
    label: Labels


@dataclass(frozen=True, slots=True)
class LivePicture:
    """What one redraw shows, before anything is released; holds people, in memory only.

    `cells`: the whole first, then the sides, then everybody outside each side.
    """

    state: LiveState
    sides: LiveSides
    cells: CellShares

    @property
    def dimensions(self) -> int:
        """Axes of the map: 0 (none), 1 or 2."""
        return self.state.weights.map_dimensions

    @property
    def groups_shown(self) -> bool:
        """A map is shown and (nearly) every weighting of the people has two groups or more."""
        return self.state.groups is not None and has_groups(self.state.groups)


def draw(*, votes: PackedVotes, state: LiveState | None, segments: LiveSides | None = None) -> LivePicture:
    """One picture. Cold without a `state`; statements may have been added at the end since the last redraw.

    `segments`: declared cells that serve as sides where no map is shown; the caller has made sure that they may be released.
    """
    if (
        state is None
        or votes.vote_count > GROWTH * state.decided_count
        or votes.vote_count < state.decided_count
    ):
        state = decide(votes, state)
    else:
        state = move(votes, state)
    sides = choose_sides(state, segments)
    cells = live_shares.read_sides(
        fit=state.fit, curves=state.curves, votes=votes, label=sides.label, count=len(sides.keys)
    )
    return LivePicture(state, sides, cells)


def decide(votes: PackedVotes, last: LiveState | None) -> LiveState:
    """Fit from nothing and decide on map and groups; axes keep their direction where there was a map of the same kind."""
    weights = live_gate.weigh_dimensions(votes)
    dimensions = weights.map_dimensions
    fit = live_fit.fit_cold(votes=votes, dimensions=dimensions)
    before = None
    if last is not None and last.fit.dimensions == dimensions:
        before = last.fit.statement[: votes.statement_count, 1:]
    if dimensions:
        fit = live_fit.orient(fit, before)
    curves = live_gate.fit_curves(fit, votes)
    groups = live_groups.find_groups(fit=fit, votes=votes) if dimensions else None
    if groups is not None and last is not None and last.groups is not None and before is not None:
        groups = live_groups.keep_letters(groups, last.groups)
    return LiveState(fit, curves, weights, groups, votes.vote_count)


def move(votes: PackedVotes, last: LiveState) -> LiveState:
    """One sweep from the last state."""
    fit = live_fit.refit(votes=votes, last=last.fit)
    if fit.dimensions:
        fit = live_fit.orient(fit, last.fit.statement[:, 1:])
    curves = live_gate.fit_curves(fit, votes)
    groups = last.groups
    if groups is not None:
        groups = live_groups.move_groups(fit=fit, votes=votes, last=groups)
    return replace(last, fit=fit, curves=curves, groups=groups)


def has_groups(groups: LiveGroups) -> bool:
    """P(two or more groups) is at least .9, and each has its share of the people: stricter than the frozen reading, since this
    picture only moves forward. A few at one end of a spread look like a group here long before they are one."""
    sizes = np.bincount(groups.label + 1, minlength=groups.count + 1)[1:]
    return bool(
        groups.count > 1
        and groups.probability[0] <= 1 - GROUPS_FROM
        and sizes.min() >= SMALLEST_SHARE * len(groups.label)
    )


def choose_sides(state: LiveState, segments: LiveSides | None) -> LiveSides:
    """Groups if shown, else the ends of the map, else the segments, else the whole."""
    n = len(state.fit.person)
    if state.groups is not None and has_groups(state.groups):
        label = state.groups.label
        sizes = np.bincount(label + 1, minlength=state.groups.count + 1)
        if sizes[1:].min() >= LEAST_SIDE and not 0 < sizes[0] < LEAST_SIDE:
            return LiveSides("group", tuple(LETTERS[: state.groups.count]), label)
    third = n // 3
    if state.fit.dimensions and third >= LEAST_SIDE:
        order = np.argsort(state.fit.person[:, 1], kind="stable")
        label = np.full(n, -1, np.int64)
        label[order[:third]] = 0
        label[order[n - third :]] = 1
        return LiveSides("end", ("low", "high"), label)
    if segments is not None:
        return segments
    return LiveSides("whole", (), np.full(n, -1, np.int64))
