"""The opinion map: axes in the words of statements, ellipses of the sides, a density without a dot for anyone."""

import math

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition
from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.groups import Cloud, Grouping
from breakthrough.measures.opinion.results import (
    Axis,
    DensityCell,
    Ellipse,
    OpinionMap,
    Side,
    StatementVector,
)
from breakthrough.measures.opinion.sides import Sides

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FRAME = 3.0
"""The map reaches from -FRAME to FRAME on every axis (positions have mean 0 and sd 1): its edge is nobody's position."""

AXIS_STATEMENTS = 3
ELLIPSE_SHARE = 0.8
_MOST_CUTS = 4  # at most 16 cells
_REACH = {1: 1.2815515655446004, 2: math.sqrt(-2 * math.log(1 - ELLIPSE_SHARE))}
_THIRD_MEAN, _THIRD_VARIANCE = 1.0907998, 0.2799785  # mean and variance of the upper third of N(0, 1)


def draw_map(*, mixture: Mixture, grouping: Grouping, sides: Sides, eligible: Mask) -> OpinionMap | None:
    """The map in as many dimensions as the votes bear, or `None` without one. Only `eligible` statements [m] are on it."""
    d = mixture.weights.map_dimensions
    draws = mixture.draws[d]
    if d == 0 or draws is None:
        return None
    keys = mixture.table.statement_keys
    a, r = draws.a.mean(0), draws.r.mean(0)
    b, h = draws.b.mean(0), draws.h.mean(0)
    chosen = np.flatnonzero(eligible).tolist()
    return OpinionMap(
        dimensions=d,
        axes=tuple(describe_axis(a[:, axis], chosen, keys) for axis in range(d)),
        statements=tuple(
            StatementVector(
                statement=keys[j],
                b=float(b[j]),
                h=float(h[j]),
                a=tuple(a[j].tolist()),
                r=tuple(r[j].tolist()),
            )
            for j in chosen
        ),
        sides=_placed_sides(draws, grouping, sides),
        cells=density_cells(draws.theta.mean(0)),
    )


def list_sides(sides: Sides) -> tuple[Side, ...]:
    """The sides without a place on a map."""
    if sides.count == 0:
        return (Side("whole", "whole", partition.n_band(len(sides.home))),)
    amounts = [int((sides.home == place).sum()) for place in range(sides.count)]
    return tuple(
        Side(key, sides.kind, partition.n_band(amount))
        for key, amount in zip(sides.keys, amounts, strict=True)
    )


def density_cells(position: Floats) -> tuple[DensityCell, ...]:
    """Split people [n, d] at medians, axes in turn, while both halves hold ten: every cell holds at least five of them.

    Cell edges lie halfway between two people; the outer edges are the frame's. A cell's share is that of its halvings, so it
    tells no count.
    """
    n, d = position.shape
    corner = np.full(d, FRAME)
    return tuple(_split(position, np.arange(n), -corner, corner, depth=0))


def _split(
    position: Floats, people: npt.NDArray[np.int64], low: Floats, high: Floats, *, depth: int
) -> list[DensityCell]:
    axis = depth % position.shape[1]
    half = len(people) // 2
    if half >= 2 * partition.SMALLEST_CELL and depth < _MOST_CUTS:
        order = people[np.argsort(position[people, axis], kind="stable")]
        cut = float(position[order[half - 1 : half + 1], axis].mean().clip(low[axis], high[axis]))
        upper_low, lower_high = low.copy(), high.copy()
        upper_low[axis] = lower_high[axis] = cut
        below = _split(position, order[:half], low, lower_high, depth=depth + 1)
        return below + _split(position, order[half:], upper_low, high, depth=depth + 1)
    if len(people) < partition.SMALLEST_CELL:
        return []
    return [DensityCell(tuple(low.tolist()), tuple(high.tolist()), 0.5**depth)]


def describe_axis(loading: Floats, chosen: list[int], keys: tuple[str, ...]) -> Axis:
    """The statements that each end agrees with most, as against the other end."""
    ordered = sorted(chosen, key=lambda j: (round(float(loading[j]), 9), j))
    low = [j for j in ordered[:AXIS_STATEMENTS] if loading[j] < 0]
    high = [j for j in ordered[::-1][:AXIS_STATEMENTS] if loading[j] > 0]
    return Axis(low_end=tuple(keys[j] for j in low), high_end=tuple(keys[j] for j in high))


def _placed_sides(draws: Draws, grouping: Grouping, sides: Sides) -> tuple[Side, ...]:
    """Sides with their centre and ellipse, as far as the map knows them."""
    d = draws.dimensions
    if sides.kind == "group":
        clouds = _group_clouds(draws, grouping)
    elif sides.kind == "end":
        everyone = [one.whole for one in grouping.partitions if one.dimensions == d]
        whole = _mean_cloud(everyone) if everyone else Cloud(np.zeros(d), np.eye(d))
        clouds = [cut_end(whole, -1.0), cut_end(whole, 1.0)]
    else:
        return ()
    placed = []
    for side, cloud in zip(list_sides(sides), clouds, strict=True):
        centre = tuple(cloud.centre.tolist())
        placed.append(Side(side.key, side.kind, side.size_band, centre, ellipse_of(cloud.covariance)))
    return tuple(placed)


def _group_clouds(draws: Draws, grouping: Grouping) -> list[Cloud]:
    """Clouds of the groups on this map; from positions where the groups were found in another number of dimensions."""
    here = [one for one in grouping.matched if one.dimensions == draws.dimensions]
    count = grouping.share.shape[1]
    if here:
        return [_mean_cloud([one.clouds[group] for one in here]) for group in range(count)]
    theta = draws.theta.mean(0)
    clouds = []
    for group in range(count):
        share = grouping.share[:, group] / grouping.share[:, group].sum()
        centre = share @ theta
        away = theta - centre
        clouds.append(Cloud(centre, (away * share[:, None]).T @ away))
    return clouds


def _mean_cloud(clouds: list[Cloud]) -> Cloud:
    return Cloud(
        centre=np.mean([cloud.centre for cloud in clouds], axis=0),
        covariance=np.mean([cloud.covariance for cloud in clouds], axis=0),
    )


def cut_end(whole: Cloud, sign: float) -> Cloud:
    """The upper (or lower) third along the first axis of a normal cloud."""
    covariance = whole.covariance
    slope = covariance[:, 0] / covariance[0, 0]
    centre = whole.centre + slope * sign * _THIRD_MEAN * math.sqrt(covariance[0, 0])
    return Cloud(centre, covariance + (_THIRD_VARIANCE - 1) * np.outer(slope, slope) * covariance[0, 0])


def ellipse_of(covariance: Floats) -> Ellipse:
    """The ellipse that holds 80 % of a normal cloud; on a line the second half axis is 0."""
    d = covariance.shape[0]
    if d == 1:
        return Ellipse((_REACH[1] * math.sqrt(float(covariance[0, 0])), 0.0), 0.0, ELLIPSE_SHARE)
    values, vectors = np.linalg.eigh(covariance)
    reach = _REACH[2] * np.sqrt(np.maximum(values[::-1], 0.0))
    angle = math.atan2(float(vectors[1, 1]), float(vectors[0, 1])) % math.pi
    return Ellipse((float(reach[0]), float(reach[1])), angle, ELLIPSE_SHARE)
