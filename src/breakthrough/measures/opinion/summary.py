"""What a reading says about statements: shares, common ground, live tensions, bridging statements, what is unclear.

Every rule is a probability over draws against a fixed mark; the marks are constants of the method version. Numbers here are
not rounded and not gated: `publish` does that.
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.opinion.readout import Posterior, Readout
from breakthrough.measures.opinion.results import (
    Bridging,
    CommonGround,
    Direction,
    Estimate,
    LiveTension,
    Representative,
    StatementShares,
    Unclear,
)
from breakthrough.measures.opinion.sides import Sides

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

SURE = 0.9
FAIRLY_SURE = 0.8
REPRESENTATIVE_GAP = 0.15
REPRESENTATIVE_MOST = 5
COMMON_FROM = 0.6
TENSION_FROM = 0.4
SPLIT_WITHIN = (0.35, 0.65)
SPLIT_PASS_MOST = 0.4
BRIDGING_FROM = 0.5
OBVIOUS_FROM = 0.9
UNCLEAR_FROM = 0.4

_AGREE, _DISAGREE, _PASS = 0, 1, 2
_DIRECTIONS: tuple[Direction, Direction] = ("agree", "disagree")
_LOWER_POINT = 0.05


@dataclasses.dataclass(frozen=True, slots=True)
class Summary:
    """Everything that is read off the draws, unrounded, in the order in which it is shown."""

    shares: tuple[StatementShares, ...]
    representative: tuple[Representative, ...]
    expected_false: float | None
    common_ground: tuple[CommonGround, ...]
    tensions: tuple[LiveTension, ...]
    bridging: tuple[Bridging, ...]
    unclear: tuple[Unclear, ...]


def summarise(
    *, readout: Readout, sides: Sides, statement_keys: tuple[str, ...], eligible: Mask, side_eligible: Mask
) -> Summary:
    """Read everything off. `eligible` [m]: statements with enough votes in all; `side_eligible` [m]: on every side as well.

    Shares are given for every statement; the lists hold eligible ones only.
    """
    has_sides = sides.count > 0 and readout.side.is_known
    view = _View(readout, sides.keys if has_sides else (), statement_keys, eligible, eligible & side_eligible)
    representative = _representative(view) if sides.kind == "group" and has_sides else ()
    return Summary(
        shares=_shares(view),
        representative=representative,
        expected_false=sum(1 - one.probability for one in representative) if representative else None,
        common_ground=_common_ground(view),
        tensions=_tensions(view) if has_sides else _splits(view),
        bridging=_bridging(view),
        unclear=_unclear(view),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _View:
    readout: Readout
    side_keys: tuple[str, ...]
    keys: tuple[str, ...]
    eligible: Mask
    side_eligible: Mask


def estimates(posterior: Posterior) -> tuple[Floats, Floats, Floats]:
    """Mean and 95 % interval of every element."""
    return posterior.mean(), posterior.quantile(0.025), posterior.quantile(0.975)


def _estimate(found: tuple[Floats, Floats, Floats], *place: int) -> Estimate:
    mean, low, high = (float(values[place]) for values in found)
    return Estimate(mean=mean, low=min(low, mean), high=max(high, mean))


def _shares(view: _View) -> tuple[StatementShares, ...]:
    """Rows of the whole in the order of the statements, then of each side."""
    found = estimates(view.readout.whole)
    rows = list(list_whole_shares(found, view.keys))
    if view.side_keys:
        found = estimates(view.readout.side)
        for place, side in enumerate(view.side_keys):
            rows.extend(_share_row(found, key, side, (place,), j) for j, key in enumerate(view.keys))
    return tuple(rows)


def list_whole_shares(
    found: tuple[Floats, Floats, Floats], keys: tuple[str, ...]
) -> tuple[StatementShares, ...]:
    """Rows of the whole from mean, low and high [3, m]."""
    return tuple(_share_row(found, key, "whole", (), j) for j, key in enumerate(keys))


def _share_row(
    found: tuple[Floats, Floats, Floats], key: str, side: str, place: tuple[int, ...], j: int
) -> StatementShares:
    return StatementShares(
        statement=key,
        side=side,
        agree=_estimate(found, *place, _AGREE, j),
        disagree=_estimate(found, *place, _DISAGREE, j),
        passed=_estimate(found, *place, _PASS, j),
        n_band=None,
    )


def _representative(view: _View) -> tuple[Representative, ...]:
    """For each group the statements that set it apart from everyone else: at most five, largest difference first."""
    side, rest = view.readout.side, view.readout.rest
    gap = Posterior(side.values - rest.values, side.weight)
    sure = gap.probability(gap.values > REPRESENTATIVE_GAP)
    found = estimates(gap)
    rows = []
    for place, key in enumerate(view.side_keys):
        mine = [
            Representative(
                side=key,
                statement=view.keys[j],
                direction=_DIRECTIONS[answer],
                probability=float(sure[place, answer, j]),
                difference=_estimate(found, place, answer, j),
            )
            for answer in (_AGREE, _DISAGREE)
            for j in np.flatnonzero((sure[place, answer] >= SURE) & view.side_eligible).tolist()
        ]
        mine.sort(key=lambda one: -_tidy(one.difference))
        rows.extend(mine[:REPRESENTATIVE_MOST])
    return tuple(rows)


def _common_ground(view: _View) -> tuple[CommonGround, ...]:
    """Statements that the least convinced side still holds (or still rejects); the surest first."""
    if view.side_keys:
        lowest = Posterior(view.readout.side.values.min(1), view.readout.side.weight)
        allowed = view.side_eligible
    else:
        lowest, allowed = view.readout.whole, view.eligible
    sure = lowest.probability(lowest.values >= COMMON_FROM)
    found = estimates(lowest)
    point = lowest.quantile(_LOWER_POINT)
    rows = [
        (
            float(point[answer, j]),
            CommonGround(
                statement=view.keys[j],
                direction=_DIRECTIONS[answer],
                share=_estimate(found, answer, j),
                probability=float(sure[answer, j]),
            ),
        )
        for answer in (_AGREE, _DISAGREE)
        for j in np.flatnonzero((sure[answer] >= SURE) & allowed).tolist()
    ]
    return tuple(row for _, row in sorted(rows, key=lambda pair: -round(pair[0], 9)))


def _tensions(view: _View) -> tuple[LiveTension, ...]:
    """Statements that part the sides, widest first."""
    agree = view.readout.side.values[:, :, _AGREE]
    gap = Posterior(agree.max(1) - agree.min(1), view.readout.side.weight)
    sure = gap.probability(gap.values >= TENSION_FROM)
    found = estimates(gap)
    mean = view.readout.side.mean()[:, _AGREE]
    rows = [
        LiveTension(
            statement=view.keys[j],
            difference=_estimate(found, j),
            split_share=None,
            probability=float(sure[j]),
            lowest_side=view.side_keys[int(mean[:, j].argmin())],
            highest_side=view.side_keys[int(mean[:, j].argmax())],
        )
        for j in np.flatnonzero((sure >= SURE) & view.side_eligible).tolist()
    ]
    return tuple(sorted(rows, key=lambda one: -_tidy(one.difference)))


def _splits(view: _View) -> tuple[LiveTension, ...]:
    """Without sides: statements on which about half agree and half disagree ("split, no pattern"), nearest to half first."""
    whole = view.readout.whole
    agree, disagree = whole.values[:, _AGREE], whole.values[:, _DISAGREE]
    share = Posterior(agree / np.maximum(agree + disagree, 1e-12), whole.weight)
    low, high = SPLIT_WITHIN
    sure = share.probability((share.values >= low) & (share.values <= high))
    clear = whole.mean()[_PASS] <= SPLIT_PASS_MOST
    found = estimates(share)
    rows = [
        LiveTension(
            statement=view.keys[j],
            difference=None,
            split_share=_estimate(found, j),
            probability=float(sure[j]),
        )
        for j in np.flatnonzero((sure >= FAIRLY_SURE) & clear & view.eligible).tolist()
    ]
    return tuple(sorted(rows, key=lambda one: round(abs((one.split_share or _HALF).mean - 0.5), 9)))


def _bridging(view: _View) -> tuple[Bridging, ...]:
    """Statements that each half of every axis tends to hold, unless nearly everyone holds them anyway."""
    bridge = view.readout.bridge
    if not bridge.is_known:
        return ()
    sure = bridge.probability(bridge.values >= BRIDGING_FROM)
    obvious = view.readout.whole.quantile(_LOWER_POINT)[_AGREE] >= OBVIOUS_FROM
    point = bridge.quantile(_LOWER_POINT)
    found = estimates(bridge)
    chosen = np.flatnonzero((sure >= SURE) & ~obvious & view.eligible).tolist()
    rows = [
        (
            float(point[j]),
            Bridging(statement=view.keys[j], share=_estimate(found, j), probability=float(sure[j])),
        )
        for j in chosen
    ]
    return tuple(row for _, row in sorted(rows, key=lambda pair: -round(pair[0], 9)))


def _unclear(view: _View) -> tuple[Unclear, ...]:
    """Statements that many pass on, most passed first."""
    passed = Posterior(view.readout.whole.values[:, _PASS], view.readout.whole.weight)
    sure = passed.probability(passed.values >= UNCLEAR_FROM)
    found = estimates(passed)
    rows = [
        Unclear(statement=view.keys[j], passed=_estimate(found, j), probability=float(sure[j]))
        for j in np.flatnonzero((sure >= FAIRLY_SURE) & view.eligible).tolist()
    ]
    return tuple(sorted(rows, key=lambda one: -_tidy(one.passed)))


_HALF = Estimate(0.5, 0.5, 0.5)


def _tidy(estimate: Estimate | None) -> float:
    """The mean without the last digits, so that ties keep the order of the statements."""
    return 0.0 if estimate is None else round(estimate.mean, 9)
