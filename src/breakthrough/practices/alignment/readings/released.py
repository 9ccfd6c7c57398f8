"""A stored reading as the values that the measure released, and as rows. No engine is loaded: this runs in the web process."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from breakthrough.evidence.models import Reading
from breakthrough.measures.alignment.results import AlignmentReading, NamedReading
from breakthrough.measures.opinion import encoding
from breakthrough.practices.alignment.rules import adoption

COLUMNS = ("measure", "quantity", "side", "n_band", "value", "low", "high", "word")


def alignment_of(reading: Reading) -> AlignmentReading:
    """Return what was released about the sealed stances; what the first method said of every party as what it was of."""
    found = encoding.from_json(AlignmentReading, reading.value)
    if found.tipping is None:
        return found
    tips, is_together = adoption.tips_of(reading.value)
    is_pooled = found.tipping.is_pooled or is_together or tips == "whole_group"
    return dataclasses.replace(
        found, tipping=dataclasses.replace(found.tipping, condition=tips, is_pooled=is_pooled)
    )


def named_of(reading: Reading) -> NamedReading:
    """Return what was released about sealed against named."""
    return encoding.from_json(NamedReading, reading.value)


def list_rows(readings: Mapping[str, Reading | None], cells: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return every number and word of the readings as flat rows: one for each quantity and side; what is not known is None."""
    rows: list[dict[str, Any]] = []
    for measure, reading in readings.items():
        if reading is not None:
            rows += _rows(measure, "", reading.value, side="whole", cells=cells)
    return rows


def _rows(
    measure: str, name: str, value: Any, *, side: str, cells: Mapping[int, str]
) -> list[dict[str, Any]]:
    if isinstance(value, Mapping):
        if "low" in value and "high" in value:
            return [_row(measure, name, side, value)]
        if "parties" in value:
            side = " + ".join(cells.get(one, str(one)) for one in value["parties"])
        found = []
        for key, inner in value.items():
            if isinstance(inner, (Mapping, list)) or (
                isinstance(inner, (str, bool)) and key not in _NOT_ROWS
            ):
                found += _rows(measure, f"{name}.{key}".strip("."), inner, side=side, cells=cells)
        return found
    if isinstance(value, list):
        return [
            row
            for one in value
            if isinstance(one, Mapping)
            for row in _rows(measure, name, one, side=side, cells=cells)
        ]
    return [_row(measure, name, side, {"word": str(value)})]


_NOT_ROWS = ("method", "n_band", "is_rest", "is_by_party")


def _row(measure: str, name: str, side: str, value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "measure": measure,
        "quantity": name,
        "side": side,
        "n_band": value.get("n_band"),
        "value": value.get("value"),
        "low": value.get("low"),
        "high": value.get("high"),
        "word": value.get("word"),
    }
