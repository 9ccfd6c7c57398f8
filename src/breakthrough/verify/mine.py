"""Somebody's own contributions on a board."""

from dataclasses import dataclass
from typing import Any

from breakthrough.verify.boards import Act, Board, Unreadable
from breakthrough.verify.plain import unbase64


@dataclass(frozen=True)
class Own:
    """A contribution as its author remembers it; `body` where they kept it."""

    handle: bytes
    seq: int
    body_hash: bytes
    body: bytes | None


def read_mine(found: Any) -> list[Own]:
    """Return somebody's own contributions: a list of `{"handle", "seq", "hash", "body"?}`; raises `Unreadable`."""
    try:
        return [
            Own(
                unbase64(one["handle"]),
                int(one["seq"]),
                unbase64(one["hash"]),
                unbase64(one["body"]) if "body" in one else None,
            )
            for one in found
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("your own contributions do not have the shape of a list of them") from error


def check_mine(board: Board, owned: list[Own]) -> list[str]:
    """Return what is missing of somebody's own contributions. Words that were hidden, and are marked so, are not missing."""
    last = _last_acts(board)
    faults = list[str]()
    for number, own in enumerate(owned, start=1):
        shown = last.get(own.handle)
        if shown is None:
            faults.append(f"your contribution {number} is not on the board")
        elif (shown.seq, shown.body_hash) != (own.seq, own.body_hash):
            faults.append(f"your contribution {number} is on the board in another version")
        elif own.body is not None and shown.body != own.body and not shown.left_out:
            faults.append(f"your contribution {number} is on the board without your text")
    return faults


def list_hidden(board: Board, owned: list[Own]) -> list[int]:
    """Return the numbers of those of somebody's own contributions whose words were hidden after the release."""
    last = _last_acts(board)
    return [
        number
        for number, own in enumerate(owned, start=1)
        if (shown := last.get(own.handle)) is not None and shown.left_out
    ]


def _last_acts(board: Board) -> dict[bytes, Act]:
    return {
        **{entry.pseudonym: entry.said for entry in board.entries},
        **dict(board.later),
    }
