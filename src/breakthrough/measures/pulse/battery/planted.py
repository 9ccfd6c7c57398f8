"""Teams with a known truth, for the battery: true values round a pattern, answers round the truth, in half points from 1 to 7."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse import questions
from breakthrough.measures.pulse.constants import CENTRE, DIMENSIONS, HALO_BETWEEN, HALO_WITHIN, OFFSETS, TURN
from breakthrough.measures.pulse.features import features
from breakthrough.measures.pulse.levels import dimension_levels
from breakthrough.measures.pulse.posterior import posterior
from breakthrough.measures.pulse.scoring import Scored, score_stack
from breakthrough.measures.pulse.stack import Stack

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer]

TAU = 0.45
SIGMA = 1.1
MIXED = 3
_QUESTION_NOISE = 0.8


def draw_truth(
    rng: np.random.Generator,
    mode: Integers,
    separation: float,
    *,
    is_turn_flat: bool = False,
    tau: float = TAU,
) -> Floats:
    """True dimension values [T, 9] of teams of the given modes [T] (0 C, 1 K, 2 B, 3 none of them)."""
    offsets = OFFSETS.copy()
    if is_turn_flat:
        offsets[:, TURN] = 0.0
    mixed = rng.normal(size=(len(mode), 3)) @ offsets / np.sqrt(3)
    placed = np.where((mode == MIXED)[:, None], mixed, offsets[np.minimum(mode, 2)])
    return np.asarray(CENTRE + separation * placed + alike(rng, (len(mode),), tau, HALO_BETWEEN))


def draw_scores(rng: np.random.Generator, truth: Floats, n: int, *, sigma: float = SIGMA) -> Floats:
    """Scores [T, n, 9] of n people of each team."""
    answers = truth[:, None] + alike(rng, (len(truth), n), sigma, HALO_WITHIN)
    return np.clip(np.round(2 * answers) / 2, 1, 7)


def draw_answers(rng: np.random.Generator, truth: Floats, n: int) -> Integers:
    """Answers [T, n, 23] to the questions as pressed: 1 to 7, reversed questions turned back."""
    people = truth[:, None] + alike(rng, (len(truth), n), SIGMA, HALO_WITHIN)
    place = [DIMENSIONS.index(question.dimension) for question in questions.QUESTIONS]
    scored = np.clip(
        np.round(people[:, :, place] + rng.normal(0, _QUESTION_NOISE, (*people.shape[:2], 23))), 1, 7
    )
    return np.where(np.array(questions.IS_REVERSED), 8 - scored, scored).astype(np.int64)


def alike(rng: np.random.Generator, shape: tuple[int, ...], sd: float, halo: float) -> Floats:
    """Normal deviations [*shape, 9] of standard deviation `sd` of which any two dimensions correlate by `halo`."""
    shared = rng.normal(size=(*shape, 1))
    own = rng.normal(size=(*shape, len(DIMENSIONS)))
    return np.asarray(sd * (np.sqrt(halo) * shared + np.sqrt(1 - halo) * own))


def stack_scores(found: Floats) -> Stack:
    """T teams of n people [T, n, 9], each one cell."""
    count, n = found.shape[:2]
    return Stack(found.reshape(-1, 9), np.repeat(np.arange(count), n), np.arange(count), np.ones(count))


def stack_parties(found: Floats, sizes: tuple[int, ...]) -> Stack:
    """T teams [T, n, 9] whose people belong to parties of these sizes, one after the other, all of them released cells."""
    count, cells = len(found), len(sizes)
    cell = np.repeat(np.arange(cells), sizes)
    return Stack(
        found.reshape(-1, 9),
        (np.arange(count)[:, None] * cells + cell).ravel(),
        np.repeat(np.arange(count), cells),
        np.full(count * cells, 1 / cells),
    )


def score(found: Floats) -> Scored:
    """Score teams [T, n, 9]."""
    return score_stack(stack_scores(found))


@dataclasses.dataclass(frozen=True, slots=True)
class Placed:
    """Positions [T, 2], probabilities [T, 4] and whether they mean anything [T]: the part of a score that is quick."""

    position: Floats
    probability: Floats
    is_measurable: npt.NDArray[np.bool_]


def place(found: Floats) -> Placed:
    """Positions and probabilities of teams [T, n, 9], without leaving dimensions out and without misfit."""
    stack = stack_scores(found)
    where = features(stack, dimension_levels(stack))
    position = where.position[:, 0]
    likely = posterior(position, where.covariance[:, 0], where.used[:, 0])
    return Placed(position, likely.probability, where.is_measurable)
