"""How exactly numbers leave: shares to five points, intervals outwards, positions to a tenth."""

import dataclasses
from collections.abc import Callable, Mapping

from breakthrough.measures import partition, shares
from breakthrough.measures.opinion.results import (
    DensityCell,
    DimensionWeights,
    Ellipse,
    Estimate,
    GroupPosterior,
    OpinionMap,
    Side,
    Slate,
    StatementVector,
)

MayName = Callable[[str], bool]

_POSITION_DIGITS = 1
_PARAMETER_DIGITS = 2


def round_estimate(estimate: Estimate | None) -> Estimate | None:
    if estimate is None:
        return None
    low, high = partition.round_outwards(estimate.low, estimate.high)
    return Estimate(partition.round_share(estimate.mean), low, high, estimate.level)


def round_weights(weights: DimensionWeights | None) -> DimensionWeights | None:
    if weights is None:
        return None
    rounded = shares.round_together(weights.weights)
    return dataclasses.replace(
        weights, weights=(rounded[0], rounded[1], rounded[2]), gain=round(weights.gain, 3)
    )


def without_groups(groups: GroupPosterior | None) -> GroupPosterior | None:
    if groups is None:
        return None
    return GroupPosterior(shares.round_together(groups.probability_by_count), False, None, (), None, None)


def round_side(side: Side) -> Side:
    centre = (
        None if side.centre is None else tuple(round(value, _POSITION_DIGITS) + 0.0 for value in side.centre)
    )
    return dataclasses.replace(side, centre=centre, ellipse=_ellipse(side.ellipse))


def _ellipse(ellipse: Ellipse | None) -> Ellipse | None:
    if ellipse is None:
        return None
    first, second = ellipse.half_axes
    return Ellipse(
        (round(first, _POSITION_DIGITS), round(second, _POSITION_DIGITS)),
        round(ellipse.angle, _POSITION_DIGITS),
        ellipse.share,
    )


def round_map(drawn: OpinionMap | None, *, may_name: MayName, sides_hold: bool) -> OpinionMap | None:
    if drawn is None:
        return None
    return dataclasses.replace(
        drawn,
        axes=tuple(
            dataclasses.replace(
                axis,
                low_end=tuple(key for key in axis.low_end if may_name(key)),
                high_end=tuple(key for key in axis.high_end if may_name(key)),
            )
            for axis in drawn.axes
        ),
        statements=tuple(_vector(vector) for vector in drawn.statements if may_name(vector.statement)),
        sides=tuple(round_side(side) for side in drawn.sides) if sides_hold else (),
        cells=tuple(_cell(cell) for cell in drawn.cells),
    )


def _vector(vector: StatementVector) -> StatementVector:
    return StatementVector(
        statement=vector.statement,
        b=_parameter(vector.b),
        h=_parameter(vector.h),
        a=tuple(_parameter(value) for value in vector.a),
        r=tuple(_parameter(value) for value in vector.r),
    )


def _parameter(value: float) -> float:
    return round(value, _PARAMETER_DIGITS) + 0.0


def _cell(cell: DensityCell) -> DensityCell:
    return DensityCell(
        low=tuple(round(value, _POSITION_DIGITS) + 0.0 for value in cell.low),
        high=tuple(round(value, _POSITION_DIGITS) + 0.0 for value in cell.high),
        share=cell.share,
    )


def round_slate(
    slate: Slate | None, *, may_name: MayName, place: Mapping[str, int], person_count: int
) -> Slate | None:
    """The short list, in the order of the statements: an order by how many agree would tell more than their own rows do.

    How many agree with one or two of them is never told closer than two people from nobody or everybody.
    """
    if slate is None or not all(may_name(key) for key in slate.statements):
        return None
    missing = slate.missing_statement
    return dataclasses.replace(
        slate,
        statements=tuple(sorted(slate.statements, key=lambda key: place[key])),
        jr_probability=partition.round_share(slate.jr_probability),
        ejr_plus_probability=partition.round_share(slate.ejr_plus_probability),
        one_share=_within(slate.one_share, person_count),
        two_share=_within(slate.two_share, person_count),
        missing_statement=missing if missing is not None and may_name(missing) else None,
    )


def _within(share: Estimate, person_count: int) -> Estimate:
    edge = 2 / person_count
    mean, low, high = (min(1 - edge, max(edge, value)) for value in (share.mean, share.low, share.high))
    below, above = partition.round_outwards(0.0 if low <= edge else low, 1.0 if high >= 1 - edge else high)
    return Estimate(partition.round_share(mean), below, above, share.level)
