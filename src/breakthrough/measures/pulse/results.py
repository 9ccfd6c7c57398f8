"""What the Pulse hands out: frozen values, rounded; what is not known is None, never 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from breakthrough.measures.pulse.frozen import Mode, Sign, Spread
from breakthrough.measures.values import Estimate

Status = Literal["shown", "withheld"]
Reason = Literal[
    "too_few", "remainder_too_small", "low_response", "not_measurable", "mixed", "misfit",
    "rests_on_one_dimension", "answers_only",
]  # fmt: skip
Headline = Literal["mixed", "C_answers", "K_answers", "B_answers", "C_named", "K_named", "B_named"]
Note = Literal["outcome_free_differs", "headcount_differs"]


@dataclass(frozen=True, slots=True)
class DimensionReading:
    """How often one dimension happens, on seven points; `mean` is None below five scores.

    `is_by_party`: parties count equally; else a party was too small to be weighed separately and people count equally.
    `spread` and `has_two_views` from eight scores on.
    """

    dimension: str
    status: Status
    reason: Reason | None
    mean: Estimate | None
    n_band: str | None
    is_by_party: bool
    spread: Spread | None = None
    has_two_views: bool | None = None


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """The mean of one question, reversed ones turned round; only from eight people on and where nobody skipped its dimension."""

    number: int
    mean: Estimate


@dataclass(frozen=True, slots=True)
class PartyReading:
    """The profile of one released cell: `parties` are indices of the partition; dimensions where every cell has five scores."""

    parties: tuple[int, ...]
    n_band: str | None
    dimensions: tuple[DimensionReading, ...]


@dataclass(frozen=True, slots=True)
class GapReading:
    """The difference of two cells (places in `parties`). `is_clear`, decided before rounding: they see this differently."""

    dimension: str
    first: int
    second: int
    difference: Estimate
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Holds the true position with 95 %: half axes in points of the scale, angle of the first in radians from the G axis."""

    half_axes: tuple[float, float]
    angle: float


@dataclass(frozen=True, slots=True)
class PositionReading:
    """Where a team stands between the three patterns.

    Attributes:
        status, reason: withheld has neither position nor probabilities; a reason with status shown says why there is no lean, or,
            with a lean, `answers_only`: why it has no name.
        general, turn: the position; ellipse goes with it.
        probabilities: of C, K, B and mixed "if our three patterns are right"; None after low response and misfit.
        lean: the pattern the answers lean towards; is_named: behaviour agrees.
        headline: key of the sentence. signs: what speaks beside the answers, and for which pattern.
        weakest: the dimension without which the lean is least probable.
        notes: what would change the lean.
        shadow, shadow_mode: probabilities by all nine dimensions, and the pattern that reaches .70 by them; stored for
            comparison, never shown.
    """

    status: Status
    reason: Reason | None
    method: str
    general: float | None = None
    turn: float | None = None
    ellipse: Ellipse | None = None
    probabilities: tuple[float, float, float, float] | None = None
    lean: Mode | None = None
    is_named: bool = False
    headline: Headline | None = None
    signs: tuple[tuple[Sign, Mode], ...] = ()
    weakest: str | None = None
    notes: tuple[Note, ...] = ()
    shadow: tuple[float, float, float, float] | None = None
    shadow_mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class PulseReading:
    """The released reading of one wave. Nothing in it rests on fewer than five people.

    Attributes:
        answered, eligible: given exactly only where response is low ("x of y answered"); else None.
        partition: the released cells as indices of parties; one cell or none: nobody can be told apart by party.
        parties, gaps: empty where the cells do not allow them.
    """

    measure: Literal["pulse"]
    status: Status
    reason: Reason | None
    questions_version: str
    wave: str | None
    n_band: str | None
    is_response_low: bool
    answered: int | None
    eligible: int | None
    partition: tuple[tuple[int, ...], ...]
    dimensions: tuple[DimensionReading, ...]
    position: PositionReading
    questions: tuple[QuestionReading, ...] = ()
    parties: tuple[PartyReading, ...] = ()
    gaps: tuple[GapReading, ...] = ()
