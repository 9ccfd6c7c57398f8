"""Tables of numbers, as every page of a Pulse draws them."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from breakthrough.measures.values import Estimate
from breakthrough.practices.pulse.pages import words
from breakthrough.web.components.shape import Column


def draw(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> SafeString:
    """Return a table with a caption that is seen."""
    context = {"caption": caption, "columns": columns, "rows": rows}
    return SafeString(render_to_string("pulse/table.html", context))


def span(mean: Estimate | None) -> str:
    """Return an interval as a table holds it: "3.6–4.8", empty where nothing is known."""
    return f"{words.number(mean.low)}–{words.number(mean.high)}" if mean else ""
