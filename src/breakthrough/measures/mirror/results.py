"""What a released mirror holds. No numpy: pages read stored mirrors with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from breakthrough.measures.values import Estimate

Reason = Literal["too_few", "low_response", "within_noise", "not_measurable"]


@dataclass(frozen=True, slots=True)
class GapReading:
    """A difference to what others answered; `is_clear` is False where we cannot tell (`within_noise`), None where there is none."""

    difference: Estimate | None
    is_clear: bool | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class FacetReading:
    """One facet on seven points.

    Attributes:
        own: what the leader answered about themselves; predicted: what they expected others to answer on average. Their intervals are
            what one person's answers vary by. None where the leader answered neither question.
        others: mean of the others, None below five.
        blind_spot: own minus others. reading_the_room: predicted minus others.
    """

    facet: str
    status: Literal["shown", "withheld"]
    reason: Reason | None
    own: Estimate | None
    predicted: Estimate | None
    others: Estimate | None
    n_band: str | None
    blind_spot: GapReading
    reading_the_room: GapReading


@dataclass(frozen=True, slots=True)
class MirrorReading:
    """The released reading of one mirror; `answered` and `eligible` are given exactly only where response is low."""

    measure: Literal["mirror"]
    status: Literal["shown", "withheld"]
    reason: Reason | None
    method: str
    questions_version: str
    n_band: str | None
    is_response_low: bool
    answered: int | None
    eligible: int | None
    facets: tuple[FacetReading, ...]
