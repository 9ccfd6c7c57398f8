"""The side door for live pages: server-sent events as plain ASGI, beside Django and not inside it.

`GET /live/<ticket>` answers with a stream of `{"version", "kind"}` and nothing else; the page then fetches its
fragment again, so that permissions are checked anew. Where many read the same, `within` says over how many milliseconds
their browsers spread that, so that a room of hundreds does not ask at one moment.
"""

import asyncio
import contextlib
import json
import urllib.parse
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import cast

from breakthrough.live import announcements, tickets
from breakthrough.live.hub import MOST_READERS, Hub
from breakthrough.live.poller import Poller

PREFIX = "/live/"

Message = MutableMapping[str, object]
Scope = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # proxies must not hold the stream back
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
]


class Feed:
    """An ASGI application for `/live/…`. `open` and `close` frame its life on the event loop."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._poller: Poller | None = None
        self._heart: asyncio.Task[None] | None = None
        self._streams: set[asyncio.Task[object]] = set()
        self._closing = False

    @property
    def version(self) -> int | None:
        """The version up to which this process knows every announcement, or None before the first look."""
        return self.hub.watermark

    async def open(self) -> None:
        """Start looking into the outbox and the heartbeats."""
        self._poller = Poller(hub=self.hub, loop=asyncio.get_running_loop())
        self._poller.start()
        self._heart = asyncio.create_task(self._beat())

    async def close(self) -> None:
        """End every stream politely, so that the server can stop at once; readers come back by themselves."""
        self._closing = True
        for stream in list(self._streams):
            stream.cancel()
        if self._heart is not None:
            self._heart.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._heart
        if self._poller is not None:
            await asyncio.to_thread(self._poller.stop)
            self._poller = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] != "GET":
            return await _refuse(send, 405, "method-not-allowed", headers=[(b"allow", b"GET")])
        ticket = tickets.find(str(scope["path"]).removeprefix(PREFIX))
        if ticket is None:
            return await _refuse(
                send, 403, "ticket-expired"
            )  # EventSource stops; reloading the page gives a fresh one
        if self._closing or len(self.hub) >= MOST_READERS:
            return await _refuse(send, 503, "feed-full", headers=[(b"retry-after", b"60")])
        return await self._stream(ticket, _last_seen(scope), receive, send)

    async def _stream(
        self, ticket: tickets.Ticket, last_seen: int | None, receive: Receive, send: Send
    ) -> None:
        stream = cast("asyncio.Task[object]", asyncio.current_task())

        async def tell(message: bytes) -> None:
            await send({"type": "http.response.body", "body": message, "more_body": True})

        await send({"type": "http.response.start", "status": 200, "headers": STREAM_HEADERS})
        await tell(_greeting(len(self.hub)))
        if not len(self.hub):
            announcements.look_now.set()  # the poller dozes while nobody reads
        reader = self.hub.add(
            topic=ticket.topic, seen=ticket.seen if last_seen is None else last_seen, tell=tell
        )
        self._streams.add(stream)
        try:
            while (await receive())["type"] != "http.disconnect":
                continue
        except asyncio.CancelledError:
            if not self._closing:
                raise
        finally:
            self._streams.discard(stream)
            self.hub.remove(reader)
        if self._closing:
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _beat(self) -> None:
        second = 0
        while True:
            await asyncio.sleep(1)
            second += 1
            self.hub.beat(second)


def _greeting(number: int) -> bytes:
    # After a restart everybody comes back: spread over three seconds.
    return f"retry: {1000 + number * 137 % 3000}\n\n".encode()


def _last_seen(scope: Scope) -> int | None:
    """The browser's own Last-Event-ID, or `?last_event_id=` where a script opened the stream again."""
    headers = dict(cast("Iterable[tuple[bytes, bytes]]", scope.get("headers", ())))
    query = urllib.parse.parse_qs(cast("bytes", scope.get("query_string", b"")).decode("latin-1"))
    written = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("last_event_id", [""])[0]
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


async def _refuse(send: Send, status: int, code: str, *, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    body = json.dumps({"type": f"/problems/{code}", "status": status}).encode()
    start = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
