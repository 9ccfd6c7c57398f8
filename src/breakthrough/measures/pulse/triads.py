"""Forced choices, `triads/1`: "most like us" and "least like us" of three that should all sound fine.

The options are always shown in random order and never with their mode. A second opinion beside the scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures import partition, shares
from breakthrough.measures.pulse.constants import NAMED_TRIADS

Picks = npt.NDArray[np.integer]

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


@dataclass(frozen=True, slots=True)
class TriadReading:
    """What the forced choices say, with nothing from fewer than five people.

    Attributes:
        probabilities: that cooperation, coordination, breakthrough is truly picked most, to five points.
        leads: the one that may be spoken of, from .90 before rounding; None is "we cannot tell".
        most, least: shares of the picks by mode, to five points; "least" is kept for a later rank model and not read yet.
    """

    status: Literal["shown", "withheld"]
    reason: Literal["too_few"] | None
    method: str
    n_band: str | None
    probabilities: tuple[float, float, float] | None = None
    leads: Literal["C", "K", "B"] | None = None
    most: tuple[float, float, float] | None = None
    least: tuple[float, float, float] | None = None


def read_triads(most: Picks, least: Picks) -> TriadReading:
    """The reading of picks [people, 6]: 0 C, 1 K, 2 B as the options stand in `TRIADS`, -1 where nothing was picked.

    Raises ValueError for another shape, a code that does not exist, or an option picked as most and least at once.
    """
    _check(most, least)
    n = int((most >= 0).any(axis=1).sum())
    if n < partition.SMALLEST_CELL:
        return TriadReading("withheld", "too_few", VERSION, None)
    picks = [int((most == k).sum()) for k in range(3)]
    found = probability_first(picks)
    modes: tuple[Literal["C", "K", "B"], ...] = ("C", "K", "B")
    best = max(range(3), key=lambda k: found[k])
    return TriadReading(
        status="shown",
        reason=None,
        method=VERSION,
        n_band=partition.n_band(n),
        probabilities=_three(found),
        leads=modes[best] if found[best] >= NAMED_TRIADS else None,
        most=_three([one / sum(picks) for one in picks]),
        least=_shares(least),
    )


def _shares(picks: Picks) -> tuple[float, float, float] | None:
    people, counts = int((picks >= 0).any(axis=1).sum()), [int((picks == k).sum()) for k in range(3)]
    return _three([one / sum(counts) for one in counts]) if people >= partition.SMALLEST_CELL else None


def _three(shares_: Sequence[float]) -> tuple[float, float, float]:
    a, b, c = shares.round_together(shares_)
    return a, b, c


def _check(most: Picks, least: Picks) -> None:
    for picks in (most, least):
        if picks.ndim != 2 or picks.shape[1] != len(TRIADS):
            raise ValueError("picks are a table of people by six triads")
        if picks.size and not (picks.min() >= -1 and picks.max() <= 2):
            raise ValueError("a pick is 0, 1 or 2, or -1 where nothing was picked")
    if most.shape != least.shape or ((most == least) & (most >= 0)).any():
        raise ValueError("nothing can be most and least like us at once")


def _simpson(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], step: float) -> float:
    ends = values[0] + values[-1]
    return float(step / 3 * (ends + 4 * values[1:-1:2].sum() + 2 * values[2:-1:2].sum()))
