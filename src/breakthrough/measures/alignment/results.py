"""What the reading of alignment hands out: frozen values, rounded, in bands; what is not known is None, never 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from breakthrough.measures.values import Estimate, Share

METHOD = "alignment.stances/2"
NAMED_METHOD = "sealed_named/1"

Status = Literal["shown", "band", "withheld"]
Reason = Literal[
    "too_few", "low_response", "unanimous", "not_measurable", "within_noise", "remainder_too_small"
]
Agreement = Literal["close", "some_range", "far_apart"]
Expected = Literal["more_support_than_expected", "less_support_than_expected"]
Lean = Literal["higher", "lower", "cannot_tell"]
Tips = Literal["purpose", "reservations", "cannot_tell"]
Condition = Literal["every_party", "whole_group", "not_yet", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class FourCells:
    """Agreement beside commitment: shares of all who answered both, as numbers, or as words where a number would single people out.

    Attributes:
        owned_agreement: agrees and is behind it. polite_yes: agrees and is not behind it.
        behind_without_agreeing: disagrees or is undecided, and is behind it. neither: neither agrees nor is behind it.
        has_committed_disagreement: two people at least disagree and are behind it; False is one or nobody, None cannot be told.
        committed_disagreement: disagrees and is behind it all the same. opposition: disagrees and is not behind it. undecided:
            neither agrees nor disagrees, a row of its own. These three tell those two apart, and are None where that would single
            people out.
    """

    owned_agreement: Share
    polite_yes: Share
    behind_without_agreeing: Share
    neither: Share
    has_committed_disagreement: bool | None = None
    committed_disagreement: Share | None = None
    opposition: Share | None = None
    undecided: Share | None = None


@dataclass(frozen=True, slots=True)
class CellStance:
    """One released cell: the parties in it (as they were named to the measure), shares that agree and are behind it."""

    parties: tuple[int, ...]
    is_rest: bool
    n_band: str | None
    support: Share
    behind: Share


@dataclass(frozen=True, slots=True)
class Reservations:
    """What the points that do not lie on the purpose lie on: four shares of all reservations, together 1."""

    doubts: Estimate
    standing: Estimate
    comfort: Estimate
    own_way: Estimate


@dataclass(frozen=True, slots=True)
class CellPull:
    """Purpose against reservations in one released cell; `tips` is decided before rounding, `mean` as in `TippingReading`."""

    parties: tuple[int, ...]
    is_rest: bool
    n_band: str | None
    tips: Tips
    mean: Estimate | None = None


@dataclass(frozen=True, slots=True)
class TippingReading:
    """Whether purpose outweighs reservations.

    Attributes:
        n_band: how many spread their points or said that it is the wrong purpose.
        tipped: of them, share that puts more on the purpose than on all reservations.
        mean: purpose less reservations, -1 to 1, parties counting equally if `is_by_party`; None where nobody or everybody (give or
            take one) has tipped, because it could tell which, and for all cells where that is so in one.
        reservations: from eight people on who have any. condition: whether purpose outweighs reservations in every party, or only
            in the whole group taken together, reservations outweigh purpose in some party (or together), or we cannot tell; None
            where nothing is shown. Zero as the threshold is a definition.
        by_cell: empty where the people cannot be told apart by party. is_pooled: some party is not weighed by itself, because its
            people were not asked by party or too few of them answered; then nothing is claimed of every party.
        has_wrong_purpose: two people at least say that it is the wrong purpose; False is one or nobody, None cannot be told. They
            have no pull, and are in no mean; for the purpose nothing is claimed where not even half of all have tipped.
    """

    status: Status
    reason: Reason | None
    n_band: str | None = None
    tipped: Share | None = None
    mean: Estimate | None = None
    is_by_party: bool = False
    reservations: Reservations | None = None
    condition: Condition | None = None
    by_cell: tuple[CellPull, ...] = ()
    is_pooled: bool = False
    has_wrong_purpose: bool | None = None


@dataclass(frozen=True, slots=True)
class WaitingReading:
    """Are we waiting for each other? A scenario, not an estimate: people do as they say.

    Attributes:
        waiting: word for the share held back only by waiting for each other. would_join: word for the share that would join if they
            knew who is behind it. waiting_range, would_join_range: the same words when any one person is left out, from 12 people on.
    """

    status: Status
    reason: Reason | None
    n_band: str | None = None
    waiting: str | None = None
    would_join: str | None = None
    waiting_range: tuple[str, str] | None = None
    would_join_range: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AlignmentReading:
    """The released reading of the stances on one version.

    Attributes:
        status: shown with numbers, band with words only, withheld.
        n_band: how many said a position and a weight. Position, weight and the cells are read of them.
        support: share that agrees. agreement: a word for how close positions are; None where it would single people out, or
            hardly anyone disagrees.
        behind: share that puts 7 of 10 or more behind it. weight: its mean. informed: share of those who said how well they
            understand it that is behind it and has understood. understood: share that has understood.
        committed_disagreement: of those who disagree, share that is behind it. polite_yes: of those who agree, share that is not.
        hidden: of those who disagree, share that would not say it in the room. Each from five of them on. would_not_say: the same of everybody.
        hardly_anyone_disagrees: at most one person; an occasion to ask somebody for the opposite case, not a sign of being right.
        predicted: what people expect the support to be. gap: support less predicted; it must not be read alone. expected: only
            where support and prediction lie on either side of a half, 15 points apart.
        by_cell: empty where the people cannot be told apart by party.
    """

    status: Status
    reason: Reason | None
    method: str
    n_band: str | None
    is_response_low: bool | None = None
    support: Share | None = None
    agreement: Agreement | None = None
    behind: Share | None = None
    weight: Estimate | None = None
    understood: Share | None = None
    informed: Share | None = None
    cells: FourCells | None = None
    committed_disagreement: Share | None = None
    polite_yes: Share | None = None
    hidden: Share | None = None
    would_not_say: Share | None = None
    hardly_anyone_disagrees: bool | None = None
    predicted: Share | None = None
    gap: Estimate | None = None
    expected: Expected | None = None
    by_cell: tuple[CellStance, ...] = ()
    tipping: TippingReading | None = None
    waiting: WaitingReading | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A share with names less the same share sealed.

    Attributes:
        leans: with names it is higher, lower, or we cannot tell; decided before rounding.
        difference: the number, from eight people on either side, and only where the sealed side is not next to nobody or everybody.
    """

    leans: Lean
    difference: Estimate | None = None


@dataclass(frozen=True, slots=True)
class NamedCell:
    """Sealed against named in one released cell."""

    parties: tuple[int, ...]
    is_rest: bool
    support: Gap


@dataclass(frozen=True, slots=True)
class NamedReading:
    """What people own with their name beside what they said sealed. It measures pressure or persuasion, and names nobody.

    Attributes:
        support: share that agrees. behind: share that puts 7 of 10 or more behind it.
        is_moved: at least a quarter of the people (and three) moved into or out of support, if everybody gave both; None if not.
        at_least: how many, as the lower end of a band (3, 5, 8, 13, 20, 35), from eight people on.
    """

    status: Status
    reason: Reason | None
    method: str
    sealed_band: str | None = None
    named_band: str | None = None
    support: Gap | None = None
    behind: Gap | None = None
    is_moved: bool | None = None
    at_least: int | None = None
    by_cell: tuple[NamedCell, ...] = ()
