"""Has it moved? Wave means on either side of a date that was fixed beforehand (`change.waves/1`, measurement design 5).

Sealed answers are not linked between waves, so persons have no change. One wave to the next is never shown as a change: with
nothing behind it a mean of eight people moves by .3 in four of ten cases.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from breakthrough.measures.partition import SMALLEST_CELL, round_share
from breakthrough.measures.shares import publish_difference, scale_step, t_quantile
from breakthrough.measures.values import Estimate

METHOD = "change.waves/1"
FEWEST_WAVES = 3
OCCASION_VARIANCE = 1.1**2 * (1 - 0.6)
"""How much one person's score of a dimension varies from one occasion to the next, as assumed."""
MICRO_SHARE = 0.4
"""The same for a micro question, as a share of the variance of all its answers so far."""
_PRIOR_WEIGHT = 4

Reason = Literal["too_few", "waiting", "low_response", "remainder_too_small", "not_measurable"]


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave of one measure: its mean, how many answered, by which method, and who was invited (any tokens)."""

    mean: float
    n: int
    method: str
    invited: frozenset[str]
    is_response_low: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What can be said about a move.

    Attributes:
        status: "shown" has a number, "withheld" has not.
        difference: mean after minus mean before, 95 %. wide: the same at 99 %, which alone allows a claim.
        is_claimed: the 99 % interval is clear of nothing.
        rise: probability that it rose. large: that it moved by more than half a point either way.
        has_other_size: whether clearly more or fewer people answered after than before (by a quarter).
    """

    status: Literal["shown", "withheld"]
    reason: Reason | None = None
    difference: Estimate | None = None
    wide: Estimate | None = None
    is_claimed: bool = False
    rise: float | None = None
    large: float | None = None
    has_other_size: bool | None = None


def read_change(
    before: Sequence[Wave], after: Sequence[Wave], *, occasion_variance: float = OCCASION_VARIANCE
) -> Change:
    """The move between two sides of a fixed date: three waves each, one method, enough answers, membership that hides nobody.

    For a micro question `occasion_variance` is `MICRO_SHARE` times the variance of all its answers so far.
    """
    waves = [*before, *after]
    reason = _why_not(before, after)
    if reason is not None:
        return Change("withheld", reason)
    first, second = _means(before), _means(after)
    degrees = _PRIOR_WEIGHT + len(first) + len(second) - 2
    squares = float(((first - first.mean()) ** 2).sum() + ((second - second.mean()) ** 2).sum())
    size = sum(wave.n for wave in waves) / len(waves)
    variance = (_PRIOR_WEIGHT * occasion_variance / size + squares) / degrees
    error = math.sqrt(variance * (1 / len(first) + 1 / len(second)))
    value = float(second.mean() - first.mean())
    wide = _interval(value, error, degrees, 0.99)
    return Change(
        "shown",
        difference=_interval(value, error, degrees, 0.95),
        wide=wide,
        is_claimed=wide.is_clear_of(0),
        rise=_below(value / error, degrees),
        large=1 - _below((0.5 - value) / error, degrees) + _below((-0.5 - value) / error, degrees),
        has_other_size=abs(math.log(_size(after) / _size(before))) > math.log(1.25),
    )


def publish_change(found: Change, *, n: int) -> Change:
    """A change as it may leave, n the smallest number of answers behind it; what is claimed was decided before rounding."""
    if found.difference is None or found.wide is None or found.rise is None or found.large is None:
        return found
    step = scale_step(n)
    return dataclasses.replace(
        found,
        difference=publish_difference(found.difference, step),
        wide=publish_difference(found.wide, step),
        rise=round_share(found.rise),
        large=round_share(found.large),
    )


def may_compare(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two waves may be subtracted: their invited people are the same, or differ by five or more."""
    return len(first ^ second) not in range(1, SMALLEST_CELL)


def _why_not(before: Sequence[Wave], after: Sequence[Wave]) -> Reason | None:
    waves = [*before, *after]
    if min(len(before), len(after)) < FEWEST_WAVES:
        return "waiting"
    if len({wave.method for wave in waves}) > 1:
        return "not_measurable"
    if min(wave.n for wave in waves) < SMALLEST_CELL:
        return "too_few"
    if any(wave.is_response_low for wave in waves):
        return "low_response"
    pairs = itertools.combinations([wave.invited for wave in waves], 2)
    return None if all(may_compare(a, b) for a, b in pairs) else "remainder_too_small"


def _means(waves: Sequence[Wave]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([wave.mean for wave in waves], np.float64)


def _size(waves: Sequence[Wave]) -> float:
    return sum(wave.n for wave in waves) / len(waves)


def _interval(value: float, error: float, degrees: int, level: float) -> Estimate:
    half = t_quantile(level, degrees) * error
    return Estimate(value, value - half, value + half, level)


def _below(t: float, degrees: int) -> float:
    from scipy.special import stdtr

    return float(stdtr(degrees, t))
