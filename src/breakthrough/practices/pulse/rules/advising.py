"""What to do next, from what a reading bears: first why something cannot be told, then what parties see differently, then what is low.

A dimension counts as low only if its whole interval lies below half the time; else the lowest is offered as a guess, and says so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

HALF_THE_TIME = 4.0
MOST = 3
OPENNESS = ("SAY", "STEER", "SAY+STEER")
_NOT_A_GRADE = "TURN"


@dataclass(frozen=True, slots=True)
class Level:
    """How often one dimension happens, with its interval."""

    dimension: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a reading bears. `reason`: why there is no lean, as the measure names it; `gaps`: dimensions that parties clearly see differently."""

    is_shown: bool
    is_response_low: bool
    reason: str | None
    lean: str | None
    levels: Sequence[Level]
    gaps: Collection[str]


@dataclass(frozen=True, slots=True)
class Advice:
    """A part of the playbook. `is_guess`: it rests on what may be chance."""

    key: str
    is_guess: bool = False


def advise(found: Found) -> tuple[Advice, ...]:
    """Return up to three parts of the playbook, the most pressing first."""
    if not found.is_shown or found.is_response_low:
        return (Advice("silence"),)
    chosen: list[Advice] = []
    if found.reason == "misfit":
        chosen.append(Advice("misfit"))
    if any(dimension in OPENNESS for dimension in found.gaps):
        chosen.append(Advice("gap"))
    levels = sorted((one for one in found.levels if one.dimension != _NOT_A_GRADE), key=lambda one: one.value)
    low = [one for one in levels if one.high < HALF_THE_TIME]
    chosen += [Advice(one.dimension) for one in low]
    if found.lean == "K":
        chosen.append(Advice("TURN", is_guess=True))
    if not chosen and levels:
        chosen.append(Advice(levels[0].dimension, is_guess=True))
    return tuple(chosen[:MOST])
