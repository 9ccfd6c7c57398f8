"""The opinion map: where people are dense, the sides with their spread, and what the strongest statements pull towards.

A cell stands for at least five people and a side for many; no mark stands for a person.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from breakthrough.evidence import charts as drawing
from breakthrough.measures.opinion.results import OpinionMap, OpinionReading, Side
from breakthrough.practices.voice.charts import shapes

KEY = "map"
WIDTH = 460

_INK, _SOFT, _ACCENT = drawing.LIGHT["ink"], drawing.LIGHT["ink-2"], drawing.LIGHT["accent"]
_CELL = {"type": "rect", "color": _INK, "stroke": drawing.LIGHT["paper"], "strokeWidth": 1.5}
_DASHES = ([1, 0], [7, 4], [2, 3], [10, 3, 2, 3], [1, 5])


def find_spec(opinion: OpinionReading) -> dict[str, Any] | None:
    """Return the specification of the map, or None if the votes bear none. One dimension becomes a line, two a plane."""
    if opinion.map is None or not opinion.map.dimensions:
        return None
    plane = opinion.map.dimensions > 1
    shown = opinion.map
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"key": KEY, "title": title_of(opinion), "description": sentence_of(opinion)},
        "width": WIDTH,
        "height": 400 if plane else 220,
        "padding": {"left": 4, "right": 4, "top": 4, "bottom": 8},
        "config": drawing.config(),
        "layer": _plane(shown) if plane else _line(shown),
    }


def title_of(opinion: OpinionReading) -> str:
    """Return the map's title: what it shows in one breath."""
    groups = [side for side in _sides(opinion) if side.kind == "group"]
    if groups:
        return ngettext("%(count)d group of opinion", "%(count)d groups of opinion", len(groups)) % {
            "count": len(groups)
        }
    return _("One spread of opinion, no groups")


def sentence_of(opinion: OpinionReading) -> str:
    """Return the sentence that reads the map aloud."""
    if any(side.kind == "group" for side in _sides(opinion)):
        return _(
            "Each outline holds four in five people of its group. The stronger the shade of a cell, the closer together people are; every cell stands for at least five."
        )
    return _(
        "People lie along one spread; the outlines are its two ends, each with a third of the people. The stronger the shade of a cell, the closer together people are; every cell stands for at least five."
    )


def numbered_statements(opinion: OpinionReading) -> list[str]:
    """Return the keys of the statements that the map names by number: the ends of its axes, each once."""
    axes = opinion.map.axes if opinion.map else ()
    return list(dict.fromkeys(key for axis in axes for key in (*axis.low_end, *axis.high_end)))


def _plane(shown: OpinionMap) -> list[dict[str, Any]]:
    cells = [
        {
            "x": shapes.within(cell.low[0]),
            "x2": shapes.within(cell.high[0]),
            "y": shapes.within(cell.low[1]),
            "y2": shapes.within(cell.high[1]),
            "shade": shade,
        }
        for cell, shade in zip(shown.cells, shapes.shades_of(shapes.densities_of(shown)), strict=True)
    ]
    outlines = [point for side in shown.sides for point in shapes.outline_of(side)]
    names = [
        {"x": s.centre[0], "y": shapes.height_of_name(s), "name": _name(s)}
        for s in shown.sides
        if s.centre and s.ellipse
    ]
    arrows = shapes.arrows_of(shown)
    x, y = _scale("x"), _scale("y")
    return [
        _layer(cells, _CELL, x=x, x2={"field": "x2"}, y=y, y2={"field": "y2"}, opacity=_opacity()),
        _layer(
            outlines,
            {"type": "line", "color": _INK, "strokeWidth": 1.5, "interpolate": "linear-closed"},
            x=x,
            y=y,
            order={"field": "order", "type": "quantitative"},
            strokeDash=_dash(shown),
        ),
        _layer(
            arrows,
            {"type": "rule", "color": _ACCENT, "strokeWidth": 1.2},
            x=x,
            x2={"field": "x2"},
            y=y,
            y2={"field": "y2"},
        ),
        _layer(
            arrows,
            {"type": "text", "color": _ACCENT, "fontSize": 13, "fontWeight": 500},
            x={**x, "field": "label_x"},
            y={**y, "field": "label_y"},
            text={"field": "name"},
        ),
        _layer(
            names,
            {"type": "text", "color": _INK, "fontSize": 15, "fontWeight": 550},
            x=x,
            y=y,
            text={"field": "name"},
        ),
    ]


def _line(shown: OpinionMap) -> list[dict[str, Any]]:
    densities = shapes.densities_of(shown)
    cells = [
        {
            "x": shapes.within(cell.low[0]),
            "x2": shapes.within(cell.high[0]),
            "y": 0.0,
            "y2": round(0.6 * density, 4),
            "shade": shade,
        }
        for cell, density, shade in zip(shown.cells, densities, shapes.shades_of(densities), strict=True)
    ]
    spans = [
        {
            "x": shapes.within(s.centre[0] - s.ellipse.half_axes[0]),
            "x2": shapes.within(s.centre[0] + s.ellipse.half_axes[0]),
            "y": 0.7 + 0.13 * number,
            "middle": s.centre[0],
            "name": _name(s),
            "side": s.key,
        }
        for number, s in enumerate(shown.sides)
        if s.centre and s.ellipse
    ]
    arrows = sorted(shapes.arrows_of(shown), key=lambda one: float(one["x2"]))
    marks = [
        {"x": one["x2"], "y": 0.0, "y2": -0.06, "label_y": -0.14 - 0.11 * (number % 3), "name": one["name"]}
        for number, one in enumerate(arrows)
    ]
    x, y = (
        _scale("x"),
        {
            "field": "y",
            "type": "quantitative",
            "scale": {"domain": [-0.42, 1.02], "nice": False},
            "axis": None,
        },
    )
    return [
        _layer(cells, _CELL, x=x, x2={"field": "x2"}, y=y, y2={"field": "y2"}, opacity=_opacity()),
        _layer(
            [{"x": -shapes.VIEW, "x2": shapes.VIEW, "y": 0.0}],
            {"type": "rule", "color": drawing.LIGHT["rule"]},
            x=x,
            x2={"field": "x2"},
            y=y,
        ),
        _layer(
            spans,
            {"type": "rule", "color": _INK, "strokeWidth": 1.6},
            x=x,
            x2={"field": "x2"},
            y=y,
            strokeDash=_dash(shown),
        ),
        _layer(
            spans,
            {"type": "text", "color": _INK, "fontSize": 15, "fontWeight": 550, "dy": -11},
            x={**x, "field": "middle"},
            y=y,
            text={"field": "name"},
        ),
        _layer(marks, {"type": "rule", "color": _ACCENT, "strokeWidth": 1.4}, x=x, y=y, y2={"field": "y2"}),
        _layer(
            marks,
            {"type": "text", "color": _ACCENT, "fontSize": 13, "fontWeight": 500},
            x=x,
            y={**y, "field": "label_y"},
            text={"field": "name"},
        ),
    ]


def _layer(values: list[dict[str, Any]], mark: dict[str, Any], **encoding: Any) -> dict[str, Any]:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _scale(field: str) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [-shapes.VIEW, shapes.VIEW], "nice": False},
        "axis": None,
    }


def _opacity() -> dict[str, Any]:
    return {
        "field": "shade",
        "type": "quantitative",
        "legend": None,
        "scale": {"domain": [0, 1], "range": [0.04, 0.3]},
    }


def _dash(shown: OpinionMap) -> dict[str, Any]:
    keys = [side.key for side in shown.sides]
    return {
        "field": "side",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": keys, "range": [_DASHES[number % 5] for number in range(len(keys))]},
    }


def _name(side: Side) -> str:
    if side.kind == "end":
        return (
            pgettext("of a spread of opinion", "One end")
            if side.key == "low"
            else pgettext("of a spread of opinion", "Other end")
        )
    return side.key


def _sides(opinion: OpinionReading) -> tuple[Side, ...]:
    return opinion.map.sides if opinion.map else ()
