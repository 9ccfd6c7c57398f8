"""How far people agree, statement by statement: a tick for the share and a band for what we can tell."""

from typing import Any

from django.utils.translation import gettext as _

from breakthrough.evidence import charts as drawing
from breakthrough.measures.opinion.results import OpinionReading, StatementShares

KEY = "shares"
LONGEST = 200
MOST_NUMBERED = 40
FEWEST = 3  # one or two bars are no picture; the table says it better


def find_spec(opinion: OpinionReading) -> dict[str, Any] | None:
    """Return the specification, or None if hardly any shares were released as numbers."""
    shown = list_shown(opinion)
    if len(shown) < FEWEST:
        return None
    rows = [
        {
            "rank": rank,
            "statement": one.statement,
            "mean": one.agree.mean,
            "low": one.agree.low,
            "high": one.agree.high,
        }
        for rank, one in enumerate(shown, 1)
        if one.agree
    ]
    step = 18 if has_numbers(opinion) else 6
    # Each row is named by its statement's number; where rows are thinner than a number is high, the table has to say it.
    axis = (
        {"title": None, "domain": False, "ticks": False, "labelPadding": 8} if has_numbers(opinion) else None
    )
    y = {
        "field": "statement",
        "type": "nominal",
        "sort": {"field": "rank"},
        "axis": axis,
        "scale": {"paddingInner": 0.35},
    }
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "axis": {
            "format": ".0%",
            "values": [0, 0.25, 0.5, 0.75, 1],
            "title": _("would agree"),
            "orient": "top",
            "domain": False,
            "ticks": False,
            "grid": True,
        },
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"key": KEY, "title": title_of(), "description": sentence_of(opinion)},
        "width": 460,
        "height": {"step": step},
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
                    "bandSize": step * 0.65,
                },
                "encoding": {"x": {**x, "field": "mean"}, "y": y},
            },
        ],
    }


def has_numbers(opinion: OpinionReading) -> bool:
    """Whether the rows are few enough to carry the numbers of their statements."""
    return len(list_shown(opinion)) <= MOST_NUMBERED


def title_of() -> str:
    """Return the chart's title."""
    return _("How far they agree, statement by statement")


def sentence_of(opinion: OpinionReading) -> str:
    """Return the sentence that reads the chart aloud."""
    shown = list_shown(opinion)
    high = sum(1 for one in shown if one.agree and one.agree.low >= 0.5)
    low = sum(1 for one in shown if one.agree and one.agree.high <= 0.5)
    return _(
        "From the most to the least agreed. Most would agree with %(high)d of these %(count)d statements and fewer than half with %(low)d; for the rest we cannot tell."
    ) % {"high": high, "low": low, "count": len(shown)}


def list_shown(opinion: OpinionReading) -> list[StatementShares]:
    """Return the shares in the order of the chart; of more than `LONGEST` statements, those at both ends."""
    whole = [one for one in opinion.shares if one.side == "whole" and one.agree]
    whole.sort(key=lambda one: -one.agree.mean if one.agree else 0.0)
    return whole if len(whole) <= LONGEST else whole[: LONGEST // 2] + whole[-LONGEST // 2 :]
