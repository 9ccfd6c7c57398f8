"""Words that were hidden after a release leave a board; everything else of it stays: order, heads, root and number.

A leaf holds no body, so nothing that anybody checks changes. The row is marked `"left_out": true`, which tells it from a blank
and from words that a box left out by itself: the author's own device says kindly what happened instead of raising an alarm.
"""

import json
from collections.abc import Collection, Mapping
from typing import cast

from breakthrough.ballotbox.protocol import messages
from breakthrough.ballotbox.protocol.board import LEFT_OUT_MARK, Json, write_json
from breakthrough.ballotbox.protocol.encoding import from_base64url

Row = Mapping[str, Json]


def without_words(board: Mapping[str, Json], pseudonyms: Collection[bytes]) -> dict[str, Json]:
    """Return a parsed BOARD.json without what these pseudonyms said, then and later. Doing it twice changes nothing."""
    return {
        **board,
        "items": [_veil(row, pseudonyms) for row in _rows(board, "items")],
        "later": [_veil(row, pseudonyms) for row in _rows(board, "later")],
    }


def rewrite(written: bytes, pseudonyms: Collection[bytes]) -> bytes:
    """Do what `without_words` does to BOARD.json as it is written; the same bytes where there is nothing to leave out."""
    return write_json(without_words(json.loads(written), pseudonyms))


def list_left_out(board: Mapping[str, Json]) -> frozenset[bytes]:
    """Return the pseudonyms whose words were left out of a parsed BOARD.json."""
    rows = [*_rows(board, "items"), *_rows(board, "later")]
    return frozenset(pseudonym_in(row) for row in rows if row.get(LEFT_OUT_MARK))


def is_left_out(row: Row) -> bool:
    """Say whether the words of this row were left out."""
    return bool(row.get(LEFT_OUT_MARK))


def _veil(row: Row, pseudonyms: Collection[bytes]) -> Row:
    if "body" not in row or pseudonym_in(row) not in pseudonyms:
        return row
    return {**{name: value for name, value in row.items() if name != "body"}, LEFT_OUT_MARK: True}


def pseudonym_in(row: Row) -> bytes:
    """Return the pseudonym that said what stands in a row of a board."""
    if "handle" in row:
        return from_base64url(str(row["handle"]))
    return messages.pseudonym_of(messages.public_key_of(from_base64url(str(row["message"]))))


def _rows(board: Mapping[str, Json], name: str) -> list[Row]:
    rows = board.get(name)
    return [cast("Row", row) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
