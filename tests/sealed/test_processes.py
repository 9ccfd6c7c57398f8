"""One sealed round on PostgreSQL with two web processes, a worker and the box, each a process of its own.

Every request of everybody goes to the other web process than the one before, so nothing may lie in the memory of one.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from breakthrough.ballotbox.protocol.bodies import Vector
from breakthrough.config import machine
from tests.sealed import boxes, crowd
from tests.sealed.crowd import Answer, Crowd, Wire

pytestmark = [
    pytest.mark.slow,
    pytest.mark.enable_socket,
    pytest.mark.skipif(
        not os.environ.get("BREAKTHROUGH_TEST_DATABASE_URL"),
        reason="several web processes need PostgreSQL",
    ),
]

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 10
WRITERS = 6


@dataclass
class InTurn(Wire):
    """Connections to several web processes: each request goes to the next of them."""

    others: tuple[Wire, ...] = ()
    count: int = 0

    async def ask(
        self, what: str, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Ask the next process."""
        self.count += 1
        wire = self.others[self.count % len(self.others)]
        return await wire.ask(what, method, path, headers=headers, body=body)


def free_port() -> int:
    with machine.bind("127.0.0.1", 0) as found:
        port: int = found.getsockname()[1]
    return port


@contextlib.contextmanager
def processes(environment: Mapping[str, str], log: Path, *commands: str) -> Iterator[None]:
    """Run these commands of the product while the block lasts."""
    with log.open("wb") as printed, contextlib.ExitStack() as kept:
        for command in commands:
            started = subprocess.Popen(
                [sys.executable, "-m", "breakthrough", *command.split()],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
            )
            kept.callback(started.wait, timeout=30)
            kept.callback(started.terminate)
        yield


def address_of(conninfo: str) -> str:
    """Return the URL of a database beside the run's own."""
    server = urlsplit(os.environ["BREAKTHROUGH_TEST_DATABASE_URL"])
    name = psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"]
    return urlunsplit(server._replace(path=f"/{name}"))


def test_a_round_goes_through_whichever_process_answers(tmp_path: Path, box_address: str) -> None:
    assert box_address
    server = os.environ["BREAKTHROUGH_TEST_DATABASE_URL"]
    with boxes.database_of(server) as people, boxes.database_of(server) as box:
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("BREAKTHROUGH_", "DJANGO_"))
            },
            "PYTHONPATH": str(ROOT / "src"),
            "BREAKTHROUGH_DATA": str(tmp_path / "data"),
            "BREAKTHROUGH_QUICKSTART": "1",
            "BREAKTHROUGH_SECRET_KEY": "only for this test",
            "BREAKTHROUGH_DATABASE_URL": address_of(people),
            "BREAKTHROUGH_BOX_DATABASE_URL": address_of(box),
        }
        subprocess.run(
            [sys.executable, "-m", "breakthrough", "prepare"],
            env=environment,
            check=True,
            capture_output=True,
        )
        web, third = (free_port(), free_port()), free_port()
        log = tmp_path / "log"
        with processes(
            environment,
            log,
            f"box --port {third}",
            *(f"serve --no-worker --no-box --port {port}" for port in web),
            "worker",
        ):
            try:
                asyncio.run(play(environment, web, third))
            except AssertionError as failed:
                raise AssertionError(f"{failed}\n{log.read_text()[-4000:]}") from failed


async def play(environment: Mapping[str, str], web: tuple[int, ...], third: int) -> None:
    wires, box = tuple(Wire(port) for port in web), Wire(third)
    try:
        for one in wires:
            await one.ready()
        room = crowd.gather(environment, PEOPLE, wire=InTurn(web[0], others=wires), box=box, root=ROOT)
        await talk(room)
        pages = [
            await one.ask("reading", "GET", f"/api/collaborations/{room.slug}/voice/rounds/{room.round}/reading",
                headers={"Authorization": f"Bearer {room.people[3].key}"})
            for one in wires
        ]  # fmt: skip
        assert [one.status for one in pages] == [200, 200]
        assert pages[0].body == pages[1].body
        assert all(len(one.answers) > PEOPLE for one in wires), "both were asked"
        refused = [
            (one.what, one.status, one.body[:200])
            for wire in (*wires, box)
            for one in wire.answers
            if one.status not in {200, 201, 204}
        ]
        assert refused == []
    finally:
        for one in (*wires, box):
            await one.close()


async def talk(room: Crowd) -> None:
    """Play a round to its result; everybody's seal comes from one process and is used before the other."""
    await room.begin(seeds=["A seed."], by_party=False)
    await asyncio.gather(*(room.join(one) for one in room.people))
    await room.talk("POST", f"/{room.round}/writing")
    await asyncio.gather(
        *(
            room.give(one, "voice", f"What {number} holds." if number < WRITERS else None)
            for number, one in enumerate(room.people)
        )
    )
    await room.talk("POST", f"/{room.round}/closing")
    await room.until("statements")
    await room.talk("POST", f"/{room.round}/voting")
    root, count = await room.frozen()
    assert count == WRITERS + 1
    votes = [Vector(root, tuple((number + place) % 2 for place in range(count))) for number in range(PEOPLE)]
    await asyncio.gather(
        *(room.give(one, "votes/1", votes[number]) for number, one in enumerate(room.people))
    )
    await room.talk("POST", f"/{room.round}/closing")
    assert await room.until("released", "held") == "released"
    board = await room.call(room.people[1], "GET", f"ballots/{room.sealed}/votes~1/board", what="board")
    assert len(json.loads(board.body)["items"]) == PEOPLE
