"""The promise flow: who asked whom for how much, how much of it was promised, and how much has been kept."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from breakthrough.evidence import charts as drawing
from breakthrough.evidence.actions import Drawing
from breakthrough.measures.promises.results import Flow, PromiseReading

KEY = "flow"
LONGEST_NAME = 22
STAGES = ("asked", "promised", "kept")


def draw(made: PromiseReading, names: list[list[str]]) -> Iterator[Drawing]:
    """Draw the flow in every language of the product, if parties can be told apart. Slow: for jobs only."""
    if not made.flows:
        return
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spec = make_spec(made, names)
            yield Drawing(key=KEY, language=language, spec=spec, svg=drawing.render(spec))


def make_spec(made: PromiseReading, names: list[list[str]]) -> dict[str, Any]:
    """Return the specification: one row for each way between two parties, with three bars inside each other."""
    labels = [label_of(one) for one in names]
    order = [_way(flow, labels) for flow in sort_flows(made)]
    rows = [
        {"way": _way(flow, labels), "stage": stage, "count": count}
        for flow in sort_flows(made)
        for stage, count in zip(STAGES, counts_of(flow), strict=True)
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "usermeta": {"key": KEY, "title": title_of(), "description": sentence_of(made, names)},
        "width": 380,
        "height": {"step": 54},
        "padding": 6,
        "config": drawing.config(),
        "data": {"values": rows},
        "encoding": {
            "y": {
                "field": "way",
                "type": "nominal",
                "sort": order,
                "axis": {
                    "title": None, "domain": False, "ticks": False, "orient": "left", "labelAlign": "left",
                    "labelBaseline": "line-bottom", "labelOffset": -8, "labelPadding": 0, "labelLimit": 380,
                    "offset": 0, "zindex": 1, "labelFontSize": 13, "labelColor": drawing.LIGHT["ink"],
                    "labelExpr": "datum.label", "tickBand": "center", "labelOverlap": False, "position": 0,
                },
            },
            "x": {
                "field": "count",
                "type": "quantitative",
                "stack": None,
                "axis": {"title": _("conversations"), "grid": True, "domain": False, "ticks": False, "tickMinStep": 1},
            },
        },
        "layer": [
            _bar("asked", 16, drawing.LIGHT["wash"], drawing.LIGHT["ink-2"]),
            _bar("promised", 16, drawing.LIGHT["rule"], drawing.LIGHT["ink-2"]),
            _bar("kept", 8, drawing.LIGHT["accent"], None),
        ],
    }  # fmt: skip


def title_of() -> str:
    """Return the chart's title."""
    return _("The flow of promises between parties")


def sentence_of(made: PromiseReading, names: list[list[str]]) -> str:
    """Return the sentence that reads the chart aloud: the largest way between two parties, and the way back."""
    across = [flow for flow in sort_flows(made) if flow.start != flow.end]
    if not across:
        return _("So far nothing was asked or offered between parties.")
    largest = max(across, key=lambda flow: counts_of(flow)[0])
    asked, promised, kept = counts_of(largest)
    labels = [label_of(one, longest=80) for one in names]
    words = _(
        "Most went between %(end)s and %(start)s: %(end)s was asked, or offered something itself, %(asked)d times; %(promised)d became promises, %(kept)d are kept."
    )
    words = words % {
        "start": labels[largest.start],
        "end": labels[largest.end],
        "asked": asked,
        "promised": promised,
        "kept": kept,
    }
    back = next((flow for flow in across if (flow.start, flow.end) == (largest.end, largest.start)), None)
    return (
        words
        + " "
        + _("The other way round it was %(count)d.") % {"count": counts_of(back)[0] if back else 0}
    )


def sort_flows(made: PromiseReading) -> list[Flow]:
    """Return the flows so that the two ways between a pair stand together, what stays within a party last."""
    return sorted(
        made.flows,
        key=lambda flow: (
            flow.start == flow.end,
            min(flow.start, flow.end),
            max(flow.start, flow.end),
            flow.start,
        ),
    )


def counts_of(flow: Flow) -> tuple[int, int, int]:
    """Return how many conversations there were, how many became promises, how many of those are kept."""
    return flow.requested + flow.offered, flow.promised, flow.kept


def label_of(names: list[str], *, longest: int = LONGEST_NAME) -> str:
    """Return the name of a cell; parties that are too small to stand alone are named together."""
    label = names[0] if len(names) == 1 else _("other parties")
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _way(flow: Flow, labels: list[str]) -> str:
    if flow.start == flow.end:
        return _("within %(name)s") % {"name": labels[flow.start]}
    return _("%(performer)s for %(customer)s") % {
        "performer": labels[flow.end],
        "customer": labels[flow.start],
    }


def _bar(stage: str, height: int, colour: str, edge: str | None) -> dict[str, Any]:
    mark: dict[str, Any] = {
        "type": "bar",
        "color": colour,
        "height": height,
        "cornerRadiusEnd": 2,
        "yOffset": 6,
    }
    if edge:
        mark |= {"stroke": edge, "strokeWidth": 1}
    return {"transform": [{"filter": f"datum.stage == '{stage}'"}], "mark": mark}
