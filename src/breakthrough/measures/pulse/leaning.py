"""Which pattern a team leans towards, if any, and whether it may be named (measurement design 3.5).

One threshold for all would make the flattering word the easy one; so each mode has its own, and B needs the most.
"""

import dataclasses
from typing import Literal

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL
from breakthrough.measures.pulse import features, posterior
from breakthrough.measures.pulse.constants import (
    DIMENSIONS,
    LEAN,
    MISFIT,
    MODES,
    NAMED_TRIADS,
    SURVIVES,
    TURN,
)
from breakthrough.measures.pulse.frozen import Mode, Sign
from breakthrough.measures.pulse.levels import Levels
from breakthrough.measures.pulse.stack import Stack

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]

Outcome = Literal[
    "too_few", "not_measurable", "low_response", "misfit", "mixed", "rests_on_one_dimension", "lean"
]
OUTCOMES: tuple[Outcome, ...] = (
    "too_few", "not_measurable", "low_response", "misfit", "mixed", "rests_on_one_dimension", "lean",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Leaning:
    """Of T teams: the most probable `mode` [T] (0 C, 1 K, 2 B) and the `outcome` [T] as a place in `OUTCOMES`."""

    mode: Integers
    outcome: Integers

    @property
    def is_lean(self) -> Truths:
        return np.asarray(self.outcome == OUTCOMES.index("lean"))


def leave_one_out(stack: Stack, levels: Levels, probability: Floats) -> Floats:
    """Probability [T, 9] of each team's most probable mode without each dimension; NaN for a dimension that is not known."""
    mode = probability[:, :3].argmax(axis=1)
    count, amount = len(mode), len(DIMENSIONS)
    found = features.features_without_each(stack, levels)
    flat = posterior.posterior(
        found.position.reshape(-1, 2), found.covariance.reshape(-1, 2, 2), found.used.reshape(-1, amount)
    )
    left = flat.probability.reshape(count, amount, 4)[np.arange(count), :, mode]
    alone = posterior.posterior(
        found.position[:, TURN], found.covariance[:, TURN], found.used[:, TURN], has_turn=False
    )
    left[:, TURN] = alone.probability[np.arange(count), mode]
    return np.where(levels.count >= SMALLEST_CELL, left, np.nan)


def lean(
    *,
    count: Floats,
    is_measurable: Truths,
    is_response_low: Truths,
    probability: Floats,
    fit: Floats,
    left: Floats,
) -> Leaning:
    """The first rule that applies decides: fewer than five, not measurable, low response, misfit, mixed, one dimension, lean.

    `count` [T] people who answered, `fit` [T] from `profiles.misfit`, `left` [T, 9] from `leave_one_out`.
    """
    mode = probability[:, :3].argmax(axis=1)
    best = probability[np.arange(len(mode)), mode]
    survives = ~(left < SURVIVES)
    survives[:, TURN] |= mode == MODES.index("K")
    refusals = [
        count < SMALLEST_CELL,
        ~is_measurable,
        is_response_low,
        fit < MISFIT,
        best < LEAN[mode],
        ~survives.all(axis=1),
    ]
    outcome = np.select(refusals, list(range(len(refusals))), default=len(refusals))
    return Leaning(mode, outcome)


@dataclasses.dataclass(frozen=True, slots=True)
class Signs:
    """Behavioural or independent signs beside the answers; None where there is none to read.

    Attributes:
        party_gap: parties see speaking up and shared steering differently, clear of no difference.
        triads: probabilities of C, K, B from the forced choices.
        build_on: across parties, "above" or "below" chance, or "unclear".
        one_sided_building: one party builds on the other more, clear of a half.
        group_gain: the group beats its pooled private answers, with enough questions.
    """

    party_gap: bool | None = None
    triads: tuple[float, float, float] | None = None
    build_on: Literal["above", "below", "unclear"] | None = None
    one_sided_building: bool | None = None
    group_gain: bool | None = None


def read_signs(signs: Signs) -> tuple[tuple[Sign, Mode], ...]:
    """Each sign that speaks, with the mode it speaks for."""
    found: list[tuple[Sign, Mode]] = []
    if signs.party_gap:
        found.append(("party_gap", "C"))
    if signs.triads is not None and max(signs.triads) >= NAMED_TRIADS:
        modes: tuple[Mode, ...] = ("C", "K", "B")
        found.append(("triads", modes[signs.triads.index(max(signs.triads))]))
    if signs.build_on in ("above", "below"):
        found.append(("build_on", "B" if signs.build_on == "above" else "K"))
    if signs.one_sided_building:
        found.append(("one_sided_building", "C"))
    if signs.group_gain:
        found.append(("group_gain", "B"))
    return tuple(found)


def may_name(mode: Mode, signs: Signs) -> bool:
    """Whether a lean may be named: at least one sign agrees and none contradicts."""
    spoken = {said for _, said in read_signs(signs)}
    return spoken == {mode}
