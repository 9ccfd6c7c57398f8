"""T8: what was acknowledged survives the end of the process at any moment (kill -9, under load, on both databases)."""

import asyncio
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from breakthrough.ballotbox.control import SocketBox
from breakthrough.ballotbox.stores.store import StandBy
from tests.sealed import boxes, load, sealing
from tests.sealed.sealing import RoundKeys, Voice

ROOT = Path(__file__).parents[2]
CONNECTIONS = 16
VOICES = 160
FAST_KILLS = 4
MANY_KILLS = 25


@dataclass(slots=True)
class Told:
    """What the senders know: for each pseudonym the highest seq that was acknowledged, and whatever was sent at all."""

    stored: dict[bytes, int]
    sent: dict[bytes, int]


def start(folder: Path, address: str, *options: str) -> subprocess.Popen[str]:
    """Start a box in a process of its own and wait until it is ready."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.sealed.served", str(folder), "--address", address, "--socket", str(folder / "http.sock"), *options],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )  # fmt: skip
    assert program.stdout is not None
    assert program.stdout.readline() == "Ready\n"
    return program


def run_until_killed(
    folder: Path,
    address: str,
    keys: RoundKeys,
    voices: list[Voice],
    told: Told,
    *,
    turn: int,
    after: float,
    options: tuple[str, ...],
) -> None:
    """Load a box with new versions of everything and kill it `after` so many seconds."""
    program = start(folder, address, *options)
    path, seq = f"/box/{keys.card.round.hex()}/items", turn + 1
    mine = [voices[place::CONNECTIONS] for place in range(CONNECTIONS)]
    queues = [
        [
            load.http_request(path, sealing.request_of(voice.say(f"In turn {turn}.", seq=seq)))
            for voice in some
        ]
        for some in mine
    ]

    async def drive() -> list[load.Outcome]:
        outcomes = [load.Outcome() for _ in queues]

        async def kill() -> None:
            await asyncio.sleep(after)
            program.kill()

        await asyncio.gather(
            kill(),
            *(
                load.drive(lambda: asyncio.open_unix_connection(str(folder / "http.sock")), queue, outcome)
                for queue, outcome in zip(queues, outcomes, strict=True)
            ),
        )
        return outcomes

    try:
        outcomes = asyncio.run(drive())
    finally:
        program.kill()
        program.wait()
        if program.stdout is not None:
            program.stdout.close()
    for some, outcome in zip(mine, outcomes, strict=True):
        told.sent.update(dict.fromkeys((voice.pseudonym for voice in some), seq))
        told.stored.update({some[place].pseudonym: seq for place in outcome.stored})


def count_lost(folder: Path, address: str, keys: RoundKeys, told: Told) -> int:
    """Return how many acknowledged contributions a box that starts again does not know."""
    box = _start_again(folder, address)
    kept = {one.handle: one.seq for one in box.vault.list_waiting(keys.card.round, "voice")}
    box.office.close()
    assert all(seq <= told.sent[handle] for handle, seq in kept.items())
    return sum(kept.get(handle, 0) < seq for handle, seq in told.stored.items())


def _start_again(folder: Path, address: str) -> boxes.TestBox:
    """Stand by, as a real box does, until PostgreSQL has noticed that the process that was killed is gone."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return boxes.make_box(folder, address)
        except StandBy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a short name, since names of sockets must be short."""
    import shutil
    import tempfile

    made = Path(tempfile.mkdtemp(prefix="box"))
    yield made
    shutil.rmtree(made)


def kill_often(folder: Path, address: str, *, kills: int, options: tuple[str, ...] = ()) -> tuple[int, int]:
    """Kill a box under load so often; return how many were acknowledged, and how many of them lost."""
    keys = sealing.make_round(members=VOICES)
    first = start(folder, address)
    people = SocketBox(folder / "control.sock")
    people.publish(keys.written)
    people.open_scope(keys.card.round, "voice", issued=keys.issued("voice"), root=None)
    first.terminate()
    first.wait()
    if first.stdout is not None:
        first.stdout.close()
    voices, told = [sealing.make_voice(keys) for _ in range(VOICES)], Told({}, {})
    chance, lost, acknowledged = random.Random(20261125), 0, 0  # noqa: S311 (the same moments in every run)
    for turn in range(kills):
        before = len(told.stored)
        run_until_killed(
            folder, address, keys, voices, told, turn=turn, after=chance.uniform(0.02, 0.3), options=options
        )
        acknowledged += sum(seq == turn + 1 for seq in told.stored.values())
        lost += count_lost(folder, address, keys, told)
        assert len(told.stored) >= before
    return acknowledged, lost


def test_what_was_acknowledged_survives_a_few_kills(folder: Path, box_address: str) -> None:
    acknowledged, lost = kill_often(folder, box_address, kills=FAST_KILLS)
    assert acknowledged > 0
    assert lost == 0


@pytest.mark.slow
def test_what_was_acknowledged_survives_many_kills(folder: Path, box_address: str) -> None:
    acknowledged, lost = kill_often(folder, box_address, kills=MANY_KILLS)
    assert acknowledged > MANY_KILLS
    assert lost == 0


def test_the_kills_find_a_box_that_answers_before_it_stores(folder: Path, box_address: str) -> None:
    _, lost = kill_often(folder, box_address, kills=FAST_KILLS, options=("--answer-first",))
    assert lost > 0
