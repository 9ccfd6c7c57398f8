"""`breakthrough hand`: a process that answers pages for a server with too much to do (`hands` starts it, nobody else does).

It has Django alone, and listens on the sockets it was given. It ends when the server closes them, or is gone.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, cast

from breakthrough.config import channels

if TYPE_CHECKING:
    from a2wsgi.wsgi_typing import WSGIApp

    from breakthrough.config.bridge import ThreadBridge
    from breakthrough.live.feed import Message, Scope

logger = logging.getLogger(__name__)

FAILED: "Message" = {"type": "http.response.start", "status": 500, "headers": []}


def run(descriptors: Sequence[int]) -> int:
    """Answer until every socket is closed; return 0. Django is set up."""
    asyncio.run(_answer_all([socket.socket(fileno=one) for one in descriptors]))
    return 0


async def _answer_all(sockets: Sequence[socket.socket]) -> None:
    bridge = _make_bridge(threads=len(sockets))
    try:
        await asyncio.gather(*(answer(bridge, one) for one in sockets))
    finally:
        bridge.close()


def _make_bridge(*, threads: int) -> "ThreadBridge":
    """Load what the first page would have to wait for."""
    from django.urls import resolve

    from breakthrough.ballots import neighbours
    from breakthrough.ballots.signer import Unfit
    from breakthrough.config import starting, wsgi
    from breakthrough.config.bridge import ThreadBridge

    with starting.loading():
        resolve("/")
        with contextlib.suppress(Unfit):  # the server has refused to start; a page says so in its own words
            neighbours.start_signer()
    return ThreadBridge(cast("WSGIApp", wsgi.application), threads=threads)


async def answer(bridge: "ThreadBridge", one: socket.socket) -> None:
    """Answer what comes on one socket, one request after the other, until it is closed."""
    reader, writer = await asyncio.open_unix_connection(sock=one, limit=channels.LARGEST_PASSED_ON)
    try:
        channels.write_frame(writer, "ready")
        with contextlib.suppress(EOFError, OSError):
            while True:
                scope, body = cast("tuple[Scope, bytes]", await channels.read_frame(reader))
                is_whole = await _answer_one(bridge, scope, body, writer)
                channels.write_frame(writer, _take_wakes() if is_whole else channels.CUT_OFF)
    finally:
        writer.close()


async def _answer_one(
    bridge: "ThreadBridge", scope: "Scope", body: bytes, writer: asyncio.StreamWriter
) -> bool:
    """Return whether the answer came to its end."""
    is_begun = False

    async def send(message: "Message") -> None:
        nonlocal is_begun
        is_begun = True
        channels.write_frame(writer, message)
        await writer.drain()

    try:
        await bridge(scope, channels.replay(body), send)
    except Exception:
        if writer.is_closing():
            return False  # the server is gone
        logger.exception("A page could not be answered")
        if is_begun:
            return False
        await send(dict(FAILED))
        await send({"type": "http.response.body", "body": b"Internal Server Error"})
    return True


def _take_wakes() -> list[bool]:
    """Return whether readers have news and workers have work, which only the server can tell them."""
    from breakthrough.background import actions
    from breakthrough.live import announcements

    return [_take(announcements.look_now), _take(actions.arrived)]


def _take(event: Event) -> bool:
    is_set = event.is_set()
    event.clear()
    return is_set
