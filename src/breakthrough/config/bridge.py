"""Django in threads behind the event loop, with as few changes of thread as can be: one to ask, one to answer.

a2wsgi's own middleware wakes the loop for the head and for every part of an answer and waits each time until the loop had
its turn; with several threads fighting for one interpreter each of these turns can take many milliseconds. Here an
answer is put together in its thread and sent in one go; only what is long is passed on while it is made.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

from a2wsgi.wsgi import Body, build_environ

from breakthrough.live.feed import Message, Receive, Scope, Send

if TYPE_CHECKING:
    from a2wsgi.wsgi_typing import WSGIApp

HELD_BYTES = 1024 * 1024  # up to here an answer waits until it is whole


class ThreadBridge:
    """An ASGI application around a WSGI application, which runs in `threads` threads."""

    def __init__(self, application: "WSGIApp", *, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="django")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        loop = asyncio.get_running_loop()
        environ = build_environ(
            cast("Any", scope), Body(loop, cast("Any", receive))
        )  # its types are stricter

        async def send_part(message: Message) -> None:
            await send(message)

        answer = _Answer(lambda message: asyncio.run_coroutine_threadsafe(send_part(message), loop).result())
        await loop.run_in_executor(
            self._threads, contextvars.copy_context().run, answer.make, self._application, environ
        )
        if answer.head is not None:
            await send(answer.head)
        await send({"type": "http.response.body", "body": b"".join(answer.held)})

    def close(self) -> None:
        """Take no more requests."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Answer:
    """An answer as it is made in a thread: `head` until it was sent, and the parts of the body that were not."""

    def __init__(self, pass_on: Callable[[Message], object]) -> None:
        self.head: Message | None = None
        self.held: list[bytes] = []
        self._pass_on = pass_on

    def make(self, application: "WSGIApp", environ: Any) -> None:
        """Run the application to its end."""
        parts: Iterable[bytes] = application(environ, cast("Any", self._start))
        try:
            size = 0
            for part in parts:
                self.held.append(part)
                size += len(part)
                if size > HELD_BYTES:
                    self._send_held()
                    size = 0
        finally:
            getattr(parts, "close", _nothing)()

    def _start(
        self, status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], None]:
        self.head = {
            "type": "http.response.start",
            "status": int(status.split(" ", 1)[0]),
            "headers": [
                (name.strip().lower().encode("latin1"), value.strip().encode("latin1"))
                for name, value in headers
            ],
        }
        return self.held.append

    def _send_held(self) -> None:
        if self.head is not None:
            self._pass_on(self.head)
            self.head = None
        self._pass_on({"type": "http.response.body", "body": b"".join(self.held), "more_body": True})
        self.held.clear()


def _nothing() -> None:
    return
