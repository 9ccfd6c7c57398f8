"""What the people side asks of the box: phases, release, counting, holding, ticks, deletion; directly and over the socket."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from breakthrough import verify
from breakthrough.ballotbox import control
from breakthrough.ballotbox.control import SocketBox
from breakthrough.ballotbox.office import ReleaseState
from breakthrough.ballotbox.protocol.encoding import from_base64url
from breakthrough.ballotbox.stores import rows
from breakthrough.kernel.problem import Problem
from tests.sealed import boxes, sealing
from tests.sealed.boxes import TestBox
from tests.sealed.sealing import Asked, RoundKeys

ROOT = b"r" * 32
VOTES = Asked("votes/1", kind="vector", max_body=2048, by_party=True)

COUNT = """
import json, sys
task = json.load(sys.stdin)
print(json.dumps({"share": 0.5, "words": "Half of it."}), flush=True)
cells = [cell for cell, _ in task["cells"]]
print(json.dumps({"reading": {"n": len(cells), "cells": sorted(set(cells)), "asked": task["context"]["asked"], "practice": task["practice"]}}))
"""
FAIL = "import sys; sys.stdin.read(); sys.exit(3)"
WAIT = """
import json, sys, time
json.load(sys.stdin)
print(json.dumps({"share": 0.25, "words": "A quarter."}), flush=True)
time.sleep(60)
"""


def counting_box(tmp_path: Path, address: str, program: str) -> TestBox:
    """Return a box whose tally is this program."""
    return boxes.make_box(tmp_path, address, tally_command=[sys.executable, "-c", program])


def vote(box: TestBox, keys: RoundKeys, *counts: int) -> None:
    """Let so many people of each party vote, then close."""
    for cell, count in enumerate(counts):
        for number in range(count):
            voice = sealing.make_voice(keys, "votes/1", cell=cell)
            box.send(keys, voice.say(sealing.answers(number, None, root=ROOT)))
    box.office.close_scope(keys.card.round, "votes/1")


def release(
    box: TestBox, keys: RoundKeys, label: str, context: Mapping[str, Any] | None = None
) -> ReleaseState:
    """Ask until the scope is no longer counting."""
    for _ in range(600):
        state = box.office.release_scope(keys.card.round, label, context=context or {})
        if state.state != "counting":
            return state
        time.sleep(0.02)
    raise AssertionError("the count did not end")


def code_of(call: Any, *arguments: Any, **more: Any) -> str:
    """Return the code of the Problem that a call raises."""
    with pytest.raises(Problem) as refused:
        call(*arguments, **more)
    return refused.value.code


@pytest.fixture
def votes(tmp_path: Path, box_address: str) -> Iterator[tuple[TestBox, RoundKeys]]:
    """An open round of 6 and 7 people who vote by party, with a tally that counts."""
    box = counting_box(tmp_path, box_address, COUNT)
    keys = sealing.make_round([VOTES], members=13, party_sizes=[6, 7])
    box.open(keys, root=ROOT)
    yield box, keys
    box.office.close()


def test_votes_are_counted_elsewhere_and_only_the_reading_comes_out(
    votes: tuple[TestBox, RoundKeys], tmp_path: Path
) -> None:
    box, keys = votes
    vote(box, keys, 6, 7)
    state = release(box, keys, "votes/1", {"asked": "Who?"})
    assert state.reading == {"n": 13, "cells": [1, 2], "asked": "Who?", "practice": "voice"}
    assert state.board is not None
    assert all("body" not in entry for entry in json.loads(state.board)["items"])
    (tmp_path / "BOARD.json").write_bytes(state.board)
    assert verify.main([str(tmp_path / "BOARD.json")]) == 0
    assert release(box, keys, "votes/1").board == state.board


def test_a_party_below_the_gate_is_only_in_the_total(votes: tuple[TestBox, RoundKeys]) -> None:
    box, keys = votes
    vote(box, keys, 6, 4)
    state = release(box, keys, "votes/1", {"asked": ""})
    assert isinstance(state.reading, dict)
    assert (state.reading["n"], state.reading["cells"]) == (10, [0])


def test_blanks_never_count(votes: tuple[TestBox, RoundKeys]) -> None:
    box, keys = votes
    for cell in (0, 0, 0, 1, 1):
        box.send(keys, sealing.make_voice(keys, "votes/1", cell=cell).say(None))
    vote(box, keys, 2, 2)
    assert release(box, keys, "votes/1").state == "held"


def test_a_count_that_fails_is_told_once_and_can_be_started_again(tmp_path: Path, box_address: str) -> None:
    box = counting_box(tmp_path, box_address, FAIL)
    keys = sealing.make_round([VOTES], members=13, party_sizes=[6, 7])
    box.open(keys, root=ROOT)
    vote(box, keys, 6, 7)
    assert code_of(release, box, keys, "votes/1") == "tally-failed"
    box.office._tally_command = [sys.executable, "-c", COUNT]
    assert release(box, keys, "votes/1", {"asked": ""}).state == "released"
    box.office.close()


def test_a_count_says_how_far_it_is_and_can_be_stopped(tmp_path: Path, box_address: str) -> None:
    box = counting_box(tmp_path, box_address, WAIT)
    keys = sealing.make_round([VOTES], members=13, party_sizes=[6, 7])
    box.open(keys, root=ROOT)
    vote(box, keys, 6, 7)
    seen = ReleaseState("counting")
    while seen.share is None:
        seen = box.office.release_scope(keys.card.round, "votes/1", context={})
        time.sleep(0.02)
    assert (seen.state, seen.share, seen.words) == ("counting", 0.25, "A quarter.")
    began = time.monotonic()
    box.office.cancel_release(keys.card.round, "votes/1")
    assert time.monotonic() - began < 5
    assert len(box.vault.list_waiting(keys.card.round, "votes/1")) == 13
    box.office.close()


def test_too_few_answers_show_nothing_and_are_deleted_at_the_end_of_the_hold(box: TestBox) -> None:
    keys = sealing.make_round()
    box.open(keys)
    box.speak(keys, *["Said."] * 4)
    box.office.close_scope(keys.card.round, "voice")
    state = box.office.release_scope(keys.card.round, "voice", context={})
    assert (state.state, state.board, state.reading) == ("held", None, None)
    assert state.words == "Not enough answers to show this safely. Nothing was shown."
    assert code_of(box.office.board, keys.card.round, "voice") == "not-released"
    before = box.keys.candidates(keys.card.round)
    box.office.end_scope_hold(keys.card.round, "voice")
    box.office.end_scope_hold(keys.card.round, "voice")
    assert box.vault.list_waiting(keys.card.round, "voice") == []
    assert box.keys.candidates(keys.card.round) != before
    assert list(rows.list_released(box.store)) == []


def test_phases_only_go_forward(box: TestBox) -> None:
    keys = sealing.make_round()
    office, round_ = box.office, keys.card.round
    office.publish(keys.written)
    office.publish(keys.written)
    issued = keys.issued("voice")
    assert code_of(office.close_scope, round_, "voice") == "phase-order"
    assert code_of(office.release_scope, round_, "voice", context={}) == "phase-order"
    assert code_of(office.tick, round_, "voice") == "phase-order"
    assert code_of(office.end_scope_hold, round_, "voice") == "phase-order"
    assert code_of(office.open_scope, round_, "votes/9", issued=issued, root=None) == "scope-unknown"
    assert code_of(office.open_scope, b"x" * 16, "voice", issued=issued, root=None) == "round-unknown"
    office.open_scope(round_, "voice", issued=issued, root=None)
    office.open_scope(round_, "voice", issued=issued, root=None)
    box.speak(keys, *["Said."] * 5)
    fewer = {key_id: count - 1 for key_id, count in issued.items()}
    assert code_of(office.open_scope, round_, "voice", issued=fewer, root=None) == "phase-order"
    office.close_scope(round_, "voice")
    office.close_scope(round_, "voice")
    assert code_of(office.open_scope, round_, "voice", issued=issued, root=None) == "phase-order"
    assert office.release_scope(round_, "voice", context={}).state == "released"
    office.close_scope(round_, "voice")
    assert office.release_scope(round_, "voice", context={}).state == "released"


def test_an_opening_the_people_side_did_not_write_down_can_be_made_again_with_the_one_who_joined_since(
    box: TestBox,
) -> None:
    keys = sealing.make_round(members=8)
    office, round_ = box.office, keys.card.round
    office.publish(keys.written)
    office.open_scope(round_, "voice", issued=keys.issued("voice", people=7), root=None)
    office.open_scope(round_, "voice", issued=keys.issued("voice", people=8), root=None)
    box.speak(keys, *["Said."] * 8)
    office.close_scope(round_, "voice")
    released = office.release_scope(round_, "voice", context={})
    assert released.board is not None
    assert set(json.loads(released.board)["issued"].values()) == {8}


@pytest.mark.parametrize(
    ("people", "root", "code"),
    [
        (4, None, "too-few-joined"),
        (9, None, "wrong-number-of-messages"),
        (8, ROOT, "wrong-number-of-messages"),
    ],
)
def test_an_opening_must_fit_the_card(box: TestBox, people: int, root: bytes | None, code: str) -> None:
    keys = sealing.make_round(members=8)
    box.office.publish(keys.written)
    issued = keys.issued("voice", people=people)
    assert code_of(box.office.open_scope, keys.card.round, "voice", issued=issued, root=root) == code


def test_another_card_for_the_same_round_is_refused(box: TestBox) -> None:
    first = sealing.make_round(draw=lambda length: b"a" * length)
    second = sealing.make_round(draw=lambda length: b"a" * length, members=9)
    box.office.publish(first.written)
    assert code_of(box.office.publish, second.written) == "round-frozen"
    assert code_of(box.office.publish, b"no card") == "card-invalid"
    assert box.office.card(first.card.round) == first.written


def test_authors_change_withdraw_and_lift_at_the_next_tick(box: TestBox, tmp_path: Path) -> None:
    keys = sealing.make_round()
    box.open(keys)
    voices = box.speak(keys, *[f"Statement {number}." for number in range(6)])
    blank = sealing.make_voice(keys)
    box.send(keys, blank.say(None))
    box.office.close_scope(keys.card.round, "voice")
    box.office.release_scope(keys.card.round, "voice", context={})
    assert box.office.tick(keys.card.round, "voice") is None
    box.send(keys, voices[0].say("Better.", kind="replace", seq=20), is_later=True)
    box.send(keys, voices[1].say(None, kind="withdraw", seq=20), is_later=True)
    box.send(keys, voices[2].say(None, kind="lift", seq=20), is_later=True)
    assert b"Better" not in (from_base64url(json.loads(box.office.board(keys.card.round, "voice"))["root"]))
    assert (
        code_of(box.send, keys, voices[0].say("Older.", kind="replace", seq=19), is_later=True)
        == "seq-too-low"
    )
    assert code_of(box.send, keys, blank.say("Words.", kind="replace", seq=20), is_later=True) == "not-open"
    assert (
        code_of(box.send, keys, sealing.make_voice(keys).say("x", kind="replace"), is_later=True)
        == "not-open"
    )
    board = box.office.tick(keys.card.round, "voice")
    assert board is not None
    found = json.loads(board)
    assert (found["release"], len(found["later"])) == (2, 3)
    shown = [from_base64url(entry["body"]) for entry in found["items"] if "body" in entry]
    assert len(shown) == 5
    assert not any(b"Statement 1." in body for body in shown)
    (tmp_path / "BOARD.json").write_bytes(board)
    assert verify.main([str(tmp_path / "BOARD.json")]) == 0
    assert box.store.run("SELECT count(*) FROM board WHERE json IS NOT NULL") == [(1,)]
    assert (
        code_of(box.send, keys, voices[1].say("Back.", kind="replace", seq=30), is_later=True) == "not-open"
    )
    box.office.close()
    box.office.take_up()
    assert (
        code_of(box.send, keys, voices[1].say("Back.", kind="replace", seq=30), is_later=True) == "not-open"
    )
    box.send(keys, voices[0].say("Best.", kind="replace", seq=30), is_later=True)
    again = box.office.tick(keys.card.round, "voice")
    assert again is not None
    (tmp_path / "BOARD.json").write_bytes(again)
    assert verify.main([str(tmp_path / "BOARD.json")]) == 0


def test_a_strict_card_shows_later_acts_only_when_k_wait(box: TestBox) -> None:
    keys = sealing.make_round(ticks="many")
    box.open(keys)
    voices = box.speak(keys, *["Said."] * 6)
    box.office.close_scope(keys.card.round, "voice")
    box.office.release_scope(keys.card.round, "voice", context={})
    for count, voice in enumerate(voices[:5], start=1):
        box.send(keys, voice.say("Better.", kind="replace", seq=20), is_later=True)
        assert (box.office.tick(keys.card.round, "voice") is not None) is (count == 5)


def test_between_the_announced_hours_a_daily_card_shows_k_acts_or_none(box: TestBox) -> None:
    keys = sealing.make_round(ticks="daily")
    box.open(keys)
    voices = box.speak(keys, *["Said."] * 6)
    box.office.close_scope(keys.card.round, "voice")
    box.office.release_scope(keys.card.round, "voice", context={})
    for count, voice in enumerate(voices[:5], start=1):
        box.send(keys, voice.say("Better.", kind="replace", seq=20), is_later=True)
        assert (box.office.tick(keys.card.round, "voice", is_between=True) is not None) is (count == 5)
    box.send(keys, voices[5].say("Better.", kind="replace", seq=20), is_later=True)
    assert box.office.tick(keys.card.round, "voice", is_between=True) is None
    assert box.office.tick(keys.card.round, "voice") is not None, "the daily hour shows what is left"


def test_an_open_room_is_told_in_steps_that_change_slowly(box: TestBox) -> None:
    keys = sealing.make_round(members=12)
    box.open(keys)
    told = [box.office.progress(keys.card.round, "voice")]
    for text in ["Said."] * 11:
        box.speak(keys, text)
        told.append(box.office.progress(keys.card.round, "voice"))
    box.clock.seconds += 30
    assert set(told) == {0, 5}
    assert box.office.progress(keys.card.round, "voice") == 10
    days = sealing.make_round(mode="days")
    box.open(days)
    assert box.office.progress(days.card.round, "voice") is None


def test_nothing_is_left_of_a_destroyed_round_but_released_texts(tmp_path: Path, box_address: str) -> None:
    box = counting_box(tmp_path, box_address, COUNT)
    keys = sealing.make_round([Asked(), Asked("votes/1", kind="vector"), Asked("pulse-note")], members=8)
    box.open(keys, root=ROOT)
    box.speak(keys, *["Said."] * 6)
    box.speak(keys, *["Never released."] * 6, label="pulse-note")
    for _ in range(6):
        box.send(keys, sealing.make_voice(keys, "votes/1").say(sealing.answers(1, root=ROOT)))
    for label in ("voice", "votes/1"):
        box.office.close_scope(keys.card.round, label)
        assert release(box, keys, label, {"asked": ""}).state == "released"
    box.office.destroy(keys.card.round)
    box.office.destroy(keys.card.round)
    for table in ("pending", "item", "later"):
        assert box.store.run(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 (our own names)
    assert box.keys.candidates(keys.card.round) == []
    assert json.loads(box.office.board(keys.card.round, "voice"))["label"] == "voice"
    assert code_of(box.office.board, keys.card.round, "votes/1") == "not-released"
    assert code_of(box.speak, keys, "Late.", label="pulse-note") == "not-open"
    box.office.close()
    box.office.take_up()
    assert (
        code_of(box.office.open_scope, keys.card.round, "voice", issued=keys.issued("voice"), root=None)
        == "phase-order"
    )
    box.office.close()


def test_a_key_folder_that_is_gone_loses_what_waited_and_people_send_it_again(box: TestBox) -> None:
    keys = sealing.make_round()
    box.open(keys)
    (voice,) = box.speak(keys, "Said.")
    box.office.close()
    box.keys.drop(keys.card.round)
    box.office.take_up()
    assert box.vault.list_waiting(keys.card.round, "voice") == []
    box.send(keys, voice.say("Said."))
    assert len(box.vault.list_waiting(keys.card.round, "voice")) == 1


def test_the_socket_says_the_same_as_the_office(box: TestBox) -> None:
    keys = sealing.make_round()

    async def together() -> None:
        with tempfile.TemporaryDirectory(prefix="box") as folder:
            path = Path(folder) / "control.sock"
            server = await control.listen(box.office, path)
            assert path.stat().st_mode & 0o777 == 0o600
            await asyncio.to_thread(walk, SocketBox(path))
            server.close()
            await server.wait_closed()

    def walk(people: SocketBox) -> None:
        round_ = keys.card.round
        people.publish(keys.written)
        assert (
            code_of(people.open_scope, round_, "voice", issued=keys.issued("voice", people=3), root=None)
            == "too-few-joined"
        )
        people.open_scope(round_, "voice", issued=keys.issued("voice"), root=None)
        voices = box.speak(keys, *["Said."] * 6)
        assert people.progress(round_, "voice") == 5
        people.close_scope(round_, "voice")
        state = people.release_scope(round_, "voice", context={})
        assert state == box.office.release_scope(round_, "voice", context={})
        assert people.tick(round_, "voice") is None
        people.leave_out(round_, "voice", [voices[0].pseudonym])
        assert box.office.board(round_, "voice").count(b'"left_out":true') == 1
        people.cancel_release(round_, "voice")
        assert code_of(people.end_scope_hold, round_, "voice") == "phase-order"
        people.destroy(round_)
        assert code_of(people._call, "publish") == "not-json"
        assert code_of(people._call, "close") == "not-json"

    asyncio.run(together())


def test_a_box_that_is_not_there_is_a_problem_with_words(tmp_path: Path) -> None:
    assert code_of(SocketBox(tmp_path / "nothing.sock").publish, b"") == "box-unreachable"
