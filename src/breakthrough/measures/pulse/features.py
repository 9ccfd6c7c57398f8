"""Where a team stands: the mean of its dimensions (G) and turn-taking (U), with their covariance (measurement design 3.2)."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL
from breakthrough.measures.pulse.constants import (
    DIMENSIONS,
    FEWEST_DIMENSIONS,
    HALO_WITHIN,
    PRESENT_SHARE,
    TURN,
)
from breakthrough.measures.pulse.levels import Levels
from breakthrough.measures.pulse.stack import Stack

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True)
class Features:
    """Of T teams, each in K ways of counting.

    Attributes:
        position: [T, K, 2], G and U.
        covariance: [T, K, 2, 2], of the position where people's answers spread by one point.
        used: [T, K, 9], the dimensions behind G (never TURN).
        is_measurable: [T]; where False, the position is NaN and the covariance means nothing.
        is_by_cell: [T], whether parties count equally.
    """

    position: Floats
    covariance: Floats
    used: Truths
    is_measurable: Truths
    is_by_cell: Truths


def features(stack: Stack, levels: Levels) -> Features:
    """Positions of all teams (K = 1).

    A person counts in G with at least three fifths of its dimensions. A skipped dimension is filled by how the person differs from
    the team on the others, so that skipping a low one does not lift G.
    """
    return _features(stack, levels, np.ones((1, len(DIMENSIONS)), np.bool_))


def features_without_each(stack: Stack, levels: Levels) -> Features:
    """Positions of all teams without each of the nine dimensions (K = 9), with the same people. U stays as it is."""
    return _features(stack, levels, ~np.eye(len(DIMENSIONS), dtype=np.bool_))


def _features(stack: Stack, levels: Levels, kept: Truths) -> Features:
    full = levels.count >= SMALLEST_CELL
    full[:, TURN] = False
    has_turn = levels.count[:, TURN] >= SMALLEST_CELL
    used = full[:, None] & kept
    people = _count_people(stack, full=full)
    values = _values(stack, people.in_g, used=used, levels=levels)
    cells = stack.sum_by_cell(people.counts)
    is_thin = np.asarray((cells[:, :2] < SMALLEST_CELL).any(axis=1))
    is_by_cell = stack.sum_by_team(is_thin) == 0
    position, covariance = _weigh(stack, cells, values)
    if not is_by_cell.all():
        whole = stack.as_one_cell()
        other = _weigh(whole, whole.sum_by_cell(people.counts), values)
        position = np.where(is_by_cell[:, None, None], position, other[0])
        covariance = np.where(is_by_cell[:, None, None, None], covariance, other[1])
    is_measurable = (full.sum(axis=1) >= FEWEST_DIMENSIONS) & has_turn
    return Features(
        position=np.where(is_measurable[:, None, None], position, np.nan),
        covariance=np.where(is_measurable[:, None, None, None], covariance, np.eye(2)),
        used=used,
        is_measurable=is_measurable,
        is_by_cell=is_by_cell,
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _People:
    """Who is in G [P], and [P, 4]: in G, in U, in both, the value of U."""

    in_g: Truths
    counts: Floats


def _count_people(stack: Stack, *, full: Truths) -> _People:
    need = np.ceil(PRESENT_SHARE * full.sum(axis=1) - 1e-9)
    in_g = (stack.present & full[stack.team]).sum(axis=1) >= need[stack.team]
    in_u = stack.present[:, TURN]
    counts = np.stack([in_g, in_u, in_g & in_u, stack.filled[:, TURN]], axis=1).astype(np.float64)
    return _People(in_g, counts)


def _values(stack: Stack, in_g: Truths, *, used: Truths, levels: Levels) -> Floats:
    """For each person [P, 2K]: the value of G, and what the person adds to its variance; 0 for who is not in G."""
    counted = used.astype(np.float64)
    plain = np.where(levels.count > 0, levels.plain, 0.0)
    level = np.einsum("tkd,td->tk", counted, plain) / np.maximum(counted.sum(axis=2), 1)
    apart = np.where(stack.present, stack.filled - plain[stack.team], 0.0)
    present = stack.present.astype(np.float64)
    if stack.team_count == 1:
        amount, total = present @ counted[0].T, apart @ counted[0].T
    else:
        of_person = counted[stack.team]
        amount = np.einsum("pkd,pd->pk", of_person, present)
        total = np.einsum("pkd,pd->pk", of_person, apart)
    amount = np.maximum(amount, 1)
    spread = HALO_WITHIN + (1 - HALO_WITHIN) / amount
    value = total / amount + level[stack.team]
    return np.concatenate([value, spread], axis=1) * in_g[:, None]


def _weigh(stack: Stack, cells: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Positions [T, K, 2] and covariances [T, K, 2, 2] from counts and sums of the cells of `stack`."""
    sums = stack.sum_by_cell(values)
    k = sums.shape[1] // 2
    with np.errstate(invalid="ignore", divide="ignore"):
        a, b, both = cells[:, 0:1], cells[:, 1:2], cells[:, 2:3]
        g, gg = sums[:, :k] / a, sums[:, k:] / a**2
        u, uu, gu = cells[:, 3:4] / b, 1 / b, HALO_WITHIN * both / (a * b)
        weight = stack.weight[:, None]
        moments = stack.sum_by_team(np.concatenate([weight * g, weight * u, weight**2 * gg], axis=1))
        rest = stack.sum_by_team(weight**2 * np.concatenate([gu, uu], axis=1))
    count = len(moments)
    position = np.stack([moments[:, :k], np.broadcast_to(moments[:, k : k + 1], (count, k))], axis=2)
    covariance = np.empty((count, k, 2, 2))
    covariance[:, :, 0, 0] = moments[:, k + 1 :]
    covariance[:, :, 0, 1] = covariance[:, :, 1, 0] = rest[:, 0:1]
    covariance[:, :, 1, 1] = rest[:, 1:2]
    return position, covariance
