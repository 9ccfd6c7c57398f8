"""Somebody's own contributions on a board."""

from typing import Any

from breakthrough.verify.boards import Act, Board, Unreadable
from breakthrough.verify.plain import unbase64


def check_mine(board: Board, found: Any) -> list[str]:
    """Return what is missing of somebody's own contributions: a list of `{"handle", "seq", "hash", "body"?}`."""
    last = dict[bytes, Act]()
    for entry in board.entries:
        last[entry.pseudonym] = entry.said
    for handle, act in board.later:
        last[handle] = act
    try:
        own = [
            (
                unbase64(one["handle"]),
                int(one["seq"]),
                unbase64(one["hash"]),
                unbase64(one["body"]) if "body" in one else None,
            )
            for one in found
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("your own contributions do not have the shape of a list of them") from error
    faults = list[str]()
    for number, (handle, seq, body_hash, body) in enumerate(own, start=1):
        shown = last.get(handle)
        if shown is None:
            faults.append(f"your contribution {number} is not on the board")
        elif (shown.seq, shown.body_hash) != (seq, body_hash):
            faults.append(f"your contribution {number} is on the board in another version")
        elif body is not None and shown.body != body:
            faults.append(f"your contribution {number} is on the board without your text")
    return faults
