"""How the people side speaks to the box: a Unix socket that only the same operating system user can open.

One request for each connection, one JSON object on one line, answered by one line. Bytes are base64url.

    {"call": "close_scope", "arguments": {"round": "…", "label": "voice"}}
    {"result": null}      or      {"problem": "phase-order"}
"""

import asyncio
import json
import os
import socket
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

from breakthrough.ballotbox.office import ReleaseState
from breakthrough.ballotbox.problems import EVERY, problem
from breakthrough.ballotbox.protocol.board import Json
from breakthrough.ballotbox.protocol.encoding import Malformed, from_base64url, to_base64url
from breakthrough.kernel.problem import Problem

__all__ = ["Box", "ReleaseState", "SocketBox", "listen"]

LONGEST_LINE = 64 * 1024 * 1024
SECONDS = 60.0

Arguments: TypeAlias = Mapping[str, Any]


class Box(Protocol):
    """What the people side may ask. `SocketBox` and `office.Office` both are one."""

    def publish(self, card: bytes) -> None:
        """Store and serve a card; the round is joining."""

    def open_scope(
        self, round: bytes, label: str, *, issued: Mapping[bytes, int], root: bytes | None
    ) -> None:
        """Take contributions. `issued` counts the signatures given under each key id: people times quota."""

    def close_scope(self, round: bytes, label: str) -> None:
        """Take nothing more; the people side has announced it and waited."""

    def progress(self, round: bytes, label: str) -> int | None:
        """Return what an open room has, in steps of K; None else."""

    def release_scope(self, round: bytes, label: str, *, context: Mapping[str, Json]) -> ReleaseState:
        """Begin or continue a release; call it again while it is counting."""

    def cancel_release(self, round: bytes, label: str) -> None:
        """Stop counting."""

    def tick(self, round: bytes, label: str, *, is_between: bool = False) -> bytes | None:
        """Publish acts after the release that wait; return the new board or None. Between the announced hours: K acts or none."""

    def leave_out(self, round: bytes, label: str, handles: Collection[bytes]) -> None:
        """Rewrite the released board of a text scope without the words of these pseudonyms; root and order stay."""

    def end_scope_hold(self, round: bytes, label: str) -> None:
        """Delete what a held scope kept."""

    def destroy(self, round: bytes) -> None:
        """Delete everything but the boards of released texts."""


class SocketBox:
    """The box behind its control socket. Waits for every answer; raises the box's Problems, and `box-unreachable`."""

    def __init__(self, path: Path, *, seconds: float = SECONDS) -> None:
        self._path = path
        self._seconds = seconds

    def publish(self, card: bytes) -> None:
        """See `Box`."""
        self._call("publish", card=to_base64url(card))

    def open_scope(
        self, round: bytes, label: str, *, issued: Mapping[bytes, int], root: bytes | None
    ) -> None:
        """See `Box`."""
        self._call(
            "open_scope",
            round=to_base64url(round),
            label=label,
            issued={to_base64url(key_id): count for key_id, count in issued.items()},
            root=None if root is None else to_base64url(root),
        )

    def close_scope(self, round: bytes, label: str) -> None:
        """See `Box`."""
        self._call("close_scope", round=to_base64url(round), label=label)

    def progress(self, round: bytes, label: str) -> int | None:
        """See `Box`."""
        return cast("int | None", self._call("progress", round=to_base64url(round), label=label))

    def release_scope(self, round: bytes, label: str, *, context: Mapping[str, Json]) -> ReleaseState:
        """See `Box`."""
        found = cast(
            "Arguments", self._call("release_scope", round=to_base64url(round), label=label, context=context)
        )
        board = found["board"]
        return ReleaseState(**{**found, "board": None if board is None else from_base64url(board)})

    def cancel_release(self, round: bytes, label: str) -> None:
        """See `Box`."""
        self._call("cancel_release", round=to_base64url(round), label=label)

    def tick(self, round: bytes, label: str, *, is_between: bool = False) -> bytes | None:
        """See `Box`."""
        board = self._call("tick", round=to_base64url(round), label=label, is_between=is_between)
        return None if board is None else from_base64url(cast("str", board))

    def leave_out(self, round: bytes, label: str, handles: Collection[bytes]) -> None:
        """See `Box`."""
        shown = [to_base64url(handle) for handle in sorted(handles)]
        self._call("leave_out", round=to_base64url(round), label=label, handles=shown)

    def end_scope_hold(self, round: bytes, label: str) -> None:
        """See `Box`."""
        self._call("end_scope_hold", round=to_base64url(round), label=label)

    def destroy(self, round: bytes) -> None:
        """See `Box`."""
        self._call("destroy", round=to_base64url(round))

    def _call(self, call: str, **arguments: Json) -> Json:
        line = json.dumps({"call": call, "arguments": arguments}).encode() + b"\n"
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(self._seconds)
                connection.connect(str(self._path))
                connection.sendall(line)
                with connection.makefile("rb") as answers:
                    found = json.loads(answers.readline())
        except (OSError, ValueError) as error:
            raise problem("box-unreachable") from error
        if "problem" in found:
            raise problem(found["problem"])
        return cast("Json", found["result"])


async def listen(box: Box, path: Path) -> asyncio.Server:
    """Answer calls on a socket at `path`, mode 0600, until the server that is returned is closed."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await reader.readline()
            writer.write(json.dumps(await asyncio.to_thread(_answer, box, line)).encode() + b"\n")
            await writer.drain()
        except (OSError, ValueError):
            pass  # the caller has gone, or never ended its line
        finally:
            writer.close()

    _make_place(path)
    before = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(answer, path, limit=LONGEST_LINE)
    finally:
        os.umask(before)


def _make_place(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)


def _answer(box: Box, line: bytes) -> Mapping[str, Json]:
    try:
        asked = json.loads(line)
        call = CALLS[asked["call"]]
        return {"result": call(box, asked["arguments"])}
    except Problem as refusal:
        return {"problem": refusal.code if refusal.code in EVERY else "not-stored"}
    except (ValueError, KeyError, TypeError, Malformed):
        return {"problem": "not-json"}


def _open_scope(box: Box, given: Arguments) -> Json:
    issued = {from_base64url(key_id): int(count) for key_id, count in given["issued"].items()}
    root = None if given["root"] is None else from_base64url(given["root"])
    box.open_scope(from_base64url(given["round"]), given["label"], issued=issued, root=root)
    return None


def _release_scope(box: Box, given: Arguments) -> Json:
    found = box.release_scope(from_base64url(given["round"]), given["label"], context=given["context"])
    return {
        "state": found.state,
        "share": found.share,
        "words": found.words,
        "board": None if found.board is None else to_base64url(found.board),
        "reading": found.reading,
    }


def _tick(box: Box, given: Arguments) -> Json:
    is_between = given.get("is_between") is True
    board = box.tick(from_base64url(given["round"]), given["label"], is_between=is_between)
    return None if board is None else to_base64url(board)


def _leave_out(box: Box, given: Arguments) -> Json:
    handles = [from_base64url(handle) for handle in given["handles"]]
    box.leave_out(from_base64url(given["round"]), given["label"], handles)
    return None


def _of_scope(name: str) -> Callable[[Box, Arguments], Json]:
    return lambda box, given: getattr(box, name)(from_base64url(given["round"]), given["label"])


CALLS: Mapping[str, Callable[[Box, Arguments], Json]] = {
    "publish": lambda box, given: box.publish(from_base64url(given["card"])),
    "open_scope": _open_scope,
    "close_scope": _of_scope("close_scope"),
    "progress": _of_scope("progress"),
    "release_scope": _release_scope,
    "cancel_release": _of_scope("cancel_release"),
    "tick": _tick,
    "leave_out": _leave_out,
    "end_scope_hold": _of_scope("end_scope_hold"),
    "destroy": lambda box, given: box.destroy(from_base64url(given["round"])),
}
