"""BOARD.json: what everybody may see and check after a release.

`items` are ordered by handle. `later` are acts after release, ordered by handle and seq; each has the leaf of its item with its
own head and act, and comes directly behind that item in the tree. A text that its author withdrew keeps its place without a body,
and so does one that was hidden since (`leaving_out`), which is marked.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from breakthrough.ballotbox.protocol import messages, tree
from breakthrough.ballotbox.protocol.encoding import to_base64url

FORMAT = "breakthrough-board/1"
LEFT_OUT = b""  # in place of a body that was hidden after its release; no body is empty
LEFT_OUT_MARK = "left_out"

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One contribution as it was received. `body` is None where it is not shown, or was never kept; `LEFT_OUT` if hidden."""

    key_id: bytes
    message: bytes
    signature: bytes
    head: bytes
    act: bytes
    body: bytes | None

    @property
    def pseudonym(self) -> bytes:
        """The handle: the public name of the pseudonym."""
        return messages.pseudonym_of(messages.public_key_of(self.message))


@dataclass(frozen=True, slots=True)
class LaterAct:
    """What a pseudonym said after the release; `seq` is the one in its head."""

    handle: bytes
    seq: int
    head: bytes
    act: bytes
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Board:
    """What one release shows. `issued` counts signatures by key id; `results` is None for texts."""

    card: bytes
    label: str
    release: int
    issued: Mapping[bytes, int]
    envelopes: Sequence[Envelope]
    later: Sequence[LaterAct]
    results: Json

    @property
    def root(self) -> bytes:
        """The root of the tree over everything on the board."""
        return tree.root_of(_leaves(self))


def write_board(board: Board) -> bytes:
    """Return BOARD.json as UTF-8."""
    shown: Json = {
        "format": FORMAT,
        "card": to_base64url(board.card),
        "label": board.label,
        "release": board.release,
        "issued": {to_base64url(key_id): count for key_id, count in sorted(board.issued.items())},
        "items": [_envelope(envelope) for envelope in _in_order(board)],
        "later": [_later(act) for act in _later_in_order(board)],
        "root": to_base64url(board.root),
        "results": board.results,
    }
    return write_json(shown)


def write_json(shown: Json) -> bytes:
    """Return a board that was parsed as it was written."""
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":"), sort_keys=False).encode()


def _in_order(board: Board) -> Sequence[Envelope]:
    return sorted(board.envelopes, key=lambda envelope: envelope.pseudonym)


def _later_in_order(board: Board) -> Sequence[LaterAct]:
    return sorted(board.later, key=lambda act: (act.handle, act.seq))


def _leaves(board: Board) -> Sequence[bytes]:
    later = dict[bytes, list[LaterAct]]()
    for act in _later_in_order(board):
        later.setdefault(act.handle, []).append(act)
    leaves = list[bytes]()
    for envelope in _in_order(board):
        for spoken in (envelope, *later.get(envelope.pseudonym, ())):
            leaves.append(
                tree.leaf_of(
                    key_id=envelope.key_id,
                    message=envelope.message,
                    signature=envelope.signature,
                    head=spoken.head,
                    act=spoken.act,
                )
            )
    return leaves


def _envelope(envelope: Envelope) -> Json:
    shown: dict[str, Json] = {
        "key": to_base64url(envelope.key_id),
        "message": to_base64url(envelope.message),
        "signature": to_base64url(envelope.signature),
        "head": to_base64url(envelope.head),
        "act": to_base64url(envelope.act),
    }
    return {**shown, **_words(envelope.body)}


def _later(act: LaterAct) -> Json:
    shown = {"handle": to_base64url(act.handle), "head": to_base64url(act.head), "act": to_base64url(act.act)}
    return {**shown, **_words(act.body)}


def _words(body: bytes | None) -> Mapping[str, Json]:
    if body is None:
        return {}
    return {LEFT_OUT_MARK: True} if body == LEFT_OUT else {"body": to_base64url(body)}
