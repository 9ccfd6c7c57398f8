"""The picture of a facet: three lanes on one scale, each a point and a band for what can be told. Places only; the page draws them.

Drawn by the page and not beforehand, since what is shown to whom is the leader's choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from breakthrough.measures.mirror.results import FacetReading
from breakthrough.measures.values import Estimate

LEAST, MOST = 1.0, 7.0
Kind = Literal["own", "expected", "others"]


@dataclass(frozen=True, slots=True)
class Lane:
    """One number of a facet: where its point and its band lie, as shares of the scale from never to always; None where it is unknown."""

    kind: Kind
    estimate: Estimate | None
    at: float | None
    start: float | None
    width: float | None


def lanes_of(facet: FacetReading) -> Sequence[Lane]:
    """Return the three lanes of a facet: how the leader sees themselves, what they expected, what the others answered."""
    return (
        _lane("own", facet.own),
        _lane("expected", facet.predicted),
        _lane("others", facet.others),
    )


def _lane(kind: Kind, found: Estimate | None) -> Lane:
    if found is None:
        return Lane(kind, None, None, None, None)
    start, end = place_of(found.low), place_of(found.high)
    return Lane(kind, found, place_of(found.value), start, end - start)


def place_of(value: float) -> float:
    """Return where a value lies on the scale, from 0 (never) to 1 (always)."""
    return (min(max(value, LEAST), MOST) - LEAST) / (MOST - LEAST)
