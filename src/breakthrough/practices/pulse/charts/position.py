"""Where the group stands between the three patterns: a point, the area it may really lie in, and the patterns as plain marks."""

import math
from typing import Any

from django.utils.translation import gettext as _

from breakthrough.evidence import charts as drawing
from breakthrough.measures.pulse import frozen
from breakthrough.measures.pulse.results import PulseReading

KEY = "position"
SCALE = (1.0, 7.0)
_STEPS = 72
_SHAPES = {"C": "circle", "K": "square", "B": "triangle-up"}


def find_spec(pulse: PulseReading) -> dict[str, Any] | None:
    """Return the specification, or None if no position was released."""
    found = pulse.position
    if found.general is None or found.turn is None or found.ellipse is None:
        return None
    marks = [
        {"name": name, "mode": mode, "turn": turn, "general": general}
        for mode, name, turn, general in prototypes()
    ]
    x = _axis("turn", _("less passing on of work, in turns → more"))
    y = _axis("general", _("less speaking up, one goal, building → more"))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"key": KEY, "title": title_of(), "description": sentence_of(pulse)},
        "width": 400,
        "height": 330,
        "padding": 6,
        "config": drawing.config(),
        "layer": [
            {
                "data": {"values": outline_of(pulse)},
                "mark": {
                    "type": "line",
                    "filled": True,
                    "fill": drawing.LIGHT["ink"],
                    "fillOpacity": 0.1,
                    "stroke": drawing.LIGHT["ink"],
                    "strokeWidth": 1.25,
                    "clip": True,
                },
                "encoding": {"x": x, "y": y, "order": {"field": "order", "type": "quantitative"}},
            },
            {
                "data": {"values": marks},
                "mark": {
                    "type": "point",
                    "filled": False,
                    "size": 110,
                    "stroke": drawing.LIGHT["ink-2"],
                    "strokeWidth": 2,
                },
                "encoding": {
                    "x": x,
                    "y": y,
                    "shape": {
                        "field": "mode",
                        "type": "nominal",
                        "legend": None,
                        "scale": {"domain": list(_SHAPES), "range": list(_SHAPES.values())},
                    },
                },
            },
            {
                "data": {"values": marks},
                "mark": {"type": "text", "align": "left", "dx": 11, "fontWeight": 500},
                "encoding": {"x": x, "y": y, "text": {"field": "name", "type": "nominal"}},
            },
            {
                "data": {"values": [{"turn": found.turn, "general": found.general}]},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 70,
                    "opacity": 1,
                    "color": drawing.LIGHT["ink"],
                },
                "encoding": {"x": x, "y": y},
            },
        ],
    }


def title_of() -> str:
    """Return the chart's title."""
    return _("Where you stand between the three patterns")


def sentence_of(pulse: PulseReading) -> str:
    """Return the sentence that reads the chart aloud."""
    found = pulse.position
    return _(
        "Your answers lie at %(general)s of 7 on speaking up, one goal, building and the like, and at %(turn)s of 7 on turn-taking. "
        "The true position lies somewhere in the shaded area, nineteen times in twenty."
    ) % {"general": _number(found.general), "turn": _number(found.turn)}


def prototypes() -> list[tuple[str, str, float, float]]:
    """Return mode, name, turn-taking and the mean of the other eight of each pattern: an expert guess, published as such."""
    place = frozen.DIMENSIONS.index("TURN")
    names = {"C": _("Cooperation"), "K": _("Coordination"), "B": _("Breakthrough")}
    found = []
    for mode, name in names.items():
        profile = [float(one) for one in frozen.CONSTANTS["prototypes"][mode]]
        others = [value for at, value in enumerate(profile) if at != place]
        found.append((mode, name, profile[place], round(sum(others) / len(others), 2)))
    return found


def outline_of(pulse: PulseReading) -> list[dict[str, float]]:
    """Return the edge of the area that holds the true position, as points in order; empty without one."""
    found = pulse.position
    if found.ellipse is None or found.general is None or found.turn is None:
        return []
    (long, short), angle = found.ellipse.half_axes, found.ellipse.angle
    points: list[dict[str, float]] = []
    for order in range(_STEPS + 1):
        at = 2 * math.pi * order / _STEPS
        along, across = long * math.cos(at), short * math.sin(at)
        general = found.general + along * math.cos(angle) - across * math.sin(angle)
        turn = found.turn + along * math.sin(angle) + across * math.cos(angle)
        points.append({"order": order, "general": _within(general), "turn": _within(turn)})
    return points


def _within(value: float) -> float:
    return round(min(max(value, SCALE[0]), SCALE[1]), 3)


def _axis(field: str, title: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": list(SCALE), "nice": False},
        "axis": {
            "title": title,
            "values": [1, 2, 3, 4, 5, 6, 7],
            "format": "d",
            "ticks": False,
            "labelPadding": 6,
            "grid": False,
        },
    }


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
