"""The scorer `gt-1`: everything that is worked out from the scores of many teams at once. Unrounded; nothing of it is shown."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse import constants, features, leaning, levels, posterior, profiles
from breakthrough.measures.pulse.stack import Stack

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

METHOD = f"pulse.position/{constants.SCORER}"
_ELLIPSE_WEIGHT = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Scored:
    """Of T teams.

    Attributes:
        count: [T], people who answered.
        probability: [T, 4] of C, K, B and mixed. fit: [T], see `profiles.misfit`. left: [T, 9], see `leaning.leave_one_out`.
        sigma: [T], how far people's answers spread, for the ellipse of the position.
        shadow: [T, 4], by all nine dimensions; stored, never shown.
    """

    count: Floats
    levels: levels.Levels
    features: features.Features
    probability: Floats
    fit: Floats
    left: Floats
    sigma: Floats
    shadow: Floats
    leaning: leaning.Leaning


def score_stack(stack: Stack, *, is_response_low: Truths | None = None) -> Scored:
    """Score all teams of a stack; `is_response_low` [T] says where too few of those invited answered."""
    level = levels.dimension_levels(stack)
    found = features.features(stack, level)
    likely = posterior.posterior(found.position[:, 0], found.covariance[:, 0], found.used[:, 0])
    profile = profiles.profiles(stack, level)
    fit = profiles.misfit(profile)
    left = leaning.leave_one_out(stack, level, likely.probability)
    count = stack.sum_by_team(stack.sum_by_cell(stack.answered))
    low = np.zeros(len(count), np.bool_) if is_response_low is None else is_response_low
    return Scored(
        count=count,
        levels=level,
        features=found,
        probability=likely.probability,
        fit=fit,
        left=left,
        sigma=_spread(level),
        shadow=profiles.shadow(profile),
        leaning=leaning.lean(
            count=count,
            is_measurable=found.is_measurable,
            is_response_low=low,
            probability=likely.probability,
            fit=fit,
            left=left,
        ),
    )


def headcount_leaning(stack: Stack) -> leaning.Leaning:
    """The lean if every person counted alike, for the note that it would differ."""
    return score_stack(stack.as_one_cell()).leaning


def outcome_free_leaning(stack: Stack, outcome_free: Floats) -> leaning.Leaning:
    """The lean without ENERGY and with BUILD from question 20 alone: `outcome_free` [P, 9] are the scores of the same people."""
    return score_stack(dataclasses.replace(stack, scores=outcome_free)).leaning


def _spread(level: levels.Levels) -> Floats:
    known = (level.degrees >= 1) & ~np.isnan(level.variance)
    amount = np.maximum(known.sum(axis=1), 1)
    degrees = np.where(known, level.degrees, 0.0).sum(axis=1) / amount
    variance = np.where(known, level.variance, 0.0).sum(axis=1) / amount
    prior = _ELLIPSE_WEIGHT * constants.PRIOR_VARIANCE
    return np.asarray(np.sqrt((prior + degrees * variance) / (_ELLIPSE_WEIGHT + degrees)))
