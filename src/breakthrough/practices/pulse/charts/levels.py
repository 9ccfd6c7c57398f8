"""The nine dimensions: a tick for the mean and a band for what we can tell. Turn-taking stands apart: it is no grade."""

from typing import Any

from django.utils.translation import gettext as _

from breakthrough.evidence import charts as drawing
from breakthrough.measures.pulse import questions
from breakthrough.measures.pulse.results import PulseReading

KEY = "levels"
_STEP = 26


def find_spec(pulse: PulseReading) -> dict[str, Any] | None:
    """Return the specification, or None if no dimension was released."""
    rows = [
        {
            "place": place,
            "name": _(questions.DIMENSION_NAMES[one.dimension]),
            "mean": one.mean.value,
            "low": one.mean.low,
            "high": one.mean.high,
        }
        for place, one in enumerate(pulse.dimensions)
        if one.mean is not None
    ]
    if not rows:
        return None
    y = {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "place"},
        "axis": {"title": None, "domain": False, "ticks": False, "labelFontSize": 13, "labelPadding": 10},
        "scale": {"paddingInner": 0.4},
    }
    x = {
        "type": "quantitative",
        "scale": {"domain": [1, 7], "nice": False},
        "axis": {
            "values": [1, 4, 7],
            "labelExpr": _labels(),
            "title": None,
            "orient": "top",
            "domain": False,
            "ticks": False,
            "grid": True,
        },
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"key": KEY, "title": title_of(), "description": sentence_of()},
        "width": 340,
        "height": {"step": _STEP},
        "padding": 6,
        "config": drawing.config(),
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "color": drawing.LIGHT["ink"], "opacity": 0.24, "cornerRadius": 2},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
            },
            {
                "mark": {
                    "type": "tick",
                    "color": drawing.LIGHT["ink"],
                    "thickness": 2.5,
                    "bandSize": _STEP * 0.6,
                },
                "encoding": {"x": {**x, "field": "mean"}, "y": y},
            },
        ],
    }


def title_of() -> str:
    """Return the chart's title."""
    return _("The nine dimensions")


def sentence_of() -> str:
    """Return the sentence that reads the chart aloud."""
    return _(
        "How often each of nine things happens, from never to always. The tick is the mean; the band holds the true one nineteen times in twenty."
    )


def _labels() -> str:
    never, half, always = (
        one.replace("\\", "\\\\").replace("'", "\\'") for one in (_("never"), _("half the time"), _("always"))
    )
    return f"datum.value == 1 ? '{never}' : datum.value == 4 ? '{half}' : '{always}'"
