"""A live room: 300 people join, vote on 60 statements and look at the result, over HTTP, at a real quick start."""

import asyncio
import json
import random
import re
import secrets
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

import _report
from _report import Row, Served

sys.path.insert(0, str(_report.ROOT))

from breakthrough.ballotbox.protocol.bodies import Vector
from tests.sealed import crowd
from tests.sealed.crowd import Answer, Crowd, Person, Wire

PORT = 8905
STATEMENTS = 60
WRITERS = 40
SPREAD_SECONDS = (
    60  # people come to a page within a minute, and a browser sends after a random time of up to 20 s
)
JOINING_SECONDS = 60
REACH_P95_MS = 150
REACH_FOLLOW_MS = 1000
TICKET = re.compile(rb'data-live="(/live/[^"]+)"')


def measure(*, people: int) -> list[Row]:
    """Return the figures of one room with so many people."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _report.environment_of(Path(folder), port=PORT)
        server = Served(
            [sys.executable, "-m", "breakthrough", "serve", "--port", str(PORT)], environment=environment
        )
        try:
            return asyncio.run(_measure(environment, people))
        finally:
            server.stop()


async def _measure(environment: dict[str, str], people: int) -> list[Row]:
    wire, box = Wire(PORT), Wire(PORT)
    try:
        room = crowd.gather(environment, people, wire=wire, box=box, root=_report.ROOT)
        seeds = [f"Statement number {number} of this room." for number in range(STATEMENTS - WRITERS)]
        await room.begin(seeds=seeds, by_party=True)
        issuing = time.perf_counter()
        await crowd.at_pace(room.people, room.join, seconds=JOINING_SECONDS)
        issued = 2 * people / (time.perf_counter() - issuing)
        followed = await _follow(room, lambda: room.talk("POST", f"/{room.round}/writing"))
        await crowd.at_pace(room.people, lambda one: _write(room, one), seconds=SPREAD_SECONDS)
        await room.talk("POST", f"/{room.round}/closing")
        await room.until("statements")
        followed = max(followed, await _follow(room, lambda: room.talk("POST", f"/{room.round}/voting")))
        root, count = await room.frozen()
        await crowd.at_pace(room.people, lambda one: _vote(room, one, root, count), seconds=SPREAD_SECONDS)
        await room.talk("POST", f"/{room.round}/closing")
        await room.until("released", "held", seconds=300)
        await crowd.at_pace(
            room.people, lambda one: room.look(one, _page(room), what="results page"), seconds=SPREAD_SECONDS
        )
        return _rows(wire.answers + box.answers, people=people, issued=issued, followed=followed)
    finally:
        await wire.close()
        await box.close()


async def _write(room: Crowd, person: Person) -> None:
    is_writer = room.people.index(person) < WRITERS
    await room.look(person, _page(room), what="writing page")
    await room.give(person, "voice", f"What {secrets.token_hex(6)} holds." if is_writer else None)


async def _vote(room: Crowd, person: Person, root: bytes, count: int) -> None:
    await room.look(person, _page(room), what="voting page")
    leaning = random.Random(person.key).choice([0.25, 0.75])  # noqa: S311 (made-up votes)
    answers = [
        (0 if random.random() < leaning else 1) + 8 * random.randrange(4)  # noqa: S311 (as above)
        for _ in range(count)
    ]
    await room.give(person, "votes/1", Vector(root, tuple(answers)))


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


def _rows(answers: list[Answer], *, people: int, issued: float, followed: float) -> list[Row]:
    by_what = defaultdict[str, list[Answer]](list)
    for answer in answers:
        by_what[answer.what].append(answer)
    wanted = (
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
        Row(f"{people} people: credentials issued, at the pace they came", issued, "/s"),
        Row(f"{people} people: the wall follows", followed * 1000, "ms", REACH_FOLLOW_MS),
        Row(f"{people} people: errors in {len(answers)} requests", float(len(errors)), "", 0),
    ]


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)] if seconds else float("inf")
