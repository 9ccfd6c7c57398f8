"""Forced choices, `triads/1`: "most like us" and "least like us" of three that should all sound fine.

The options are always shown in random order and never with their mode. A second opinion beside the scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from breakthrough.kernel.words import gettext_noop

VERSION = "triads/1"
MOST = gettext_noop("Most like us")
LEAST = gettext_noop("Least like us")
_EFFECT = 1 + (6 - 1) * 0.2
_POINTS = 4_001


@dataclass(frozen=True, slots=True)
class Triad:
    """One question with three options, in the order C, K, B."""

    number: int
    about: str
    options: tuple[str, str, str]


TRIADS = (
    Triad(
        1,
        gettext_noop("When we had to choose"),
        (
            gettext_noop("One of us set the direction and the others backed it."),
            gettext_noop("Each decided on their own part and kept the rest informed."),
            gettext_noop("We argued it through and ended with a plan none of us came in with."),
        ),
    ),
    Triad(
        2,
        gettext_noop("When there was bad news"),
        (
            gettext_noop("People picked the right moment and the right person."),
            gettext_noop("It was raised in the proper meeting."),
            gettext_noop("Whoever saw it first said so there and then."),
        ),
    ),
    Triad(
        3,
        gettext_noop("Where ideas came from"),
        (
            gettext_noop("They came from those who know this best."),
            gettext_noop("Each side brought its ideas in turn."),
            gettext_noop("It became hard to say whose idea it was."),
        ),
    ),
    Triad(
        4,
        gettext_noop("When plans clashed"),
        (
            gettext_noop("We went with whoever had most at stake."),
            gettext_noop("We found a fair split."),
            gettext_noop("We went back to the goal and someone gave something up."),
        ),
    ),
    Triad(
        5,
        gettext_noop("When a promise slipped"),
        (
            gettext_noop("It was taken up quietly with the person in charge."),
            gettext_noop("We used the agreed process."),
            gettext_noop("The person said early and others moved to help."),
        ),
    ),
    Triad(
        6,
        gettext_noop("When something failed"),
        (
            gettext_noop("It was fixed fast with little fuss."),
            gettext_noop("It was logged, with an owner named."),
            gettext_noop("We opened it up together, and how we work changed."),
        ),
    ),
)


def probability_first(picks: Sequence[int]) -> tuple[float, float, float]:
    """How probable it is that each mode is truly picked most, given the "most" picks for C, K and B over all triads and people.

    Picks of one person are alike, so they count half. Raises ValueError for a negative number.
    """
    from scipy.special import gammainc, gammaln

    if len(picks) != 3 or min(picks) < 0:
        raise ValueError("three numbers of picks, none below nothing")
    shape = 1 + np.asarray(picks, np.float64) / _EFFECT
    top = float(shape.max() + 12 * np.sqrt(shape.max()) + 10)
    x = np.linspace(0.0, top, _POINTS)
    logs = np.log(np.maximum(x, 1e-300))
    below = gammainc(shape[:, None], x)
    first = []
    for k in range(3):
        density = np.exp((shape[k] - 1) * logs - x - gammaln(shape[k]))
        others = np.prod(np.delete(below, k, axis=0), axis=0)
        first.append(_simpson(density * others, top / (_POINTS - 1)))
    return first[0], first[1], first[2]


def _simpson(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], step: float) -> float:
    ends = values[0] + values[-1]
    return float(step / 3 * (ends + 4 * values[1:-1:2].sum() + 2 * values[2:-1:2].sum()))
