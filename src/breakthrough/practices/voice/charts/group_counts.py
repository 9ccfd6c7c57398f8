"""How many groups the votes bear: the probability of one, two, three and more."""

from typing import Any

from django.utils.translation import gettext as _

from breakthrough.evidence import charts as drawing
from breakthrough.measures.opinion.results import OpinionReading

KEY = "groups"


def find_spec(opinion: OpinionReading) -> dict[str, Any] | None:
    """Return the specification, or None if the votes bear no map and the question does not arise."""
    if opinion.map is None or opinion.groups is None:
        return None
    rows = [
        {"count": str(number), "probability": share}
        for number, share in enumerate(opinion.groups.probability_by_count, 1)
    ]
    x = {
        "field": "probability",
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {
            "format": ".0%",
            "values": [0, 0.5, 1],
            "title": _("how likely"),
            "grid": True,
            "domain": False,
            "ticks": False,
        },
    }
    y = {
        "field": "count",
        "type": "ordinal",
        "axis": {"title": _("number of groups"), "domain": False, "ticks": False},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"key": KEY, "title": title_of(), "description": sentence_of(opinion)},
        "width": 410,
        "height": {"step": 26},
        "padding": 6,
        "config": drawing.config(),
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "color": drawing.LIGHT["ink-2"], "height": 12, "cornerRadiusEnd": 3},
                "encoding": {"x": x, "y": y},
            }
        ],
    }


def title_of() -> str:
    """Return the chart's title."""
    return _("How many groups the votes bear")


def sentence_of(opinion: OpinionReading) -> str:
    """Return the sentence that reads the chart aloud."""
    shares = opinion.groups.probability_by_count if opinion.groups else (1.0,)
    if opinion.groups and opinion.groups.shown:
        return _("Two or more groups are likely enough to be shown: %(share)d in 100.") % {
            "share": round(100 * (1 - shares[0]))
        }
    return _(
        "One group is likely with %(share)d in 100. We show groups only when two or more are likely with 80 in 100."
    ) % {"share": round(100 * shares[0])}
