"""A live room: 300 people join, write, vote on 60 statements and look at the result, over HTTP, at a real quick start.

In each phase people come at random times within a minute; who gives something sends it up to 20 s after the page, as browsers
do. What their own devices work out (blinding, sealing) is made before the clock starts: it shares our cores, never the server's.
Then, apart from that, 64 connections ask for their credentials at once.
"""

import asyncio
import contextlib
import json
import math
import random
import re
import secrets
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import _report
from _report import Row, Served

sys.path.insert(0, str(_report.ROOT))

from breakthrough.ballotbox.protocol.bodies import Vector
from tests.sealed import crowd
from tests.sealed.crowd import Answer, Crowd, Person, Wire

PORT = 8906  # beside those of the other figures of `ballots`
STATEMENTS = 60
WRITERS = 40
WINDOW_SECONDS = 60  # within which everybody comes
PASSED = 0.15  # of all votes
EASY_TO_SAY, HARD_TO_SAY = (8, 1, 1), (2, 2, 6)  # in the room, one to one, only here
LONGEST_COUNT = 900  # seconds
SENDING_SECONDS = 20  # within which a browser sends, at a random time
CONNECTIONS = 64
REACH_P95_MS = 150
REACH_FOLLOW_MS = 1000
TICKET = re.compile(rb'data-live="(/live/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Issuing:
    """Credentials a second, the 95th of 100 waits, and the server's processor time for each credential."""

    per_second: float
    p95_ms: float
    server_ms: float


def measure(*, people: int) -> list[Row]:
    """Return the figures of one room with so many people."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _report.environment_of(Path(folder), port=PORT)
        server = Served(
            [sys.executable, "-m", "breakthrough", "serve", "--port", str(PORT)], environment=environment
        )
        try:
            return asyncio.run(_measure(environment, people, server))
        finally:
            server.stop()


def measure_issuing(*, people: int, quota: int, is_alone: bool) -> Issuing:
    """Return how fast people get their credentials, when as many as there are connections ask at once and the next follow on.

    Everybody gets `quota` for statements and one for votes, in one answer. `is_alone`: the letters that go out to all when a round
    is prepared are written before, by a worker that takes most of a core while it starts.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = _report.environment_of(Path(folder), port=PORT)
        server = Served(
            [sys.executable, "-m", "breakthrough", "serve", "--port", str(PORT)], environment=environment
        )
        try:
            return asyncio.run(_issue(environment, people, server, quota, is_alone=is_alone))
        finally:
            server.stop()


async def _issue(
    environment: dict[str, str], people: int, server: Served, quota: int, *, is_alone: bool
) -> Issuing:
    wire = Wire(PORT)
    try:
        room = crowd.gather(environment, people, wire=wire, box=wire, root=_report.ROOT)
        await room.begin(seeds=[], by_party=True, quota=quota)
        for person in room.people:
            room.blind(person)
        if is_alone:
            await asyncio.to_thread(_report.wait_for_work, environment)
        waiting = iter(room.people)
        wire.answers.clear()
        used, began = server.processor_seconds, time.perf_counter()

        async def connection() -> None:
            for person in waiting:
                await room.fetch(person)

        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
        seconds, used = time.perf_counter() - began, server.processor_seconds - used
        count = sum(len(row) for person in room.people for row in person.signed)
        return Issuing(
            per_second=count / seconds,
            p95_ms=_p95([one.seconds for one in wire.answers]) * 1000,
            server_ms=used / count * 1000,
        )
    finally:
        await wire.close()


async def _measure(environment: dict[str, str], people: int, server: Served) -> list[Row]:
    wire, box = Wire(PORT), Wire(PORT)
    try:
        room = crowd.gather(environment, people, wire=wire, box=box, root=_report.ROOT)
        seeds = [f"Statement number {number} of this room." for number in range(STATEMENTS - WRITERS)]
        await room.begin(seeds=seeds, by_party=True)
        work = Work(server, wire, box)
        for person in room.people:
            room.blind(person)
        with work.of("joining: page, card, credentials"):
            await crowd.at_pace(room.people, lambda one: _join(room, one), seconds=WINDOW_SECONDS)
        for person in room.people:
            room.unblind(person)
        sealed = {
            one.key: room.seal(
                one, "voice", f"What {secrets.token_hex(6)} holds." if number < WRITERS else None
            )
            for number, one in enumerate(room.people)
        }
        followed = [await _follow(room, lambda: room.talk("POST", f"/{room.round}/writing"))]
        with work.of("writing: page, sealed"):
            await crowd.at_pace(
                room.people, lambda one: _give(room, one, "voice", sealed[one.key]), seconds=WINDOW_SECONDS
            )
        await room.talk("POST", f"/{room.round}/closing")
        await room.until("statements")
        followed.append(await _follow(room, lambda: room.talk("POST", f"/{room.round}/voting")))
        root, count = await room.frozen()
        sealed = {one.key: room.seal(one, "votes/1", Vector(root, _votes(one, count))) for one in room.people}
        with work.of("voting: page, sealed"):
            voting = crowd.at_pace(
                room.people, lambda one: _give(room, one, "votes/1", sealed[one.key]), seconds=WINDOW_SECONDS
            )
            _, midway = await asyncio.gather(voting, _follow_midway(room))
        followed.append(midway)
        await room.talk("POST", f"/{room.round}/closing")
        await room.until("counting", "released", "held")
        counting = time.perf_counter()
        await room.until("released", "held", seconds=LONGEST_COUNT)
        counted = Row(
            f"{people} people: from the last vote to the result", time.perf_counter() - counting, "s"
        )
        with work.of("reading: results page"):
            await crowd.at_pace(
                room.people,
                lambda one: room.look(one, _page(room), what="results page"),
                seconds=WINDOW_SECONDS,
            )
        rows = _rows(wire.answers + box.answers, people=people, followed=max(followed))
        return [*rows, counted, *(Row(f"{people} people: {what}", ms, "ms") for what, ms in work.each)]
    finally:
        await wire.close()
        await box.close()


@dataclass(slots=True)
class Work:
    """What the server works, in processor time for each request of a phase."""

    server: Served
    wire: Wire
    box: Wire
    each: list[tuple[str, float]] = field(default_factory=list)

    @contextlib.contextmanager
    def of(self, phase: str) -> Iterator[None]:
        """Note the work of everything that is asked inside the block."""
        used, asked = self.server.processor_seconds, self._asked
        yield
        used, asked = self.server.processor_seconds - used, self._asked - asked
        self.each.append((f"{phase}, the server's processor time each", used / asked * 1000))

    @property
    def _asked(self) -> int:
        return len(self.wire.answers) + len(self.box.answers)


async def _join(room: Crowd, person: Person) -> None:
    await room.look(person, _page(room), what="joining page")
    await room.call(person, "GET", f"ballots/{room.sealed}/card", what="card (people)")
    await room.box.ask("card (box)", "GET", f"/box/{room.sealed.replace('-', '')}/card", headers={})
    await room.fetch(person)


async def _give(room: Crowd, person: Person, label: str, sealed: bytes) -> None:
    await room.look(person, _page(room), what="writing page" if label == "voice" else "voting page")
    await asyncio.sleep(random.uniform(0, SENDING_SECONDS))  # noqa: S311 (nothing secret)
    await room.send(label, sealed)


def _votes(person: Person, count: int) -> tuple[int, ...]:
    """Return votes as people give them: two camps, statements that part them more or less, and some that nobody minds."""
    camp = random.Random(person.key).gauss(random.Random(person.key).choice([-1, 1]), 0.4)  # noqa: S311 (made-up votes)
    places = [random.Random(place) for place in range(count)]  # noqa: S311 (as above)
    agree = [1 / (1 + math.exp(-(one.gauss(0.6, 1) + camp * one.gauss(0, 1)))) for one in places]
    drawn = random.Random(f"{person.key} votes")  # noqa: S311 (as above)
    return tuple(
        (2 if drawn.random() < PASSED else 0 if drawn.random() < share else 1)
        + 8 * drawn.choices((1, 2, 3), HARD_TO_SAY if place % 8 == 0 else EASY_TO_SAY)[0]
        for place, share in enumerate(agree)
    )


async def _follow_midway(room: Crowd) -> float:
    """Return how soon the wall shows more time, given while most are voting."""
    await asyncio.sleep(WINDOW_SECONDS / 2)
    return await _follow(room, lambda: room.talk("POST", f"/{room.round}/time", {"minutes": 2}))


def _page(room: Crowd) -> str:
    return f"/c/{room.slug}/voice/{room.round}"


async def _follow(room: Crowd, change: Callable[[], Awaitable[object]]) -> float:
    """Return after how many seconds the wall, told by the feed, has drawn what `change` did."""
    host = room.people[0]
    wall = f"/c/{room.slug}/voice/{room.round}/wall"
    shown = await room.look(host, wall, what="presenter view")
    found = TICKET.search(shown.body)
    assert found is not None, shown.body[:500]
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    writer.write(
        f"GET {found[1].decode()} HTTP/1.1\r\nHost: localhost:{PORT}\r\nCookie: {host.cookie}\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    began = time.perf_counter()
    await change()
    while b'"version"' not in await reader.readline():
        continue
    await room.look(host, wall, what="presenter view")
    seconds = time.perf_counter() - began
    writer.close()
    return seconds


def _rows(answers: list[Answer], *, people: int, followed: float) -> list[Row]:
    by_what = defaultdict[str, list[Answer]](list)
    for answer in answers:
        by_what[answer.what].append(answer)
    wanted = (
        "joining page",
        "card (people)",
        "credentials",
        "sealed voice",
        "sealed votes/1",
        "writing page",
        "voting page",
        "results page",
    )
    rows = [
        Row(
            f"{people} people: {what}, p95",
            _p95([one.seconds for one in by_what[what]]) * 1000,
            "ms",
            REACH_P95_MS,
        )
        for what in wanted
    ]
    errors = [one for one in answers if not 200 <= one.status < 400]
    for one in errors[:5]:
        print(f"  {one.what}: {one.status} {json.dumps(one.body[:200].decode(errors='replace'))}")
    return [
        *rows,
        Row(f"{people} people: the wall follows", followed * 1000, "ms", REACH_FOLLOW_MS),
        Row(f"{people} people: errors in {len(answers)} requests", float(len(errors)), "", 0),
    ]


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)] if seconds else float("inf")
