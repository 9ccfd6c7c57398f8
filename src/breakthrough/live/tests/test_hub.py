"""The hub tells the right readers the newest version, and only that."""

import asyncio
import itertools
import json

import pytest

from breakthrough.live import hub as hubs
from breakthrough.live.hub import Hub, News


class Ear:
    """A reader's connection; while `slow` is set, sending waits."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.open = asyncio.Event()
        self.open.set()

    async def tell(self, message: bytes) -> None:
        await self.open.wait()
        self.heard.append(message)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def versions(*numbers: int, topic: str = "round:1") -> list[News]:
    return [News(topic=topic, version=number, kind="changed") for number in numbers]


def test_readers_of_a_topic_are_told_and_others_are_not() -> None:
    async def story() -> None:
        hub, mine, other = Hub(), Ear(), Ear()
        hub.add(topic="round:1", seen=None, tell=mine.tell)
        hub.add(topic="round:2", seen=None, tell=other.tell)
        hub.deliver(versions(7), watermark=7, floor=0)
        await settle()
        assert mine.heard == [b'id: 7\ndata: {"version":7,"kind":"changed"}\n\n']
        assert other.heard == []

    asyncio.run(story())


@pytest.mark.parametrize(("readers", "within"), [(10, None), (11, 330), (300, 9000), (2000, 10_000)])
def test_many_readers_are_told_to_spread_out(readers: int, within: int | None) -> None:
    async def story() -> None:
        hub, ear = Hub(), Ear()
        for _ in range(readers):
            hub.add(topic="round:1", seen=None, tell=ear.tell)
        hub.deliver(versions(7), watermark=7, floor=0)
        await settle()
        told = [json.loads(one.split(b"data: ")[1]) for one in ear.heard]
        assert [one.get("within") for one in told] == [within] * readers

    asyncio.run(story())


def test_a_slow_reader_hears_only_the_newest_and_holds_up_nobody() -> None:
    async def story() -> None:
        hub, slow, quick = Hub(), Ear(), Ear()
        slow.open.clear()
        hub.add(topic="round:1", seen=None, tell=slow.tell)
        hub.add(topic="round:1", seen=None, tell=quick.tell)
        for number in range(1, 101):
            hub.deliver(versions(number), watermark=number, floor=0)
            await settle()
        assert len(quick.heard) == 100
        slow.open.set()
        await settle()
        assert [one.split()[1] for one in slow.heard] == [b"1", b"100"]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (None, False),  # a page that knows nothing of the feed is not disturbed
        (7, False),
        (9, False),
        (6, True),
        (0, True),
    ],
)
def test_who_comes_back_is_told_what_was_missed(seen: int | None, told: bool) -> None:
    async def story() -> None:
        hub, ear = Hub(), Ear()
        hub.deliver(versions(5, 7), watermark=7, floor=0)
        hub.add(topic="round:1", seen=seen, tell=ear.tell)
        await settle()
        assert bool(ear.heard) is told

    asyncio.run(story())


def test_who_was_away_longer_than_announcements_are_kept_is_told_to_look() -> None:
    async def story() -> None:
        hub, away, here = Hub(), Ear(), Ear()
        hub.deliver([], watermark=90, floor=50)
        hub.add(topic="round:1", seen=49, tell=away.tell)
        hub.add(topic="round:1", seen=50, tell=here.tell)
        await settle()
        assert len(away.heard) == 1
        assert here.heard == []

    asyncio.run(story())


def test_a_version_that_commits_late_is_told_and_can_be_resumed_from() -> None:
    async def story() -> None:
        hub, ear, back = Hub(), Ear(), Ear()
        hub.add(topic="round:1", seen=None, tell=ear.tell)
        hub.deliver(versions(12), watermark=10, floor=0)  # 11 is still missing
        await settle()
        assert ear.heard[0].startswith(b"id: 10\n")
        hub.deliver(versions(11), watermark=12, floor=0)
        await settle()
        assert len(ear.heard) == 2
        hub.add(topic="round:1", seen=10, tell=back.tell)
        await settle()
        assert len(back.heard) == 1

    asyncio.run(story())


def test_a_reader_who_left_is_told_nothing_and_forgotten() -> None:
    async def story() -> None:
        hub, ear = Hub(), Ear()
        ear.open.clear()
        reader = hub.add(topic="round:1", seen=None, tell=ear.tell)
        hub.deliver(versions(1), watermark=1, floor=0)
        await settle()
        hub.remove(reader)
        ear.open.set()
        hub.deliver(versions(2), watermark=2, floor=0)
        await settle()
        assert ear.heard == []
        assert len(hub) == 0

    asyncio.run(story())


def test_everybody_gets_one_heartbeat_in_fifteen_seconds() -> None:
    async def story() -> None:
        hub, ears = Hub(), [Ear() for _ in range(40)]
        for ear in ears:
            hub.add(topic="round:1", seen=None, tell=ear.tell)
        for second in range(hubs.HEARTBEAT_SECONDS):
            hub.beat(second)
            await settle()
        assert all(ear.heard == [b": here\n\n"] for ear in ears)

    asyncio.run(story())


def test_memory_for_topics_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "MOST_TOPICS", 10)

    async def story() -> None:
        hub, ear = Hub(), Ear()
        for number in itertools.islice(itertools.count(1), 25):
            hub.deliver(versions(number, topic=f"round:{number}"), watermark=number, floor=0)
        assert hub.floor == 15
        hub.add(topic="round:3", seen=2, tell=ear.tell)
        await settle()
        assert len(ear.heard) == 1

    asyncio.run(story())
