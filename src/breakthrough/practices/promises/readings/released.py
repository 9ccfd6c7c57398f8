"""A stored reading as the values that the measure released, and as flat rows for spreadsheets."""

from typing import Any

from breakthrough.evidence.models import Reading
from breakthrough.measures.opinion import encoding
from breakthrough.measures.promises.results import Part, PromiseReading

COLUMNS = ("what", "from", "to", "count", "share", "low", "high", "of", "people", "withheld")


def reading_of(stored: Reading) -> PromiseReading:
    """Return what was released."""
    return encoding.from_json(PromiseReading, stored.value["reading"])


def names_of(stored: Reading) -> list[list[str]]:
    """Return for each cell of the reading the names that its parties had."""
    return [list(names) for names in stored.value["names"]]


def list_rows(made: PromiseReading, names: list[list[str]]) -> list[dict[str, Any]]:
    """Return the reading as rows: counts and shares of the whole, then of each cell and each way between cells."""
    rows: list[dict[str, Any]] = [
        {"what": what, "count": getattr(made, what)}
        for what in ("conversations", "on_time", "late", "not_kept", "waiting", "lapsed", "open_now")
    ]
    for what in ("kept", "freedom", "warned"):
        rows += _part(what, getattr(made, what))
    labels = [", ".join(one) for one in names]
    for cell, label in zip(made.cells, labels, strict=True):
        rows += _part("kept", cell.kept, to=label)
    for flow in made.flows:
        way = {"from": labels[flow.start], "to": labels[flow.end]}
        rows += [
            {"what": what, **way, "count": getattr(flow, what)}
            for what in ("requested", "offered", "promised", "declined", "countered", "kept", "not_kept")
        ]
        rows += _part("freedom", flow.freedom, **way) + _part("kept", flow.kept_share, **way)
    rows += [{"what": f"reason:{reason}", "count": count} for reason, count in made.reasons]
    return rows


def _part(what: str, part: Part | None, **way: str) -> list[dict[str, Any]]:
    if part is None:
        return []
    share = part.share
    row: dict[str, Any] = {"what": f"{what}_share", **way, "of": part.of, "people": part.people}
    if share is None:
        return [{**row, "withheld": part.reason}]
    return [{**row, "share": share.value, "low": share.low, "high": share.high}]
