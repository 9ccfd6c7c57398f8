"""May a live map be shown? Held-out votes decide, as in the other paths, on a sample that is small enough to redraw.

Also the two probit curves that turn the model's expectation of a vote into P(agree) and P(disagree).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import live_fit, live_votes
from breakthrough.measures.opinion.live_fit import LiveFit
from breakthrough.measures.opinion.live_votes import ANSWERS, PackedVotes
from breakthrough.measures.opinion.results import DimensionWeights

Floats = NDArray[np.float64]

CURVE_SAMPLE = 8_000  # arrays of this length are taken from memory that is at hand; much longer ones are asked of the system each time
GATE_CURVE_SAMPLE = 2_000
CURVE_STEPS = 4
GATE_VOTES = 10_000
GATE_BUDGET = 20_000  # votes fitted in all folds together
FOLDS = 5
BOOTSTRAP = 200
LEAST_PEOPLE = 20
MOST_FLAT_WEIGHT = 0.05
LEAST_GAIN = 0.005
LOWEST = 1e-3
_ROOT_TAU = 2.5066282746310002


@dataclass(frozen=True, slots=True)
class Curves:
    """P(agree) = Φ(α + βx) and P(disagree) likewise, x being the model's expectation of the vote: two pairs (α, β)."""

    agree: tuple[float, float]
    disagree: tuple[float, float]


def fit_curves(fit: LiveFit, votes: PackedVotes, *, sample: int = CURVE_SAMPLE) -> Curves:
    """Curves fitted to what each vote's expectation would be without that vote (else they are over-sure)."""
    without, value = live_fit.leave_out(fit, votes, sample=sample)
    return Curves(fit_curve(without, value == 1), fit_curve(without, value == -1))


def fit_curve(x: Floats, y: NDArray[np.bool_]) -> tuple[float, float]:
    """Probit regression of y on x by Fisher scoring; a weak N(0, 10²) prior keeps one-sided answers finite."""
    from scipy.special import ndtr

    design = np.stack((np.ones_like(x), x))
    answer = y.astype(np.float64)
    found = np.zeros(2)
    for _ in range(CURVE_STEPS):
        eta = np.clip(found @ design, -5.0, 5.0)
        p = np.clip(ndtr(eta), 1e-6, 1 - 1e-6)
        density = np.exp(-0.5 * eta * eta) / _ROOT_TAU
        pull = density / (p * (1 - p))
        curvature = (design * (density * pull)) @ design.T + 0.01 * np.eye(2)
        found = found + np.linalg.solve(curvature, design @ (pull * (answer - p)) - 0.01 * found)
    return float(found[0]), float(found[1])


def find_chances(curves: Curves, expected: Floats, variance: Floats | float = 0.0) -> tuple[Floats, Floats]:
    """P(agree) and P(disagree) where x is `expected` with `variance`; together at most 1."""
    from scipy.special import ndtr

    chances = [
        ndtr((alpha + beta * expected) / np.sqrt(1 + beta * beta * variance))
        for alpha, beta in (curves.agree, curves.disagree)
    ]
    total = np.maximum(chances[0] + chances[1], 1.0)
    return chances[0] / total, chances[1] / total


def weigh_dimensions(votes: PackedVotes) -> DimensionWeights:
    """Weights of 0, 1 and 2 dimensions by held-out votes and a bootstrap over people, and whether a map may be shown.

    Uses every k-th person (about 10,000 votes) and as many of five folds as fit a fixed budget, at least one.
    """
    if votes.person_count < LEAST_PEOPLE or votes.statement_count < 2:
        return DimensionWeights(weights=(1.0, 0.0, 0.0), gain=0.0, map_shown=False)
    sample = live_votes.take_people(votes, stride=max(1, votes.vote_count // GATE_VOTES))
    person = live_votes.list_people(sample)
    generator = np.random.default_rng([5, sample.person_count, sample.vote_count])
    fold = generator.integers(0, FOLDS, sample.vote_count)
    used = max(1, min(FOLDS, GATE_BUDGET // max(sample.vote_count, 1)))
    evidence = np.zeros((3, sample.person_count))
    for number in range(used):
        hidden = fold == number
        scores = score_hidden(sample, person, hidden)
        for dimensions in range(3):
            evidence[dimensions] += np.bincount(
                person[hidden], scores[dimensions], minlength=sample.person_count
            )
    omega = generator.standard_exponential((BOOTSTRAP, sample.person_count))
    omega *= sample.person_count / omega.sum(axis=1, keepdims=True)
    total = omega @ evidence.T
    total = np.exp(total - total.max(axis=1, keepdims=True))
    weights = (total / total.sum(axis=1, keepdims=True)).mean(axis=0)
    sums = evidence.sum(axis=1)
    gain = float((sums[1:].max() - sums[0]) / max(int((fold < used).sum()), 1))
    shown = bool(weights[0] <= MOST_FLAT_WEIGHT and gain >= LEAST_GAIN)
    return DimensionWeights((float(weights[0]), float(weights[1]), float(weights[2])), gain, shown)


def score_hidden(sample: PackedVotes, person: NDArray[np.int32], hidden: NDArray[np.bool_]) -> list[Floats]:
    """Log probability of every hidden vote (agree, disagree or pass) with 0, 1 and 2 dimensions."""
    training = live_votes.split_votes(sample, hidden)
    directions = live_fit.find_directions(training)
    answer = sample.columns[hidden] % ANSWERS
    scores = []
    for dimensions in range(3):
        fit = live_fit.fit_cold(votes=training, dimensions=dimensions, directions=directions)
        curves = fit_curves(fit, training, sample=GATE_CURVE_SAMPLE)
        expected = live_fit.expect(fit, person[hidden], sample.columns[hidden] // ANSWERS)
        agree, disagree = find_chances(curves, expected)
        chances = np.maximum(np.stack((disagree, 1 - agree - disagree, agree)), LOWEST)
        chances /= chances.sum(axis=0)
        scores.append(np.log(chances[answer, np.arange(len(answer))]))
    return scores
