"""Who is listening, and what they have to be told. One hub per process; everything here runs on its event loop.

A reader costs one coroutine that waits for the connection to end, and this small record: no thread, no database
connection, no queue. What is waiting for a reader is a single number, because only the newest version matters.
"""

import asyncio
import itertools
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

MOST_READERS = 5000
MOST_TOPICS = 20000
HEARTBEAT_SECONDS = 15
ALONE = 10  # so many readers may look again at once
MILLISECONDS_EACH = 30  # what a page costs the server, and a little more
LONGEST_SPREAD = 10_000

Tell = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class News:
    """One announcement as the hub sees it."""

    topic: str
    version: int
    kind: str


class Reader:
    """One open stream."""

    __slots__ = ("number", "speaking", "tell", "topic", "waiting")

    def __init__(self, *, number: int, topic: str, tell: Tell) -> None:
        self.number = number
        self.topic = topic
        self.tell = tell
        self.waiting: bytes | None = None
        self.speaking: asyncio.Task[None] | None = None


class Hub:
    """Readers by topic, and the newest version of each topic.

    `watermark` is the version up to which every announcement is known; it is what a reader hands back as
    Last-Event-ID, so that an announcement that commits out of order is never missed. `floor` is the version up to
    which old announcements may have been forgotten.
    """

    def __init__(self) -> None:
        self.watermark: int | None = None
        self.floor = 0
        self._readers: dict[str, set[Reader]] = {}
        self._newest: OrderedDict[str, News] = OrderedDict()
        self._numbers = itertools.count()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, *, topic: str, seen: int | None, tell: Tell) -> Reader:
        """Return a reader of `topic` that has `seen` that version; tells it at once when there is something newer."""
        reader = Reader(number=next(self._numbers), topic=topic, tell=tell)
        self._readers.setdefault(topic, set()).add(reader)
        self._count += 1
        missed = self._find_missed(topic, seen)
        if missed is not None:
            self._offer(reader, self._message(missed))
        return reader

    def remove(self, reader: Reader) -> None:
        """Forget a reader whose connection ended."""
        self._readers[reader.topic].discard(reader)
        if not self._readers[reader.topic]:
            del self._readers[reader.topic]
        if reader.speaking is not None:
            reader.speaking.cancel()
        self._count -= 1

    def deliver(self, news: Sequence[News], *, watermark: int, floor: int) -> None:
        """Take in announcements in the order of their versions and tell the readers of each topic the newest one."""
        self.watermark, self.floor = watermark, max(floor, self.floor)
        told: dict[str, News] = {}
        for one in news:
            known = self._newest.get(one.topic)
            if known is None or known.version < one.version:
                self._newest[one.topic] = one
                self._newest.move_to_end(one.topic)
            told[one.topic] = one
        while len(self._newest) > MOST_TOPICS:
            self.floor = max(self.floor, self._newest.popitem(last=False)[1].version)
        for topic, one in told.items():
            readers = self._readers.get(topic, ())
            message = self._message(one, readers=len(readers))
            for reader in readers:
                self._offer(reader, message)

    def beat(self, second: int) -> None:
        """Send a heartbeat to those readers whose turn it is in this `second`, so that each gets one every 15 s."""
        for readers in self._readers.values():
            for reader in readers:
                if reader.number % HEARTBEAT_SECONDS == second % HEARTBEAT_SECONDS and reader.waiting is None:
                    self._offer(reader, b": here\n\n")

    def _find_missed(self, topic: str, seen: int | None) -> News | None:
        if seen is None:
            return None
        newest = self._newest.get(topic)
        if newest is not None:
            return newest if newest.version > seen else None
        if seen < self.floor:
            return News(topic=topic, version=self.floor, kind="changed")
        return None

    def _message(self, news: News, *, readers: int = 1) -> bytes:
        kept = news.version if self.watermark is None else self.watermark
        told: dict[str, str | int] = {"version": news.version, "kind": news.kind}
        if readers > ALONE:
            told["within"] = min(LONGEST_SPREAD, readers * MILLISECONDS_EACH)
        written = json.dumps(told, separators=(",", ":"))
        return f"id: {kept}\ndata: {written}\n\n".encode()

    def _offer(self, reader: Reader, message: bytes) -> None:
        reader.waiting = message
        if reader.speaking is None:
            reader.speaking = asyncio.get_running_loop().create_task(_speak(reader))


async def _speak(reader: Reader) -> None:
    """Send what is waiting, and whatever replaced it meanwhile; a slow connection holds up nobody but itself."""
    try:
        while reader.waiting is not None:
            message, reader.waiting = reader.waiting, None
            await reader.tell(message)
    finally:
        reader.speaking = None
