"""The box is killed (-9) between the steps of a round, in every phase, and while it counts: everything goes on, nothing is lost."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from breakthrough import verify
from breakthrough.ballotbox.control import SocketBox
from breakthrough.ballotbox.protocol import bodies
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.protocol.encoding import from_base64url
from breakthrough.kernel.problem import Problem
from tests.sealed import load, sealing
from tests.sealed.sealing import Asked, RoundKeys
from tests.sealed.test_kills import start

STEPS = ("published", "opened", "half given", "given", "closed", "released", "acted", "ticked", "destroyed")
VOTES = Asked("votes/1", kind="vector", max_body=2048)
ROOT = b"r" * 32
# The first count is still under way when the box is killed; the next one counts.
TALLY = """
import json, pathlib, sys, time
begun = pathlib.Path({marker!r})
task = json.load(sys.stdin)
if not begun.exists():
    begun.touch()
    print(json.dumps({{"share": 0.25, "words": "A quarter."}}), flush=True)
    time.sleep(5)
print(json.dumps({{"reading": {{"n": len(task["cells"])}}}}))
"""


class Served:
    """A box in a process of its own, which can be killed and started again."""

    def __init__(self, folder: Path, address: str, *options: str) -> None:
        self.folder, self.address, self.options = folder, address, options
        self.box = SocketBox(folder / "control.sock")
        self.start()

    def start(self) -> None:
        self.process = start(self.folder, self.address, *self.options)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def again(self) -> None:
        self.kill()
        self.start()

    def send(self, keys: RoundKeys, *envelopes: Envelope, is_later: bool = False) -> list[int]:
        """Send these over HTTP; return the status of each answer."""
        path = f"/box/{keys.card.round.hex()}/{'acts' if is_later else 'items'}"
        requests = [load.http_request(path, sealing.request_of(one)) for one in envelopes]
        outcome = load.Outcome()
        asyncio.run(
            load.drive(
                lambda: asyncio.open_unix_connection(str(self.folder / "http.sock")), requests, outcome
            )
        )
        return [status for _, status, _ in outcome.answers]


@pytest.fixture
def served(tmp_path_factory: pytest.TempPathFactory, box_address: str) -> Iterator[Served]:
    """A box that runs. Its folder has a short name: sockets need one."""
    folder = tmp_path_factory.mktemp("b")
    running = Served(folder, box_address, "--tally", TALLY.format(marker=str(folder / "begun")))
    yield running
    running.kill()


def release(box: SocketBox, keys: RoundKeys, label: str) -> Any:
    """Ask until the scope is no longer counting."""
    for _ in range(600):
        state = box.release_scope(keys.card.round, label, context={})
        if state.state != "counting":
            return state
        time.sleep(0.02)
    raise AssertionError("the count did not end")


def texts_on(board: bytes) -> list[str]:
    shown = [one["body"] for one in json.loads(board)["items"] if "body" in one]
    return sorted(str(bodies.read_body(from_base64url(one), kind="text").payload) for one in shown)


@pytest.mark.parametrize("when", [*STEPS, "always"])
def test_a_box_killed_after_any_step_goes_on_with_everything(
    served: Served, tmp_path: Path, when: str
) -> None:
    passed: list[str] = []

    def between(step: str) -> None:
        passed.append(step)
        if when in {step, "always"}:
            served.again()

    keys, box = sealing.make_round(members=10), served.box
    round_, voices = keys.card.round, [sealing.make_voice(keys) for _ in range(10)]
    said = [voice.say(f"Statement {number}.", seq=5) for number, voice in enumerate(voices)]
    box.publish(keys.written)
    between("published")
    assert served.send(keys, said[0]) == [409], "not open yet"
    box.open_scope(round_, "voice", issued=keys.issued("voice"), root=None)
    between("opened")
    assert served.send(keys, *said[:5]) == [200] * 5
    between("half given")
    assert served.send(keys, *said) == [200] * 10, "what is sent again is stored once"
    assert served.send(keys, voices[0].say("Said better.", seq=9)) == [200]
    between("given")
    assert served.send(keys, said[0]) == [409], "the older words stay older"
    box.close_scope(round_, "voice")
    between("closed")
    assert served.send(keys, said[1]) == [409]
    first = release(box, keys, "voice")
    between("released")
    assert release(box, keys, "voice") == first
    assert texts_on(first.board) == sorted(["Said better.", *(f"Statement {n}." for n in range(1, 10))])
    better = voices[1].say("In other words.", kind="replace", seq=20)
    assert served.send(keys, better, is_later=True) == [200]
    between("acted")
    second = box.tick(round_, "voice")
    assert second is not None
    between("ticked")
    assert box.tick(round_, "voice") is None
    assert release(box, keys, "voice").board == second
    for name, board in (("first", first.board), ("second", second)):
        (tmp_path / name).write_bytes(board)
        assert verify.main([str(tmp_path / name)]) == 0
    assert len(json.loads(second)["later"]) == 1
    box.destroy(round_)
    between("destroyed")
    box.destroy(round_)
    assert served.send(keys, voices[2].say("After the end.", kind="replace", seq=30), is_later=True) == [409]
    assert tuple(passed) == STEPS


def test_a_box_killed_while_it_counts_counts_again(served: Served) -> None:
    keys, box = sealing.make_round([VOTES], members=9), served.box
    box.publish(keys.written)
    box.open_scope(keys.card.round, "votes/1", issued=keys.issued("votes/1"), root=ROOT)
    votes = [sealing.make_voice(keys, "votes/1").say(sealing.answers(n, None, root=ROOT)) for n in range(7)]
    assert served.send(keys, *votes) == [200] * 7
    box.close_scope(keys.card.round, "votes/1")
    while not (served.folder / "begun").exists():
        assert box.release_scope(keys.card.round, "votes/1", context={}).state == "counting"
        time.sleep(0.02)
    served.again()
    state = release(box, keys, "votes/1")
    assert (state.state, state.reading) == ("released", {"n": 7})


def test_a_held_scope_stays_held_and_loses_what_it_kept_only_at_its_end(served: Served) -> None:
    keys, box = sealing.make_round(members=9), served.box
    box.publish(keys.written)
    box.open_scope(keys.card.round, "voice", issued=keys.issued("voice"), root=None)
    assert served.send(keys, *(sealing.make_voice(keys).say("Few dare.") for _ in range(4))) == [200] * 4
    box.close_scope(keys.card.round, "voice")
    assert release(box, keys, "voice").state == "held"
    served.again()
    held = release(box, keys, "voice")
    assert (held.state, held.board) == ("held", None)
    box.end_scope_hold(keys.card.round, "voice")
    served.again()
    box.end_scope_hold(keys.card.round, "voice")
    with pytest.raises(Problem) as refusal:
        release(box, keys, "voice")
    assert refusal.value.code == "phase-order"


def test_while_the_box_is_away_the_people_side_hears_so_and_loses_nothing(served: Served) -> None:
    keys = sealing.make_round(members=9)
    served.box.publish(keys.written)
    served.kill()
    with pytest.raises(Problem) as refusal:
        served.box.open_scope(keys.card.round, "voice", issued=keys.issued("voice"), root=None)
    assert (refusal.value.code, refusal.value.status) == ("box-unreachable", 503)
    served.start()
    served.box.open_scope(keys.card.round, "voice", issued=keys.issued("voice"), root=None)
    assert served.send(keys, sealing.make_voice(keys).say("Here.")) == [200]
