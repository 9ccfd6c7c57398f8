"""Is there a team to speak of? Differences between many teams, against teams put together at random (measurement design 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL

Floats = npt.NDArray[np.float64]

METHOD = "pulse.teamness/1"
FEWEST_TEAMS = 30
SHUFFLES = 500


@dataclass(frozen=True, slots=True)
class Teamness:
    """How alike people of one team answer, across an installation.

    Attributes:
        status: withheld below 30 teams of five answers; `team_count` says how many there are.
        icc1: share of the variance that lies between teams; may be negative. icc2: reliability of a team mean.
        chance_low, chance_high: 95 % range of icc1 with the same answers in teams put together at random; p: how often chance
            reaches the observed value.
    """

    status: Literal["shown", "withheld"]
    reason: Literal["too_few"] | None
    team_count: int
    icc1: float | None = None
    icc2: float | None = None
    chance_low: float | None = None
    chance_high: float | None = None
    p: float | None = None


def read_teamness(teams: Sequence[Floats], *, seed: int, shuffles: int = SHUFFLES) -> Teamness:
    """ICC of one dimension over teams (scores [people] each, NaN left out), beside pseudo-teams of the same sizes."""
    clean = [team[~np.isnan(team)] for team in teams]
    kept = [team for team in clean if team.size >= SMALLEST_CELL]
    if len(kept) < FEWEST_TEAMS:
        return Teamness("withheld", "too_few", len(kept))
    values, sizes = np.concatenate(kept), np.array([team.size for team in kept])
    icc1, icc2 = intraclass(values, sizes)
    rng = np.random.default_rng([seed, 41])
    chance = np.array([intraclass(rng.permutation(values), sizes)[0] for _ in range(shuffles)])
    low, high = np.quantile(chance, [0.025, 0.975])
    return Teamness(
        status="shown",
        reason=None,
        team_count=len(kept),
        icc1=round(icc1, 2),
        icc2=round(icc2, 2),
        chance_low=round(float(low), 2),
        chance_high=round(float(high), 2),
        p=(1 + int((chance >= icc1).sum())) / (1 + shuffles),
    )


def intraclass(values: Floats, sizes: npt.NDArray[np.integer]) -> tuple[float, float]:
    """ICC1 and ICC2 of values [N] that lie team by team, by one-way analysis of variance; NaN if nothing differs at all.

    Reference: Shrout and Fleiss 1979, with the mean size corrected for unequal teams.
    """
    count, total = len(sizes), int(sizes.sum())
    sums = np.add.reduceat(values, np.concatenate([[0], np.cumsum(sizes)[:-1]]))
    between_squares = float((sums**2 / sizes).sum() - values.sum() ** 2 / total)
    within_squares = float((values**2).sum() - (sums**2 / sizes).sum())
    between, within = between_squares / (count - 1), within_squares / (total - count)
    typical = (total - float((sizes**2).sum()) / total) / (count - 1)
    denominator = between + (typical - 1) * within
    if denominator == 0 or between == 0:
        return float("nan"), float("nan")
    return (between - within) / denominator, (between - within) / between


def spearman_brown(correlation: float) -> float:
    """Reliability of a dimension of two questions from their correlation over teams; only from 30 teams on."""
    return 2 * correlation / (1 + correlation)
