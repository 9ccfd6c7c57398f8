"""Readings as files: JSON with everything that was released, CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from breakthrough.evidence.models import Reading

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def document_of(reading: Reading) -> dict[str, Any]:
    """Return the reading as a JSON document: what it is, how it was made, and its value."""
    return {
        "format": "breakthrough-reading/1",
        "id": str(reading.pk),
        "round": {
            "id": str(reading.round_id),
            "practice": reading.round.practice,
            "title": reading.round.title,
        },
        "measure": reading.measure,
        "method": reading.method,
        "seed": reading.seed,
        "status": reading.status,
        "fingerprint": reading.fingerprint,
        "made_at": reading.made_at.isoformat(),
        "value": reading.value,
    }


def write_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV (RFC 4180). Unknown stays empty; a text that a spreadsheet would run as a formula gets an apostrophe."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return lines.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
