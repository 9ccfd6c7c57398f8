"""What a server and its hands say to each other: frames of CBOR over a socket pair, one request at a time on each."""

import asyncio
import socket
from typing import cast

import cbor2

from breakthrough.background import actions
from breakthrough.live import announcements
from breakthrough.live.feed import Message, Receive, Scope, Send
from breakthrough.live.templatetags.live import SEEN

LARGEST_PASSED_ON = 1024 * 1024  # bytes of a request; what is larger is answered by the server itself
SENT_ALONG = (
    "type",
    "http_version",
    "server",
    "client",
    "scheme",
    "method",
    "root_path",
    "path",
    "raw_path",
    "query_string",
    "headers",
    SEEN,
)


CUT_OFF = "cut off"


class CutOffError(Exception):
    """An answer broke off in the middle: its reader has a part of it, and the next request can come."""


async def read_frame(reader: asyncio.StreamReader) -> object:
    """Return what was sent; raises `asyncio.IncompleteReadError` (an `EOFError`) at the end."""
    return cbor2.loads(await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big")))


def write_frame(writer: asyncio.StreamWriter, content: object) -> None:
    """Send plain values."""
    written = cbor2.dumps(content)
    writer.write(len(written).to_bytes(4, "big") + written)


class Channel:
    """One connection to a hand, which carries one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def wait(self) -> None:
        """Return when the hand says that it is there."""
        await read_frame(self._reader)

    async def ask(self, scope: Scope, body: bytes, send: Send) -> None:
        """Have one request answered. Raises `EOFError` or `OSError` if the hand is gone, `CutOffError` if only this answer is."""
        write_frame(self._writer, [{key: scope[key] for key in SENT_ALONG if key in scope}, body])
        while isinstance(part := await read_frame(self._reader), dict):
            await send(cast("Message", part))
        if part == CUT_OFF:
            raise CutOffError
        is_announced, has_work = cast("list[bool]", part)
        if is_announced:
            announcements.look_now.set()
        if has_work:
            actions.arrived.set()

    def close(self) -> None:
        """Let the hand know that nothing more comes."""
        self._writer.close()


async def open_channel(ours: socket.socket) -> Channel:
    """Return the channel of one end of a socket pair."""
    return Channel(*await asyncio.open_unix_connection(sock=ours, limit=LARGEST_PASSED_ON))


def replay(body: bytes) -> Receive:
    """Return what hands out a body that was read."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def is_large(scope: Scope) -> bool:
    """Whether a request says that it is too large to be passed on."""
    for name, value in cast("list[tuple[bytes, bytes]]", scope["headers"]):
        if name == b"content-length":
            return not value.isdigit() or int(value) > LARGEST_PASSED_ON
    return False


async def read_whole(receive: Receive) -> bytes | None:
    """Return the body of a request, or None if its sender left in the middle."""
    parts = list[bytes]()
    while (message := await receive())["type"] == "http.request":
        parts.append(cast("bytes", message.get("body", b"")))
        if not message.get("more_body"):
            return b"".join(parts)
    return None
