"""A stored reading as the values that the measure released. No scorer is loaded: this runs in the web process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from breakthrough.evidence import exports
from breakthrough.evidence.models import Reading
from breakthrough.measures.opinion import encoding
from breakthrough.measures.pulse.results import PulseReading
from breakthrough.measures.pulse.taps import MicroReading
from breakthrough.measures.values import Estimate
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.rules.advising import Found, Level


@dataclass(frozen=True, slots=True)
class OwnReading:
    """A facilitator's own question: its mean, None below eight answers."""

    text: str
    mean: Estimate | None
    n_band: str | None


@dataclass(frozen=True, slots=True)
class ChangeReading:
    """What can be said about a move of one dimension or tap across a date; `reason` says why it cannot."""

    key: str
    status: str
    reason: str | None
    difference: Estimate | None
    wide: Estimate | None
    is_claimed: bool
    rise: float | None
    large: float | None
    has_other_size: bool | None


@dataclass(frozen=True, slots=True)
class TurnReading:
    """All that was looked for across one date that was fixed beforehand."""

    on: str
    words: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    changes: tuple[ChangeReading, ...]


def pulse_of(reading: Reading) -> PulseReading:
    """Return the released Pulse."""
    return encoding.from_json(PulseReading, reading.value["pulse"])


def own_of(reading: Reading) -> tuple[OwnReading, ...]:
    """Return the facilitator's own questions."""
    return tuple(encoding.from_json(OwnReading, one) for one in reading.value.get("own", []))


def micro_of(reading: Reading) -> tuple[MicroReading, ...]:
    """Return the three taps."""
    return tuple(encoding.from_json(MicroReading, one) for one in reading.value["micro"])


def turns_of(reading: Reading | None) -> tuple[TurnReading, ...]:
    """Return what can be said about moves; nothing where none was looked for."""
    found: list[Any] = reading.value["turns"] if reading is not None else []
    return tuple(encoding.from_json(TurnReading, one) for one in found)


def found_of(pulse: PulseReading) -> Found:
    """Return what the playbook has to know."""
    return Found(
        is_shown=pulse.status == "shown",
        is_response_low=pulse.is_response_low,
        reason=pulse.position.reason,
        lean=pulse.position.lean,
        levels=[
            Level(one.dimension, one.mean.value, one.mean.low, one.mean.high)
            for one in pulse.dimensions
            if one.mean is not None
        ],
        gaps={one.dimension for one in pulse.gaps if one.is_clear},
    )


_NEVER_SHOWN = ("shadow", "shadow_mode")
_NAMES = ("lean", "is_named", "headline", "signs", "weakest", "reason")


def document_of(reading: Reading) -> dict[str, Any]:
    """Return the reading as it may be exported.

    What is only kept for comparison stays here, and a pattern is named only where two waves in a row named it.
    """
    document = exports.document_of(reading)
    if "pulse" in reading.value:
        pulse = dict(reading.value["pulse"])
        hidden = _NEVER_SHOWN if _is_named_twice(reading) else (*_NEVER_SHOWN, *_NAMES)
        pulse["position"] = {key: one for key, one in pulse["position"].items() if key not in hidden}
        document["value"] = {**reading.value, "pulse": pulse}
    return document


def _is_named_twice(reading: Reading) -> bool:
    now, before = pulse_of(reading).position, queries.find_earlier_reading(reading)
    if not now.is_named or before is None:
        return False
    earlier = pulse_of(before).position
    return earlier.is_named and earlier.lean == now.lean
