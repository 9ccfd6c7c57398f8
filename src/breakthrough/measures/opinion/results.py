"""What the opinion measures hand out: frozen values; what is not known is None, never 0.

Longer than most modules: it is the one list of result types, and each is a few lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["shown", "words", "withheld"]
Reason = Literal[
    "too_few",
    "too_few_votes",
    "remainder_too_small",
    "no_structure",
    "no_groups",
    "unsettled",
    "unlinked",
]
Path = Literal["exact", "laplace", "live", "polis", "shares_only"]
SideKind = Literal["whole", "group", "end", "segment"]
Direction = Literal["agree", "disagree"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A posterior mean with the interval that holds `level` of the posterior."""

    mean: float
    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class DimensionWeights:
    """How far the votes bear positions.

    Attributes:
        weights: of the models with 0, 1 and 2 dimensions; they sum to 1.
        gain: held-out log probability per vote (nats) of the best model with positions above the one without.
        map_shown: whether a map may be shown at all.
    """

    weights: tuple[float, float, float]
    gain: float
    map_shown: bool

    @property
    def map_dimensions(self) -> int:
        """0 no map, 1 a line, 2 a plane."""
        if not self.map_shown:
            return 0
        return 2 if self.weights[2] >= 0.5 else 1


@dataclass(frozen=True, slots=True)
class GroupPosterior:
    """How many groups the votes bear.

    Attributes:
        probability_by_count: of 1, 2, … groups; sums to 1.
        count: the most probable number of groups from 2 on, None if none are shown.
        sizes: expected share of the people by group (A first), empty if none are shown.
        between_share: expected share of people who belong to no group clearly.
        pair_stability: mean probability that two people placed together (or apart) are so; None if not shown.
    """

    probability_by_count: tuple[float, ...]
    shown: bool
    count: int | None
    sizes: tuple[float, ...]
    between_share: float | None
    pair_stability: float | None


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Holds `share` of a side's people; half axes in units of the map, angle of the first in radians."""

    half_axes: tuple[float, float]
    angle: float
    share: float = 0.8


@dataclass(frozen=True, slots=True)
class Side:
    """One of the sides that "every side" means: all groups, both ends, all segments, or the whole.

    Attributes:
        key: "whole", "A" …, "low" and "high", or the segment's number as text.
        size_band: number of people as a band, for example "13–19".
        centre: on the map, one number per axis; None without a map.
    """

    key: str
    kind: SideKind
    size_band: str | None
    centre: tuple[float, ...] | None = None
    ellipse: Ellipse | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis in the words of statements: keys of the most extreme ones at each end, the strongest first."""

    low_end: tuple[str, ...]
    high_end: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementVector:
    """Posterior means of one statement's parameters: enough for a device to place its own person."""

    statement: str
    b: float
    h: float
    a: tuple[float, ...]
    r: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DensityCell:
    """A rectangle of the map with at least 5 people; `share` is what repeated halving gives it, not a count."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    share: float


@dataclass(frozen=True, slots=True)
class OpinionMap:
    """The released map: no dot stands for a person."""

    dimensions: int
    axes: tuple[Axis, ...]
    statements: tuple[StatementVector, ...]
    sides: tuple[Side, ...]
    cells: tuple[DensityCell, ...]


@dataclass(frozen=True, slots=True)
class StatementShares:
    """Shares to expect of one side on one statement, if everyone answered.

    A share is None where a number would rest on too few or point to single people; then a word stands for it: few, some,
    about_half, most, nearly_all, hardly_anyone. With 5 to 7 people there are words only.

    Attributes:
        n_band: how many of the side were asked, as a band; None below five.
        reason: why the row is withheld, None if it is not.
    """

    statement: str
    side: str
    agree: Estimate | None
    disagree: Estimate | None
    passed: Estimate | None
    n_band: str | None
    agree_word: str | None = None
    disagree_word: str | None = None
    passed_word: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that sets a group apart from the rest, with the probability that it does."""

    side: str
    statement: str
    direction: Direction
    probability: float
    difference: Estimate | None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class CommonGround:
    """A statement that every side holds; `share` is the lowest of the sides' shares."""

    statement: str
    direction: Direction
    share: Estimate | None
    probability: float | None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class LiveTension:
    """A statement that parts the sides, or the whole ("split, no pattern": then it has a `split_share` and no sides).

    `words` stands for a number that would point to single people.
    """

    statement: str
    difference: Estimate | None
    split_share: Estimate | None
    probability: float
    lowest_side: str | None = None
    highest_side: str | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Bridging:
    """A statement that holds on each half of every axis; `share` is the lowest of the halves."""

    statement: str
    share: Estimate | None
    probability: float
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Unclear:
    """A statement that many pass on."""

    statement: str
    passed: Estimate | None
    probability: float
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Slate:
    """A short list of statements that represents everyone, with its audit."""

    statements: tuple[str, ...]
    jr_probability: float
    ejr_plus_probability: float
    one_share: Estimate
    two_share: Estimate
    missing_statement: str | None = None


@dataclass(frozen=True, slots=True)
class NextStatement:
    """The statement to ask next; None when nothing is left."""

    statement: str | None
    reason: Literal["coverage", "gain", "nothing_left"]


@dataclass(frozen=True, slots=True)
class OpinionReading:
    """A released reading: the only form in which the engine's results leave it.

    Attributes:
        reasons: everything that is not there and why, for example ("no_groups",).
        person_band: number of people as a band.
        fingerprint: of the votes, None for sealed rounds.
    """

    status: Status
    reason: Reason | None
    path: Path
    method: str
    seed: int
    settled: bool
    person_band: str | None
    reasons: tuple[Reason, ...] = ()
    provisional: bool = False
    fingerprint: str | None = None
    weights: DimensionWeights | None = None
    groups: GroupPosterior | None = None
    sides: tuple[Side, ...] = ()
    map: OpinionMap | None = None
    shares: tuple[StatementShares, ...] = ()
    representative: tuple[Representative, ...] = ()
    expected_false: float | None = None
    common_ground: tuple[CommonGround, ...] = ()
    tensions: tuple[LiveTension, ...] = ()
    bridging: tuple[Bridging, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    slate: Slate | None = None


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Scores on one split of one set: means over the hidden votes, natural logarithms."""

    name: str
    seed: int
    hidden_count: int
    agree_loss: float
    three_way_loss: float
    calibration_error: float | None
    weights: tuple[float, float, float]
    settled: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often the 95 % interval held the planted truth, over `interval_count` intervals."""

    person_count: int
    set_count: int
    interval_count: int
    covered_share: float
    mean_width: float


@dataclass(frozen=True, slots=True)
class StructureRate:
    """How often planted sets of one shape and size got a map and groups.

    Attributes:
        map_share: of the sets that were shown a map; None if the number of dimensions was given.
        groups_share: of the sets in which groups were shown; None if only the map was judged.
        found_share: of the sets in which the planted number of groups was the most probable one.
    """

    shape: str
    person_count: int
    set_count: int
    map_share: float | None
    groups_share: float | None
    found_share: float | None


@dataclass(frozen=True, slots=True)
class Stability:
    """Do the same people stay together when other statements are asked? Adjusted Rand index against the full fit.

    Attributes:
        indices: one for each resample of the statements.
    """

    name: str
    group_count: int
    person_count: int
    indices: tuple[float, ...]
    median: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything one evaluation run measured; `means` holds the agree loss by set, averaged over the seeds."""

    path: str
    method: str
    held_out: tuple[HeldOut, ...] = ()
    means: tuple[tuple[str, float], ...] = ()
    coverage: tuple[Coverage, ...] = ()
    invariance: tuple[tuple[str, bool, float], ...] = ()
    structure: tuple[StructureRate, ...] = ()
    stability: tuple[Stability, ...] = ()


@dataclass(frozen=True, slots=True)
class PolisStatement:
    """One statement in one group, by the rules of Polis (counts and tests; see `polis_statistics.Tests`)."""

    group: str
    statement: str
    agrees: int
    disagrees: int
    seen: int
    pa: float
    pd: float
    pat: float
    pdt: float
    ra: float
    rd: float
    rat: float
    rdt: float


@dataclass(frozen=True, slots=True)
class PolisRepresentative:
    """A statement chosen for a group, with the direction that was taken."""

    group: str
    statement: str
    direction: Direction
    is_best_agree: bool


@dataclass(frozen=True, slots=True)
class PolisConsensus:
    """A statement of one of the two consensus lists: hits among those who saw it, smoothed share and its test."""

    statement: str
    hits: int
    seen: int
    share: float
    test: float


@dataclass(frozen=True, slots=True)
class PolisAxes:
    """Where statements stand, one entry per statement in canonical order; internal signs (agree is -1).

    Attributes:
        centre: mean vote of each statement.
        components: the two right singular vectors.
        projections: of each statement, x and y.
        extremity: length of each projection.
    """

    statements: tuple[str, ...]
    centre: tuple[float, ...]
    components: tuple[tuple[float, ...], tuple[float, ...]]
    projections: tuple[tuple[float, float], ...]
    extremity: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PolisPerson:
    """One person; `group` and `base_cluster` are None outside the conversation, the scores without a group."""

    person: str
    x: float
    y: float
    vote_count: int
    in_conversation: bool
    base_cluster: int | None
    group: str | None
    centricness: float | None
    coreness: float | None
    extremeness: float | None


@dataclass(frozen=True, slots=True)
class PolisGroup:
    """One group: its number of people and its centre on the projection."""

    group: str
    size: int
    centre: tuple[float, float]


@dataclass(frozen=True, slots=True)
class PolisReading:
    """The quantities of the Polis pipeline for comparison. It holds people: in memory and for whoever already has the
    votes; never stored, never shown on a page.

    Attributes:
        zeroed: statements that count as passed by everybody (moderated out, or about the person).
        silhouettes: by number of groups; empty if the groups were given.
        group_aware: product over groups of (agrees + 1) / (seen + 2) by statement; twin for disagrees.
        priorities: routing priority by statement.
    """

    method: str
    axes: PolisAxes
    people: tuple[PolisPerson, ...]
    groups: tuple[PolisGroup, ...]
    silhouettes: tuple[tuple[int, float], ...]
    zeroed: tuple[str, ...]
    statements: tuple[PolisStatement, ...]
    representative: tuple[PolisRepresentative, ...]
    consensus_agree: tuple[PolisConsensus, ...]
    consensus_disagree: tuple[PolisConsensus, ...]
    group_aware: tuple[tuple[str, float], ...]
    group_aware_disagree: tuple[tuple[str, float], ...]
    priorities: tuple[tuple[str, float], ...]
