"""The dispatcher: the feed on the loop, the rest to Django, and what Django is spared."""

import asyncio
from collections.abc import Iterable
from typing import cast

import pytest
from a2wsgi.wsgi_typing import Environ, StartResponse

from breakthrough.config import dispatcher
from breakthrough.config.dispatcher import Dispatcher
from breakthrough.live.feed import Feed, Message, Scope
from breakthrough.live.hub import News
from breakthrough.live.templatetags.live import SEEN


class Django:
    """Answers everything, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Environ] = []

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"page of ", environ["wsgi.input"].read()]


async def ask(
    application: Dispatcher, path: str, *, kind: str = "http", body: bytes = b"", length: int | None = None
) -> list[Message]:
    sent: list[Message] = []
    incoming: asyncio.Queue[Message] = asyncio.Queue()
    incoming.put_nowait({"type": "http.request", "body": body, "more_body": False})
    announced = len(body) if length is None else length
    scope: Scope = {
        "type": kind,
        "method": "POST",
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "headers": [(b"content-length", str(announced).encode())],
    }

    async def send(message: Message) -> None:
        sent.append(message)

    await application(scope, incoming.get, send)
    return sent


def body_of(sent: list[Message]) -> bytes:
    return b"".join(one.get("body", b"") for one in sent)  # type: ignore[misc]


def test_pages_go_to_django_with_what_the_feed_knows() -> None:
    async def story() -> None:
        django, feed = Django(), Feed()
        feed.hub.deliver([News(topic="round:1", version=5, kind="changed")], watermark=5, floor=0)
        sent = await ask(Dispatcher(django=django, feed=feed), "/c/space/", body=b"words")
        assert sent[0]["status"] == 200
        assert body_of(sent) == b"page of words"
        scope = cast("Scope", dict(django.asked[0])["asgi.scope"])
        assert scope[SEEN] == 5

    asyncio.run(story())


def test_the_feed_never_reaches_django() -> None:
    async def story() -> None:
        django = Django()
        sent = await ask(Dispatcher(django=django, feed=Feed()), "/live/forged")
        assert sent[0]["status"] == 405
        assert django.asked == []

    asyncio.run(story())


def test_a_body_announced_too_large_is_refused_unread() -> None:
    async def story() -> None:
        django = Django()
        sent = await ask(
            Dispatcher(django=django, feed=Feed()), "/c/space/", length=dispatcher.LARGEST_REQUEST + 1
        )
        assert sent[0]["status"] == 413
        assert b"Send less" in body_of(sent)
        assert django.asked == []

    asyncio.run(story())


def test_an_answer_is_sent_in_one_go_and_a_long_one_in_parts_while_it_is_made() -> None:
    closed = []

    class Parts:
        def __init__(self, count: int) -> None:
            self.parts = iter([b"x" * 400_000] * count)

        def __iter__(self) -> "Parts":
            return self

        def __next__(self) -> bytes:
            return next(self.parts)

        def close(self) -> None:
            closed.append(True)

    async def story(count: int) -> list[Message]:
        def django(_environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
            start_response("206 Partial Content", [("X-Words", "ä")])
            return Parts(count)

        return await ask(Dispatcher(django=django, feed=Feed()), "/download")

    short, long = asyncio.run(story(2)), asyncio.run(story(8))
    assert [one["type"] for one in short] == ["http.response.start", "http.response.body"]
    assert short[0]["status"] == 206
    assert short[0]["headers"] == [(b"x-words", b"\xe4")]
    assert [len(cast("bytes", one.get("body", b""))) for one in long] == [0, 1_200_000, 1_200_000, 800_000]
    assert [bool(one.get("more_body")) for one in long] == [False, True, True, False]
    assert len(closed) == 2


def test_a_failure_of_the_application_reaches_the_server() -> None:
    def django(_environ: Environ, _start_response: StartResponse) -> Iterable[bytes]:
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(ask(Dispatcher(django=django, feed=Feed()), "/"))


def test_a_socket_is_closed() -> None:
    async def story() -> None:
        sent = await ask(Dispatcher(django=Django(), feed=Feed()), "/c/space/", kind="websocket")
        assert [one["type"] for one in sent] == ["websocket.close"]

    asyncio.run(story())


def test_more_requests_than_threads_are_all_answered() -> None:
    async def story() -> None:
        django = Django()
        application = Dispatcher(django=django, feed=Feed(), threads=2)
        answers = await asyncio.gather(*(ask(application, "/", body=str(n).encode()) for n in range(50)))
        assert sorted(body_of(sent) for sent in answers) == sorted(f"page of {n}".encode() for n in range(50))

    asyncio.run(story())
