"""Words that were hidden after a release: they leave the board and the store, and everything that can be checked stays."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from breakthrough import verify
from breakthrough.ballotbox.protocol import leaving_out
from breakthrough.ballotbox.protocol.encoding import to_base64url
from breakthrough.ballotbox.stores.store import Store, StoreFailed
from tests.sealed import boxes, sealing
from tests.sealed.boxes import TestBox
from tests.sealed.sealing import Asked, RoundKeys, Voice
from tests.sealed.test_office import ROOT, VOTES, code_of

CHECKED = ("key", "message", "signature", "handle", "head", "act")


def released(box: TestBox) -> tuple[RoundKeys, list[Voice]]:
    """Return a round whose six statements are released."""
    keys = sealing.make_round()
    box.open(keys)
    voices = box.speak(keys, *[f"Statement {number}." for number in range(6)])
    box.office.close_scope(keys.card.round, "voice")
    box.office.release_scope(keys.card.round, "voice", context={})
    return keys, voices


def board_of(box: TestBox, keys: RoundKeys) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(box.office.board(keys.card.round, "voice"))
    return found


def checked(board: dict[str, Any]) -> dict[str, Any]:
    """Return the board without words and marks."""
    rows = {
        part: [{name: one.get(name) for name in CHECKED} for one in board[part]]
        for part in ("items", "later")
    }
    return {**board, **rows}


def words_in(box: TestBox) -> bytes:
    """Return everything the store holds in the clear."""
    cells = [
        cell
        for statement in ("SELECT body FROM item", "SELECT body FROM later", "SELECT json FROM board")
        for (cell,) in box.store.run(statement)
    ]
    shown = b" ".join(cast("bytes", cell) for cell in cells if cell is not None)
    bodies = [one.get("body", "") for one in _boards(box) for one in (*one["items"], *one["later"])]
    return shown + " ".join(bodies).encode()


def _boards(box: TestBox) -> list[dict[str, Any]]:
    found = box.store.run("SELECT json FROM board WHERE json IS NOT NULL")
    return [json.loads(cast("bytes", written)) for (written,) in found]


def test_hidden_words_leave_board_and_store_and_nothing_that_is_checked_changes(
    box: TestBox, tmp_path: Path
) -> None:
    keys, voices = released(box)
    box.send(keys, voices[0].say("Worse.", kind="replace", seq=20), is_later=True)
    box.send(keys, voices[1].say("Better.", kind="replace", seq=20), is_later=True)
    box.office.tick(keys.card.round, "voice")
    before, key = board_of(box, keys), box.keys.candidates(keys.card.round)
    gone = [one["body"] for one in before["items"] if voices[0].pseudonym == leaving_out.pseudonym_in(one)]
    box.office.leave_out(
        keys.card.round, "voice", [voices[0].pseudonym, voices[2].pseudonym, b"nobody".ljust(32)]
    )
    after = board_of(box, keys)
    assert checked(after) == checked(before)
    assert leaving_out.list_left_out(after) == {voices[0].pseudonym, voices[2].pseudonym}
    assert [sum("body" in one for one in after[part]) for part in ("items", "later")] == [4, 1]
    assert box.keys.candidates(keys.card.round) != key
    for word in (b"Statement 0", b"Statement 2", b"Worse", gone[0].encode()):
        assert word not in words_in(box)
    assert b"Statement 1" in words_in(box)
    (tmp_path / "BOARD.json").write_text(json.dumps(after))
    assert verify.main([str(tmp_path / "BOARD.json")]) == 0
    written = box.office.board(keys.card.round, "voice")
    box.office.leave_out(keys.card.round, "voice", [voices[2].pseudonym])
    assert box.office.board(keys.card.round, "voice") == written


@pytest.mark.parametrize("restarts", [False, True])
def test_no_later_tick_brings_hidden_words_back_and_their_author_adds_none(
    box: TestBox, tmp_path: Path, restarts: bool
) -> None:
    keys, voices = released(box)
    box.send(keys, voices[0].say("The same again.", kind="replace", seq=20), is_later=True)  # it waits
    box.office.leave_out(keys.card.round, "voice", [voices[0].pseudonym])
    if restarts:
        box.office.close()
        box.office.take_up()
    for kind in ("replace", "withdraw"):
        act = voices[0].say("Back." if kind == "replace" else None, kind=kind, seq=40)
        assert code_of(box.send, keys, act, is_later=True) == "not-open"
    assert box.office.tick(keys.card.round, "voice") is None
    box.send(keys, voices[3].say("Now.", kind="replace", seq=20), is_later=True)
    board = box.office.tick(keys.card.round, "voice")
    assert board is not None
    found = json.loads(board)
    assert leaving_out.list_left_out(found) == {voices[0].pseudonym}
    assert (found["release"], len(found["later"]), sum("body" in one for one in found["items"])) == (2, 1, 5)
    assert b"Statement 0" not in words_in(box)
    (tmp_path / "BOARD.json").write_bytes(board)
    assert verify.main([str(tmp_path / "BOARD.json")]) == 0


def test_a_withdrawn_statement_that_is_hidden_stays_withdrawn(box: TestBox) -> None:
    keys, voices = released(box)
    box.send(keys, voices[0].say(None, kind="withdraw", seq=20), is_later=True)
    box.office.tick(keys.card.round, "voice")
    box.office.leave_out(keys.card.round, "voice", [voices[0].pseudonym])
    box.office.close()
    box.office.take_up()
    box.send(keys, voices[1].say("Better.", kind="replace", seq=20), is_later=True)
    board = json.loads(box.office.tick(keys.card.round, "voice") or b"")
    assert sum("body" in one for one in board["items"]) == 5
    assert not any("left_out" in one for one in board["items"])
    assert leaving_out.list_left_out(board) == {voices[0].pseudonym}


def test_the_board_of_a_round_that_has_ended_can_still_lose_words(box: TestBox) -> None:
    keys, voices = released(box)
    box.office.destroy(keys.card.round)
    box.office.leave_out(keys.card.round, "voice", [voices[3].pseudonym])
    assert leaving_out.list_left_out(board_of(box, keys)) == {voices[3].pseudonym}
    assert b"Statement 3" not in words_in(box)
    assert code_of(box.office.leave_out, b"x" * 16, "voice", [voices[3].pseudonym]) == "round-unknown"


def test_words_are_hidden_on_released_texts_only(box: TestBox) -> None:
    keys = sealing.make_round([Asked(), VOTES], members=12, party_sizes=[6, 6])
    box.open(keys, root=ROOT)
    for label in ("voice", "votes/1"):
        assert code_of(box.office.leave_out, keys.card.round, label, [b"x" * 32]) == "phase-order"


def test_hiding_that_could_not_be_stored_changes_nothing_and_can_be_done_again(
    tmp_path: Path, box_address: str
) -> None:
    class Failing:
        """A store whose commits can be made to fail."""

        fails = False

        def __init__(self, store: Store) -> None:
            self._store = store

        def __getattr__(self, name: str) -> Any:
            return getattr(self._store, name)

        @contextmanager
        def transaction(self) -> Iterator[None]:
            with self._store.transaction():
                yield
                if Failing.fails:
                    raise StoreFailed("out of room")

    box = boxes.make_box(tmp_path, box_address, wrap=lambda store: cast("Store", Failing(store)))
    keys, voices = released(box)
    before = box.office.board(keys.card.round, "voice")
    Failing.fails = True
    assert code_of(box.office.leave_out, keys.card.round, "voice", [voices[0].pseudonym]) == "not-stored"
    Failing.fails = False
    assert box.office.board(keys.card.round, "voice") == before
    box.office.leave_out(keys.card.round, "voice", [voices[0].pseudonym])
    assert leaving_out.list_left_out(board_of(box, keys)) == {voices[0].pseudonym}
    box.office.close()


def test_the_verifier_accepts_a_hidden_text_and_says_so_and_refuses_a_false_mark(
    box: TestBox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, voices = released(box)
    said = next(
        one for one in board_of(box, keys)["items"] if leaving_out.pseudonym_in(one) == voices[0].pseudonym
    )
    own = {"handle": to_base64url(voices[0].pseudonym), "body": said["body"]}
    entry = verify.boards._read_act(said)
    own |= {"seq": entry.seq, "hash": to_base64url(entry.body_hash)}
    (tmp_path / "mine.json").write_text(json.dumps([own]))
    box.office.leave_out(keys.card.round, "voice", [voices[0].pseudonym])
    board = board_of(box, keys)

    def verdict(change: Any = None) -> int:
        shown = json.loads(json.dumps(board))
        (change or (lambda _: None))(shown["items"])
        (tmp_path / "BOARD.json").write_text(json.dumps(shown))
        return verify.main([str(tmp_path / "BOARD.json"), "--mine", str(tmp_path / "mine.json")])

    assert verdict() == 0
    assert "your contribution 1 is on the board, and its words were hidden" in capsys.readouterr().out
    assert verdict(lambda items: [one.pop("left_out", None) for one in items]) == 1
    assert "without your text" in capsys.readouterr().out
    assert verdict(lambda items: [one.update(left_out=True) for one in items]) == 1
    assert verdict(lambda items: items[0].update(left_out="yes")) == 2
