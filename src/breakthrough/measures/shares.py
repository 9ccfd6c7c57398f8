"""What every measure needs to say a number fairly: intervals of shares and means, and the form in which they leave.

The rules are the same for every practice (measurement design, section 1, rules 2, 10, 11 and the shared functions).
"""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures import estimates, partition

Estimate = estimates.Estimate
Share = estimates.Share

FEWEST_FOR_NUMBERS = 8
"""Below so many people a share is a word and nothing else, and no spread is shown."""

FULL_RESPONSE = 0.7
"""Below this share of those invited there is no lean, no gap and no claim of a change."""

PRIOR_PEOPLE = 4
"""As many further people's worth of ordinary spread is added to a mean on a scale, so that no interval is ever nothing."""

WITHIN_CLUSTER = 0.15
"""How alike two counts of one person are taken to be, where counts come in clusters."""


def t_quantile(level: float, degrees: float) -> float:
    """The half-width in standard errors of a two-sided interval by Student's t with `degrees` degrees of freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + level / 2))


def t_mean(
    values: Sequence[float] | npt.NDArray[np.float64],
    *,
    level: float = 0.95,
    least: float = -math.inf,
    most: float = math.inf,
) -> Estimate | None:
    """Mean of independent values with its t interval, clipped to `least` and `most`; None for fewer than two values."""
    found = np.asarray(values, np.float64)
    if found.size < 2:
        return None
    mean = float(found.mean())
    half = t_quantile(level, found.size - 1) * float(found.std(ddof=1)) / math.sqrt(found.size)
    return Estimate(mean, max(least, mean - half), min(most, mean + half), level)


def steadied_mean(values: npt.NDArray[np.float64], *, variance: float, least: float, most: float) -> Estimate:
    """Mean of answers on a scale from `least` to `most`, its t interval steadied by four people of this `variance`."""
    mean, degrees = float(values.mean()), PRIOR_PEOPLE + values.size - 1
    squares = float(((values - mean) ** 2).sum())
    error = math.sqrt((PRIOR_PEOPLE * variance + squares) / degrees / values.size)
    half = t_quantile(0.95, degrees) * error
    return Estimate(mean, max(least, mean - half), min(most, mean + half))


def is_response_low(answered: int, eligible: int | None) -> bool:
    """Whether fewer than 70 % of those invited answered; False where it is not known how many were invited."""
    return eligible is not None and answered < FULL_RESPONSE * eligible


def newcombe(x1: float, n1: float, x2: float, n2: float) -> Estimate:
    """Difference of two shares p1 - p2 by Newcombe's hybrid method, with Jeffreys limits for each share.

    Takes the two as unlinked, which is careful when they come from the same people. Raises ValueError if either has no answers
    or a count beyond them. Reference: Newcombe 1998.
    """
    if n1 <= 0 or n2 <= 0:
        raise ValueError("a difference needs answers on both sides")
    p1, p2 = x1 / n1, x2 / n2
    low1, high1 = partition.jeffreys(x1, n1)
    low2, high2 = partition.jeffreys(x2, n2)
    return Estimate(
        p1 - p2,
        p1 - p2 - math.hypot(p1 - low1, high2 - p2),
        p1 - p2 + math.hypot(high1 - p1, p2 - low2),
    )


def clustered_share(hits: float, sizes: Sequence[float]) -> Estimate | None:
    """A share of counts that come in clusters (several promises of one person), with an interval that allows for it.

    `sizes[i]` counts of cluster i, of which `hits` in all are hits. None without counts. Raises ValueError if `hits` is not
    within 0 and the number of counts.
    """
    total = float(sum(sizes))
    if total == 0:
        return None
    typical = sum(size * size for size in sizes) / total
    effect = max(1.0, 1 + (typical - 1) * WITHIN_CLUSTER)
    low, high = partition.jeffreys(hits / effect, total / effect)
    return Estimate(hits / total, low, high)


def round_together(shares: Sequence[float]) -> tuple[float, ...]:
    """Shares to five points so that their sum stays what it was (largest remainders first)."""
    steps = np.array(shares) / partition.SHARE_STEP
    low = np.floor(steps + 1e-9)
    missing = round(float(steps.sum())) - int(low.sum())
    order = np.argsort(-(steps - low), kind="stable")
    low[order[: max(0, missing)]] += 1
    return tuple(round(float(step) * partition.SHARE_STEP, 2) for step in low)


def publish_count(count: int, n: int) -> Share | None:
    """The share `count` of `n` people as it may leave: None below five, a word below eight or next to nobody or everybody."""
    if n < partition.SMALLEST_CELL:
        return None
    is_word = partition.extreme_word(count, n) is not None
    return publish_share(Estimate(count / n, *partition.jeffreys(count, n)), n, is_word=is_word)


def publish_share(share: Estimate, n: int, *, is_word: bool = False) -> Share | None:
    """A share that rests on `n` people as it may leave; `is_word` keeps its number back."""
    band, word = partition.n_band(n), partition.share_word(share.value, n)
    if band is None or word is None:
        return None
    if is_word or n < FEWEST_FOR_NUMBERS:
        return Share(word, None, None, None, band)
    low, high = partition.round_outwards(share.low, share.high)
    return Share(word, partition.round_share(share.value), low, high, band)


def round_to(value: float, step: float) -> float:
    """The nearest multiple of `step`."""
    return round(round(value / step) * step, 4) + 0.0


def publish_difference(difference: Estimate, step: float) -> Estimate:
    """A difference rounded to `step`, its interval outwards: it never gains or loses a claim towards certainty."""
    slack = 1e-9
    return Estimate(
        round_to(difference.value, step),
        round(math.floor(difference.low / step + slack) * step, 4) + 0.0,
        round(math.ceil(difference.high / step - slack) * step, 4) + 0.0,
        difference.level,
    )


def scale_step(n: int) -> float:
    """The step in which a mean on the seven-point scale is published: a tenth from eight people on, else a quarter."""
    return 0.1 if n >= FEWEST_FOR_NUMBERS else 0.25


def publish_mean(mean: Estimate, n: int) -> Estimate | None:
    """A mean on the seven-point scale as it may leave; None below five people."""
    return publish_on_scale(mean, n, least=1.0, most=7.0)


def publish_on_scale(mean: Estimate, n: int, *, least: float, most: float) -> Estimate | None:
    """A mean on a scale from `least` to `most` as it may leave, its interval outwards; None below five people.

    A mean next to an end of the scale stops one step before it, because the very end would tell what every single person
    answered.
    """
    if n < partition.SMALLEST_CELL:
        return None
    step = scale_step(n)
    found = publish_difference(mean, step)
    value = round(min(most - step, max(least + step, found.value)), 4)
    return dataclasses.replace(found, value=value, low=max(least, found.low), high=min(most, found.high))
