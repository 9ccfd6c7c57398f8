"""The feed's door: signed tickets in, versions out, nothing else."""

import asyncio
import json
import time
from collections.abc import Callable

import pytest
from django.core import signing
from django.template import Context, Template
from django.test import RequestFactory

from breakthrough.live import announcements, tickets
from breakthrough.live.feed import Feed, Message
from breakthrough.live.hub import News
from breakthrough.live.tickets import Ticket

Story = Callable[[], None]


class Visit:
    """One request to the feed, with what came back."""

    def __init__(self, path: str, *, method: str = "GET", last_id: str = "", query: str = "") -> None:
        headers = [(b"last-event-id", last_id.encode())] if last_id else []
        self.scope: Message = {
            "type": "http",
            "method": method,
            "path": path,
            "headers": headers,
            "query_string": query.encode(),
        }
        self.sent: list[Message] = []
        self.incoming: asyncio.Queue[Message] = asyncio.Queue()

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def go(self, feed: Feed) -> "asyncio.Task[None]":
        self.incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        return asyncio.ensure_future(feed(self.scope, self.incoming.get, self.send))

    def leave(self) -> None:
        self.incoming.put_nowait({"type": "http.disconnect"})

    @property
    def status(self) -> object:
        return self.sent[0]["status"]

    @property
    def text(self) -> str:
        return b"".join(one["body"] for one in self.sent[1:]).decode()  # type: ignore[misc]


def address(topic: str = "round:1", seen: int | None = None) -> str:
    return f"/live/{tickets.write(Ticket(topic=topic, seen=seen))}"


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_reader_gets_version_and_kind_and_nothing_else() -> None:
    async def story() -> None:
        feed, visit = Feed(), Visit(address("round:1"))
        going = visit.go(feed)
        await settle()
        feed.hub.deliver([News(topic="round:1", version=3, kind="changed")], watermark=3, floor=0)
        await settle()
        visit.leave()
        await going
        assert visit.status == 200
        headers = dict(visit.sent[0]["headers"])  # type: ignore[call-overload]
        assert headers[b"content-type"].startswith(b"text/event-stream")
        assert headers[b"cache-control"] == b"no-store"
        assert json.loads(visit.text.split("data: ")[1]) == {"version": 3, "kind": "changed"}
        assert len(feed.hub) == 0

    asyncio.run(story())


@pytest.mark.parametrize(
    "path",
    [
        "/live/",
        "/live/forged",
        "/live/" + "a" * 10_000,
        "/live/\x00",
        "/live/" + signing.dumps(["round:1", 2], salt="another"),
    ],
    ids=["nothing", "forged", "long", "NUL", "for another purpose"],
)
def test_a_ticket_we_did_not_write_is_refused(path: str) -> None:
    visit = Visit(path)
    asyncio.run(feed_once(visit))
    assert visit.status == 403
    assert json.loads(visit.text)["type"] == "/problems/ticket-expired"


@pytest.mark.parametrize("inside", [["round:1"], {"topic": "round:1"}, [1, 2], ["round:1", "2"]])
def test_a_signed_ticket_of_another_shape_is_refused(inside: object) -> None:
    visit = Visit(f"/live/{signing.dumps(inside, salt=tickets.SALT)}")
    asyncio.run(feed_once(visit))
    assert visit.status == 403


def test_a_ticket_is_good_for_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    written = tickets.write(Ticket(topic="round:1", seen=4))
    assert tickets.find(written) == Ticket(topic="round:1", seen=4)
    later = time.time() + tickets.HOURS * 3600 + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert tickets.find(written) is None


def test_only_reading_is_possible() -> None:
    visit = Visit(address(), method="POST")
    asyncio.run(feed_once(visit))
    assert visit.status == 405


@pytest.mark.parametrize(
    ("seen", "last_id", "query", "told"),
    [
        (None, "", "", False),
        (6, "", "", True),  # changed between the page and the stream
        (7, "", "", False),
        (0, "7", "", False),  # the browser has come further than its page
        (0, "", "last_event_id=7", False),
        (0, "6", "", True),
        (7, "nonsense", "last_event_id=%00", False),
        (7, "9" * 30, "", False),
        (7, "²", "", False),
    ],
)
def test_a_reader_goes_on_where_it_was(seen: int | None, last_id: str, query: str, told: bool) -> None:
    async def story() -> None:
        feed, visit = Feed(), Visit(address(seen=seen), last_id=last_id, query=query)
        feed.hub.deliver([News(topic="round:1", version=7, kind="changed")], watermark=7, floor=0)
        going = visit.go(feed)
        await settle()
        visit.leave()
        await going
        assert ("data:" in visit.text) is told

    asyncio.run(story())


def test_closing_ends_every_stream_politely() -> None:
    async def story() -> None:
        feed, visits = Feed(), [Visit(address()) for _ in range(3)]
        going = [visit.go(feed) for visit in visits]
        await settle()
        assert len(feed.hub) == 3
        await feed.close()
        await asyncio.gather(*going)
        assert all(visit.sent[-1].get("more_body") is False for visit in visits)
        late = Visit(address())
        await late.go(feed)
        assert late.status == 503

    asyncio.run(story())


def test_the_tag_writes_a_ticket_that_remembers_what_the_page_knew() -> None:
    request = RequestFactory().get("/")
    request.META["asgi.scope"] = {"breakthrough.live.seen": 12}
    page = Template("{% load live %}{% live_url topic %}").render(
        Context({"request": request, "topic": "round:1"})
    )
    assert tickets.find(page.removeprefix("/live/")) == Ticket(topic="round:1", seen=12)


def test_the_tag_works_where_no_feed_runs() -> None:
    page = Template("{% load live %}{% live_url topic %}").render(Context({"topic": "round:1"}))
    assert tickets.find(page.removeprefix("/live/")) == Ticket(topic="round:1", seen=None)


@pytest.mark.django_db(transaction=True)
def test_a_committed_announcement_reaches_a_reader() -> None:
    async def story() -> None:
        feed, visit = Feed(), Visit(address("round:1"))
        await feed.open()
        going = visit.go(feed)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(announce_in_thread, "round:1")
        for _ in range(100):
            if "data:" in visit.text:
                break
            await asyncio.sleep(0.05)
        visit.leave()
        await going
        await feed.close()
        assert "data:" in visit.text
        assert feed.version is not None

    asyncio.run(story())


def announce_in_thread(topic: str) -> None:
    from django.db import connection

    announcements.announce_on_commit(topic)
    connection.close()


async def feed_once(visit: Visit) -> None:
    await visit.go(Feed())
