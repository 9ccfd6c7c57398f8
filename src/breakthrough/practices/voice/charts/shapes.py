"""Shapes of the opinion map in its own units: outlines, arrows, names that do not cover each other."""

import math
from typing import Any

from breakthrough.measures.opinion.results import OpinionMap, Side

VIEW = 2.3
"""The picture shows this much of the map to every side: beyond it there are hardly any people."""
EVEN_SHADE = 0.15
_STEPS = 48


def densities_of(shown: OpinionMap) -> list[float]:
    """Density of each cell (share of people per area) against the densest, 0 to 1."""
    areas = [
        math.prod(max(high - low, 1e-6) for low, high in zip(cell.low, cell.high, strict=True))
        for cell in shown.cells
    ]
    density = [cell.share / area for cell, area in zip(shown.cells, areas, strict=True)]
    densest = max(density, default=0.0) or 1.0
    return [round(one / densest, 4) for one in density]


def shades_of(densities: list[float]) -> list[float]:
    """How strongly to shade each cell, 0 to 1: weak for all where people are spread evenly."""
    contrast = 1 - min(densities, default=1.0)
    return [round(math.sqrt(one) * contrast + EVEN_SHADE * (1 - contrast), 4) for one in densities]


def outline_of(side: Side) -> list[dict[str, Any]]:
    """The outline that holds four in five people of a side, as points in order; empty without a place on the map."""
    if side.centre is None or side.ellipse is None:
        return []
    (long, short), angle = side.ellipse.half_axes, side.ellipse.angle
    turn = [2 * math.pi * step / _STEPS for step in range(_STEPS)]
    return [
        {
            "side": side.key,
            "order": order,
            "x": within(
                side.centre[0]
                + long * math.cos(at) * math.cos(angle)
                - short * math.sin(at) * math.sin(angle)
            ),
            "y": within(
                side.centre[1]
                + long * math.cos(at) * math.sin(angle)
                + short * math.sin(at) * math.cos(angle)
            ),
        }
        for order, at in enumerate(turn)
    ]


def arrows_of(shown: OpinionMap) -> list[dict[str, Any]]:
    """From the middle to where those who agree with a statement are; the longest goes most of the way to the edge."""
    named = {key for axis in shown.axes for key in (*axis.low_end, *axis.high_end)}
    vectors = [one for one in shown.statements if one.statement in named]
    longest = max((math.hypot(*one.a) for one in vectors), default=0.0)
    if not longest:
        return []
    scale = 0.8 * VIEW / longest
    tips = [(one.a[0] * scale, (one.a[1] if len(one.a) > 1 else 0.0) * scale) for one in vectors]
    labels = _spread([_pushed(x, y) for x, y in tips])
    return [
        {
            "name": one.statement,
            "x": 0.0,
            "y": 0.0,
            "x2": round(x, 4),
            "y2": round(y, 4),
            "label_x": round(at[0], 4),
            "label_y": round(at[1], 4),
        }
        for one, (x, y), at in zip(vectors, tips, labels, strict=True)
    ]


def _pushed(x: float, y: float) -> tuple[float, float]:
    push = 1 + 0.07 * VIEW / max(math.hypot(x, y), 1e-6)
    return x * push, y * push


def _spread(labels: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Labels moved up and down until none covers another."""
    wide, high = 0.11 * VIEW, 0.085 * VIEW
    placed = [list(one) for one in labels]
    for _round in range(60):
        is_clear = True
        for first in range(len(placed)):
            for second in range(first):
                across, along = placed[first][0] - placed[second][0], placed[first][1] - placed[second][1]
                if abs(across) < wide and abs(along) < high - 1e-9:
                    is_clear = False
                    push = (high - abs(along)) / 2 * (1 if along >= 0 else -1)
                    placed[first][1] += push
                    placed[second][1] -= push
        if is_clear:
            break
    return [(one[0], one[1]) for one in placed]


def height_of_name(side: Side) -> float:
    """Where a side's name stands: inside its outline, near the top."""
    if side.centre is None or side.ellipse is None:
        return 0.0
    (long, short), angle = side.ellipse.half_axes, side.ellipse.angle
    height = math.hypot(long * math.sin(angle), short * math.cos(angle))
    return within(min(side.centre[1] + 0.82 * height, VIEW * 0.92))


def within(value: float) -> float:
    """A coordinate held inside the picture."""
    return round(min(max(value, -VIEW), VIEW), 4)
