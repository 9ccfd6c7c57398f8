"""A text and its reservations as plain values, for the API, for files and for spreadsheets."""

from collections.abc import Mapping
from typing import Any

from breakthrough.practices.alignment.queries import Raised, TextPage, Told

COLUMNS = (
    "number",
    "what",
    "lifts_when",
    "is_block",
    "reason",
    "is_sealed",
    "by",
    "version",
    "state",
    "answers",
)


def row_of(one: Raised) -> dict[str, Any]:
    """Return a reservation as one flat row; `answers` are put together in one column."""
    return {
        "number": one.number,
        "what": one.what,
        "lifts_when": one.lifts_when,
        "is_block": one.is_block,
        "reason": one.reason,
        "is_sealed": one.is_sealed,
        "by": one.by or None,
        "version": one.version,
        "state": one.state.value,
        "answers": "; ".join(_answer(told) for told in one.told if told.kind is not None),
    }


def reservation_of(one: Raised) -> dict[str, Any]:
    """Return a reservation with everything said about it."""
    row = row_of(one)
    del row["answers"]
    return {
        **row,
        "is_unreachable": one.is_unreachable,
        "is_hidden": one.is_hidden,
        "hidden_reason": one.hidden_reason,
        "at": one.at,
        "came_from": ":".join(one.origin) if one.origin else None,
        "said": [said_of(told) for told in one.told],
    }


def said_of(told: Told) -> dict[str, Any]:
    """Return one thing said about a reservation."""
    return {
        "event": told.event.value,
        "who": told.who.value,
        "by": told.by or None,
        "words": told.words,
        "at": told.at,
        "kind": told.kind.value if told.kind else None,
        "version": told.version,
        "part": told.part or None,
        "address": told.address or None,
    }


def document_of(page: TextPage, bodies: Mapping[int, str]) -> dict[str, Any]:
    """Return a text, whole."""
    return {
        "format": "breakthrough-text/1",
        "id": str(page.text.pk),
        "title": page.text.title,
        "template": page.text.template,
        "versions": [
            {
                "number": one.number,
                "body": bodies[one.number],
                "note": one.note,
                "by": one.by or None,
                "at": one.at,
                "answers": list(one.answers),
                "outcome": one.outcome.kind if one.outcome else None,
                "review_date": one.outcome.review_date if one.outcome else None,
            }
            for one in page.versions
        ],
        "reservations": [reservation_of(one) for one in page.raised],
    }


def _answer(told: Told) -> str:
    version = f" (version {told.version})" if told.version else ""
    return f"{told.kind}{version}: {told.words}".strip().removesuffix(":")
