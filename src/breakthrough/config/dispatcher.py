"""The one ASGI application of a process: the box and the live feed on the event loop, everything else to Django in threads.

    uvicorn breakthrough.config.dispatcher:application --lifespan on

`breakthrough serve` runs it the same way, and puts the box of sealed contributions in front unless that runs elsewhere: its
requests are answered before anything that knows people sees them. Django's native ASGI costs several times the CPU here, and a stream inside
Django would pin a thread and a database connection for each reader.
"""

from typing import TYPE_CHECKING, cast

from breakthrough.config import box as box_wiring
from breakthrough.config import wsgi
from breakthrough.config.bridge import ThreadBridge
from breakthrough.config.hands import Hands
from breakthrough.live import feed as live_feed
from breakthrough.live.feed import Feed, Receive, Scope, Send
from breakthrough.live.templatetags.live import SEEN

if TYPE_CHECKING:
    from a2wsgi.wsgi_typing import WSGIApp

# Threads share one interpreter: more of them wait for each other more. More cores are used by more hands.
THREADS = 4
LARGEST_REQUEST = 100 * 1024 * 1024  # bytes; practices set tighter limits for what they take

TOO_LARGE = b"This is larger than 100 MB, which is more than this server takes at once. Send less.\n"


class Dispatcher:
    """Routes by the first part of the path, and owns the life of the feed and, where this process has them, of the box and of more hands."""

    def __init__(self, *, django: "WSGIApp", feed: Feed, threads: int = THREADS) -> None:
        self.feed = feed
        self.box: box_wiring.Door | None = None
        self.hands: Hands | None = None
        self._django = ThreadBridge(django, threads=threads)

    def take_hands(self, most: int) -> None:
        """Let up to `most` further processes help while there is too much to do for one."""
        self.hands = Hands(self._django, most=most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or follow the server's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
        elif str(scope["path"]).startswith(box_wiring.PREFIX):
            await (self.box or _unreachable)(scope, receive, send)
        elif str(scope["path"]).startswith(live_feed.PREFIX):
            await self.feed(scope, receive, send)
        elif _announced_size(scope) > LARGEST_REQUEST:
            await _refuse_size(send)
        else:
            scope[SEEN] = self.feed.version
            await (self.hands or self._django)(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await self.feed.open()
        if self.box is not None:
            await self.box.open()
        if self.hands is not None:
            self.hands.open()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self.hands is not None:
            await self.hands.close()
        await self.feed.close()
        if self.box is not None:
            await self.box.close()
        self._django.close()
        await send({"type": "lifespan.shutdown.complete"})


def _announced_size(scope: Scope) -> int:
    # A body without an announced length reads as empty in WSGI, so this is the only size there is.
    for name, value in cast("list[tuple[bytes, bytes]]", scope["headers"]):
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _unreachable(_scope: Scope, _receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": box_wiring.UNREACHABLE})


async def _refuse_size(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})


application = Dispatcher(django=cast("WSGIApp", wsgi.application), feed=Feed())
