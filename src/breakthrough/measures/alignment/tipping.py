"""Does the purpose outweigh reservations, for each person and in every party? (measurement design 6.2)"""

import dataclasses
import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment.results import CellPull, Condition, Pull, TippingReading
from breakthrough.measures.alignment.table import Table
from breakthrough.measures.values import Estimate

Floats = npt.NDArray[np.float64]

_STEP = partition.SHARE_STEP
_POINT_VARIANCE = 0.15**2
"""Ordinary spread of the points on one pull, of four further people, so that no interval is ever nothing."""


def tipping(table: Table, *, is_response_low: bool) -> TippingReading:
    """What may be said about the 100 points. Parties are told apart only where each released cell has five people with points."""
    pull = table.pull
    kept = ~np.isnan(pull)
    n = int(kept.sum())
    if n < partition.SMALLEST_CELL:
        return TippingReading("withheld", "too_few")
    groups = [np.sort(pull[kept & (table.cell == place)]) for place in range(len(table.cells))]
    is_by_party = len(groups) > 1 and min(group.size for group in groups) >= partition.SMALLEST_CELL
    told = groups if is_by_party else [np.sort(pull[kept])]
    weights = [cell.weight for cell in table.cells] if is_by_party else [1.0]
    means = [_mean(group) for group in told]
    tipped = int((pull[kept] > 0).sum())
    is_untold = len(groups) > 1 and not is_by_party
    return TippingReading(
        status="shown" if n >= shares.FEWEST_FOR_NUMBERS else "band",
        reason="low_response" if is_response_low else "too_few" if is_untold else None,
        n_band=partition.n_band(n),
        tipped=shares.publish_count(tipped, n),
        mean=shares.publish_on_scale(weighted_mean(told, weights), n, least=-1.0, most=1.0),
        is_by_party=is_by_party,
        pull=_pull(table.points[kept]),
        condition="cannot_tell" if is_response_low or is_untold else condition(means),
        by_cell=_by_cell(table, told, means) if is_by_party else (),
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


def condition(means: Sequence[Estimate]) -> Condition:
    """Purpose outweighs reservations in every party, or reservations outweigh purpose in some, or we cannot tell."""
    if all(mean.low > 0 for mean in means):
        return "every_party"
    return "not_yet" if any(mean.high < 0 for mean in means) else "cannot_tell"


def _mean(group: Floats) -> Estimate:
    return weighted_mean([group], [1.0])


def _by_cell(table: Table, groups: Sequence[Floats], means: Sequence[Estimate]) -> tuple[CellPull, ...]:
    found = []
    for cell, group, mean in zip(table.cells, groups, means, strict=True):
        published = shares.publish_on_scale(mean, group.size, least=-1.0, most=1.0)
        if published is not None:
            found.append(
                CellPull(cell.parties, cell.is_rest, partition.n_band(group.size), published, _tips(mean))
            )
    return tuple(found)


def _tips(mean: Estimate) -> Literal["purpose", "reservations", "cannot_tell"]:
    if not mean.is_clear_of(0):
        return "cannot_tell"
    return "purpose" if mean.value > 0 else "reservations"


def _pull(points: Floats) -> Pull | None:
    """Where the points of eight people or more lie, on average; the five values add up to 1."""
    if len(points) < shares.FEWEST_FOR_NUMBERS:
        return None
    raw = [
        shares.steadied_mean(np.sort(column), variance=_POINT_VARIANCE, least=0.0, most=1.0)
        for column in points.T
    ]
    values = shares.round_together([one.value for one in raw])
    purpose, doubts, standing, comfort, own_way = (
        dataclasses.replace(shares.publish_difference(one, _STEP), value=value)
        for one, value in zip(raw, values, strict=True)
    )
    return Pull(purpose, doubts, standing, comfort, own_way)
