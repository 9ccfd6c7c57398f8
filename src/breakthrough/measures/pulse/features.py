"""Where a team stands: the mean of its dimensions (G) and turn-taking (U), with their covariance (measurement design 3.2)."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL
from breakthrough.measures.pulse.constants import (
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
    """Of T teams.

    Attributes:
        position: [T, 2], G and U.
        covariance: [T, 2, 2], of the position where people's answers spread by one point.
        used: [T, 9], the dimensions behind G (never TURN).
        is_measurable: [T]; where False, position and covariance mean nothing.
        is_by_cell: [T], whether parties count equally.
    """

    position: Floats
    covariance: Floats
    used: Truths
    is_measurable: Truths
    is_by_cell: Truths


def features(stack: Stack, levels: Levels, *, drop: int | None = None) -> Features:
    """Positions of all teams; `drop` leaves one dimension out of G, with the same people.

    A person counts in G with at least three fifths of its dimensions. A skipped dimension is filled by how the person differs from
    the team on the others, so that skipping a low one does not lift G.
    """
    full = levels.count >= SMALLEST_CELL
    full[:, TURN] = False
    has_turn = levels.count[:, TURN] >= SMALLEST_CELL
    is_measurable = (full.sum(axis=1) >= FEWEST_DIMENSIONS) & has_turn
    used = full.copy()
    if drop is not None:
        used[:, drop] = False
    counted = _count_people(stack, full=full, used=used, levels=levels)
    cells = _cell_statistics(stack, counted)
    is_by_cell = stack.sum_by_team((cells[:, _A] < SMALLEST_CELL) | (cells[:, _B] < SMALLEST_CELL)) == 0
    position, covariance = _weigh(stack, cells)
    if not is_by_cell.all():
        whole = stack.as_one_cell()
        other = _weigh(whole, _cell_statistics(whole, counted))
        position = np.where(is_by_cell[:, None], position, other[0])
        covariance = np.where(is_by_cell[:, None, None], covariance, other[1])
    return Features(position, covariance, used, is_measurable, is_by_cell)


_A, _B, _AB, _SUM_G, _SUM_U, _SPREAD = range(6)


def _count_people(stack: Stack, *, full: Truths, used: Truths, levels: Levels) -> Floats:
    """For each person [P, 6]: in G, in U, in both, the value of G, of U, and what the person adds to the variance of G."""
    need = np.ceil(PRESENT_SHARE * full.sum(axis=1) - 1e-9)
    in_g = (stack.present & full[stack.team]).sum(axis=1) >= need[stack.team]
    in_u = stack.present[:, TURN]
    of_person = stack.present & used[stack.team]
    amount = np.maximum(of_person.sum(axis=1), 1)
    plain = np.where(used, levels.plain, 0.0)
    level = plain.sum(axis=1) / np.maximum(used.sum(axis=1), 1)
    apart = np.where(of_person, stack.filled - plain[stack.team], 0.0).sum(axis=1) / amount
    spread = HALO_WITHIN + (1 - HALO_WITHIN) / amount
    return np.stack(
        [
            in_g,
            in_u,
            in_g & in_u,
            np.where(in_g, apart + level[stack.team], 0.0),
            stack.filled[:, TURN],
            np.where(in_g, spread, 0.0),
        ],
        axis=1,
    ).astype(np.float64)


def _cell_statistics(stack: Stack, counted: Floats) -> Floats:
    return stack.sum_by_cell(counted)


def _weigh(stack: Stack, cells: Floats) -> tuple[Floats, Floats]:
    with np.errstate(invalid="ignore", divide="ignore"):
        g, u = cells[:, _SUM_G] / cells[:, _A], cells[:, _SUM_U] / cells[:, _B]
        gg = cells[:, _SPREAD] / cells[:, _A] ** 2
        gu = HALO_WITHIN * cells[:, _AB] / (cells[:, _A] * cells[:, _B])
        uu = 1 / cells[:, _B]
    weight = stack.weight[:, None]
    position = stack.sum_by_team(weight * np.stack([g, u], axis=1))
    parts = stack.sum_by_team(weight**2 * np.stack([gg, gu, gu, uu], axis=1))
    return position, parts.reshape(-1, 2, 2)
