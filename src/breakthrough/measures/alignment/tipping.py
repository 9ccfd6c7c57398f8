"""Does the purpose outweigh reservations, for each person and in every party? (measurement design 6.2)"""

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment.results import CellPull, Condition, Reservations, TippingReading, Tips
from breakthrough.measures.alignment.table import NO_PARTY, Cell, Table
from breakthrough.measures.values import Estimate

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_FEWEST_WHO_SAY_SO = 2
_FEWEST_NOT_TIPPED = 4

_POINT_VARIANCE = 0.15**2
"""Ordinary spread of the share of one reservation, of four further people, so that no interval is ever nothing."""


def tipping(table: Table, *, is_response_low: bool, party_count: int | None) -> TippingReading:
    """What may be said about the 100 points. Parties are told apart only where each released cell has five people with points.

    `party_count`: how many parties those who were asked are of, None if unknown. Of every party something is said only where
    each of them is a cell of its own.
    """
    pull = table.pull
    kept = ~np.isnan(pull)
    n, weighed = int((kept | table.is_wrong_purpose).sum()), int(kept.sum())
    if n < partition.SMALLEST_CELL:
        return TippingReading("withheld", "too_few")
    tipped = int((pull[kept] > 0).sum())
    found = TippingReading(
        status="shown" if n >= shares.FEWEST_FOR_NUMBERS else "band",
        reason="too_few",
        n_band=partition.n_band(n),
        tipped=shares.publish_count(tipped, n),
        condition="cannot_tell",
        is_pooled=party_count not in (1, _count_own(table.cells)),
        has_wrong_purpose=has_wrong_purpose(n - weighed, tipped=tipped, n=n),
    )
    if weighed < partition.SMALLEST_CELL:
        return found
    return _with_means(found, table, kept, is_low=is_response_low, has_most=2 * tipped > n)


def has_wrong_purpose(wrong: int, *, tipped: int, n: int) -> bool | None:
    """Whether two people at least say that it is the wrong purpose; one looks like nobody.

    None where fewer than four have not tipped: with their number known, it would tell what the last of them said.
    """
    return wrong >= _FEWEST_WHO_SAY_SO if n - tipped >= _FEWEST_NOT_TIPPED else None


def _with_means(
    found: TippingReading, table: Table, kept: Truths, *, is_low: bool, has_most: bool
) -> TippingReading:
    """What rests on the pulls themselves, of five people or more who have one.

    Those who find it the wrong purpose are in no mean; so the mean alone does not speak for it where not even half have tipped.
    """
    pull = table.pull
    groups = [np.sort(pull[kept & (table.cell == place)]) for place in range(len(table.cells))]
    is_by_party = len(groups) > 1 and min(group.size for group in groups) >= partition.SMALLEST_CELL
    told = groups if is_by_party else [np.sort(pull[kept])]
    weights = [cell.weight for cell in table.cells] if is_by_party else [1.0]
    means = [weighted_mean([group], [1.0]) for group in told]
    is_extreme = _is_extreme(pull[kept])
    is_untold = len(groups) > 1 and not is_by_party
    is_pooled = is_untold or found.is_pooled
    told_condition = condition(means, is_pooled=is_pooled)
    is_unclear = is_low or is_untold or (told_condition != "not_yet" and not has_most)
    return dataclasses.replace(
        found,
        reason="low_response" if is_low else "too_few" if is_untold else None,
        mean=None if is_extreme else _publish(weighted_mean(told, weights), int(kept.sum())),
        is_by_party=is_by_party,
        reservations=reservations(table.points[kept][:, 1:]),
        condition="cannot_tell" if is_unclear else told_condition,
        by_cell=_by_cell(table, told, means, has_means=not is_extreme) if is_by_party else (),
        is_pooled=is_pooled,
    )


def weighted_mean(groups: Sequence[Floats], weights: Sequence[float]) -> Estimate:
    """Mean of pulls over cells that count as their weights say, with its t interval; n less the number of cells degrees.

    Each group has two values or more. The interval is clipped to -1 and 1.
    """
    share = np.array(weights) / sum(weights)
    mean = float(sum(one * group.mean() for one, group in zip(share, groups, strict=True)))
    variance = sum(one**2 * group.var(ddof=1) / group.size for one, group in zip(share, groups, strict=True))
    degrees = sum(group.size for group in groups) - len(groups)
    half = shares.t_quantile(0.95, degrees) * math.sqrt(variance)
    return Estimate(mean, max(-1.0, mean - half), min(1.0, mean + half))


def condition(means: Sequence[Estimate], *, is_pooled: bool = False) -> Condition:
    """Purpose outweighs reservations in every party, or reservations outweigh purpose in some, or we cannot tell.

    Where `is_pooled`, some mean is of several parties, and says nothing of each: then it is of the whole group and no more.
    """
    if all(mean.low > 0 for mean in means):
        return "whole_group" if is_pooled else "every_party"
    return "not_yet" if any(mean.high < 0 for mean in means) else "cannot_tell"


def reservations(points: Floats) -> Reservations | None:
    """What reservations [people, 4] lie on, as shares of all their points; None below eight people who have any.

    The interval is that of a ratio of two means, steadied by four people's worth of ordinary spread.
    """
    total = points.sum(axis=1)
    n = int((total > 0).sum())
    if n < shares.FEWEST_FOR_NUMBERS:
        return None
    share = points.sum(axis=0) / total.sum()
    apart = (points - share * total[:, None])[total > 0] / total[total > 0].mean()
    raw = [_ratio(float(value), np.sort(column)) for value, column in zip(share, apart.T, strict=True)]
    values = shares.round_together([one.value for one in raw])
    doubts, standing, comfort, own_way = (
        dataclasses.replace(shares.publish_difference(one, partition.SHARE_STEP), value=value)
        for one, value in zip(raw, values, strict=True)
    )
    return Reservations(doubts, standing, comfort, own_way)


def _ratio(value: float, apart: Floats) -> Estimate:
    around = shares.steadied_mean(apart, variance=_POINT_VARIANCE, least=-1.0, most=1.0)
    half = (around.high - around.low) / 2
    return Estimate(value, max(0.0, value - half), min(1.0, value + half))


def _by_cell(
    table: Table, groups: Sequence[Floats], means: Sequence[Estimate], *, has_means: bool
) -> tuple[CellPull, ...]:
    is_kept = has_means and not any(_is_extreme(group) for group in groups)
    return tuple(
        CellPull(
            parties=cell.parties,
            is_rest=cell.is_rest,
            n_band=partition.n_band(group.size),
            tips=_tips(mean),
            mean=_publish(mean, group.size) if is_kept else None,
        )
        for cell, group, mean in zip(table.cells, groups, means, strict=True)
    )


def _count_own(cells: Sequence[Cell]) -> int:
    """How many parties are a cell of their own. People whose party is not known are none."""
    return sum(cell.weight == 1 and len(cell.parties) == 1 and cell.parties != (NO_PARTY,) for cell in cells)


def _is_extreme(pull: Floats) -> bool:
    """Whether nobody or everybody, give or take one, has tipped."""
    return partition.extreme_word(int((pull > 0).sum()), pull.size) is not None


def _publish(mean: Estimate, n: int) -> Estimate | None:
    return shares.publish_on_scale(mean, n, least=-1.0, most=1.0)


def _tips(mean: Estimate) -> Tips:
    if not mean.is_clear_of(0):
        return "cannot_tell"
    return "purpose" if mean.value > 0 else "reservations"
