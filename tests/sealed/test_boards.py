"""T13, T14: whatever is changed on a board, the verifier finds it; and it finds nothing on one that is whole."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from breakthrough import verify
from breakthrough.ballotbox.protocol import bodies, roster
from breakthrough.ballotbox.protocol.board import Board, write_board
from breakthrough.ballotbox.protocol.encoding import from_base64url, to_base64url
from tests.sealed import sealing, vectors
from tests.sealed.sealing import Asked

Change = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A board with statements, a blank and later acts, beside a round of other people and the keys."""

    board: bytes
    other: bytes
    keys: sealing.RoundKeys
    voices: list[sealing.Voice]


def board_of(keys: sealing.RoundKeys, count: int) -> tuple[bytes, list[sealing.Voice]]:
    """Return a board of a round that nobody had to run."""
    from breakthrough.ballotbox.protocol.board import LaterAct

    voices = [sealing.make_voice(keys) for _ in range(count)]
    said = [
        voice.say(None if place == 0 else f"Statement {place}.", seq=5) for place, voice in enumerate(voices)
    ]
    shown = [replace(one, body=None) if place == 0 else one for place, one in enumerate(said)]
    acts = [voice.say("Said better.", kind="replace", seq=50) for voice in voices[1:3]]
    later = [LaterAct(act.pseudonym, 50, act.head, act.act, act.body) for act in acts]
    return write_board(Board(keys.written, "voice", 2, keys.issued("voice"), shown, later, None)), voices


@pytest.fixture(scope="module")
def shown() -> Shown:
    keys = sealing.make_round([Asked(), Asked("pulse-note")], members=9)
    board, voices = board_of(keys, 8)
    other, _ = board_of(sealing.make_round([Asked(), Asked("pulse-note")], members=9), 8)
    return Shown(board, other, keys, voices)


def verdict(folder: Path, board: Any, *options: str) -> int:
    """Return what the verifier answers about a board."""
    path = folder / "BOARD.json"
    path.write_bytes(board if isinstance(board, bytes) else json.dumps(board).encode())
    return verify.main([str(path), *options])


def _flip(text: str, place: int = 3) -> str:
    return text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]


def _flip_part(part: str) -> Change:
    def change(board: dict[str, Any]) -> None:
        board["items"][2][part] = _flip(board["items"][2][part], 30)

    return change


def _swap_bodies(board: dict[str, Any]) -> None:
    spoken = [entry for entry in board["items"] if "body" in entry]
    spoken[0]["body"], spoken[1]["body"] = spoken[1]["body"], spoken[0]["body"]


def _reorder(board: dict[str, Any]) -> None:
    board["items"][0], board["items"][1] = board["items"][1], board["items"][0]


def _other_key(board: dict[str, Any]) -> None:
    board["items"][0]["key"] = to_base64url(b"k" * 32)


def _fewer_issued(board: dict[str, Any]) -> None:
    board["issued"] = dict.fromkeys(board["issued"], 7)


def _more_issued(board: dict[str, Any]) -> None:
    board["issued"] = dict.fromkeys(board["issued"], 10)


def _earlier_later(board: dict[str, Any]) -> None:
    board["later"] = board["later"][::-1]


def _stranger_later(board: dict[str, Any]) -> None:
    board["later"][0]["handle"] = to_base64url(b"h" * 32)


CHANGES: dict[str, Change] = {
    "a flipped message": _flip_part("message"),
    "a flipped signature": _flip_part("signature"),
    "a flipped head": _flip_part("head"),
    "a flipped act": _flip_part("act"),
    "swapped texts": _swap_bodies,
    "a dropped contribution": lambda board: board["items"].pop(4),
    "a doubled contribution": lambda board: board["items"].insert(4, board["items"][4]),
    "another order": _reorder,
    "a contribution of another round": lambda board: board["items"].__setitem__(
        3, board["other"]["items"][3]
    ),
    "another key": _other_key,
    "too few credentials": _fewer_issued,
    "too many credentials": _more_issued,
    "no counts": lambda board: board.update(issued={}),
    "another root": lambda board: board.update(root=_flip(board["root"])),
    "another card": lambda board: board.update(card=board["other"]["card"]),
    "a broken card": lambda board: board.update(card=board["card"][:-8]),
    "another scope": lambda board: board.update(label="pulse-note"),
    "a dropped later act": lambda board: board["later"].pop(),
    "later acts in another order": _earlier_later,
    "a later act of a stranger": _stranger_later,
    "a flipped later act": lambda board: board["later"][0].update(act=_flip(board["later"][0]["act"])),
    "a later text that was not signed": lambda board: board["later"][0].update(
        body=board["later"][1]["body"]
    ),
    "a contribution too many": lambda board: board["items"].append(board["other"]["items"][0]),
}


def test_a_whole_board_is_valid(shown: Shown, tmp_path: Path) -> None:
    assert verdict(tmp_path, shown.board) == 0
    assert verdict(tmp_path, shown.board, "--digest", shown.keys.digest.hex()) == 0


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_board_is_invalid(shown: Shown, tmp_path: Path, change: Change) -> None:
    board = {**json.loads(shown.board), "other": json.loads(shown.other)}
    change(board)
    del board["other"]
    assert verdict(tmp_path, board) == 1


def test_another_digest_is_noticed(shown: Shown, tmp_path: Path) -> None:
    assert verdict(tmp_path, shown.other, "--digest", shown.keys.digest.hex()) == 1


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"{}", b'{"format":"breakthrough-board/9"}', b"[" * 100_000]
)
def test_what_is_no_board_is_unreadable(raw: bytes, tmp_path: Path) -> None:
    assert verdict(tmp_path, raw) == 2


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    assert verify.main([str(tmp_path / "nothing.json")]) == 2


def test_what_was_asked_must_be_what_is_on_the_card(tmp_path: Path) -> None:
    keys = sealing.make_round(members=6, content=b'{"question":"What?"}')
    board, _ = board_of(keys, 6)
    (tmp_path / "plan").write_bytes(b'{"question":"What?"}')
    assert verdict(tmp_path, board, "--plan", str(tmp_path / "plan")) == 0
    (tmp_path / "plan").write_bytes(b'{"question":"Who?"}')
    assert verdict(tmp_path, board, "--plan", str(tmp_path / "plan")) == 1


def test_the_words_that_were_asked_are_written_out_in_every_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {"stem": "About Ada:", "asked": [["Sie hört zu.", "nein", "", "ja\x1b[2J"]]}
    plan = {"title": "Mirror", "seeds": ["One."], "asked": ["She listens."], "shown": {"de": said}}
    for content, lines in (
        (plan, ["title: Mirror", "de: About Ada:", "de 1: Sie hört zu. | nein | ja [2J", "seeds 1: One."]),
        ({"question": "What?", "asked": [{"text": "A?", "answers": ["no"], "missing": None}]}, ["question: What?", "asked 1: A? | no"]),
        ([1], []),
        ({"shown": {"de": 3}, "seeds": 4}, []),
    ):  # fmt: skip
        keys = sealing.make_round(members=6, content=json.dumps(content).encode())
        board, _ = board_of(keys, 6)
        (tmp_path / "plan").write_bytes(json.dumps(content).encode())
        assert verdict(tmp_path, board, "--plan", str(tmp_path / "plan")) == 0
        told = capsys.readouterr().out.splitlines()[1:]
        assert [line.removeprefix("Asked, ") for line in told if line.startswith("Asked, ")] == lines


def test_the_roster_must_be_the_one_on_the_card(tmp_path: Path) -> None:
    people = roster.Roster(
        b"s" * 32, tuple(roster.Entry(bytes([n]) * 16, f"P{n}", 1, False) for n in range(6))
    )
    written = roster.write_roster(people)
    draws = iter([b"r" * 16, roster.hash_of_roster(written), b"c" * 32])
    keys = sealing.make_round(members=6, draw=lambda _: next(draws))
    board, _ = board_of(keys, 6)
    (tmp_path / "roster").write_bytes(written)
    assert verdict(tmp_path, board, "--roster", str(tmp_path / "roster")) == 0
    fewer = roster.write_roster(roster.Roster(people.salt, people.entries[:5]))
    (tmp_path / "roster").write_bytes(fewer)
    assert verdict(tmp_path, board, "--roster", str(tmp_path / "roster")) == 1


def test_somebody_finds_their_own_contribution_or_hears_that_it_is_missing(
    shown: Shown, tmp_path: Path
) -> None:
    entry = next(
        one
        for one in json.loads(shown.board)["items"]
        if one["message"] == to_base64url(shown.voices[5].message)
    )
    head = bodies.read_head(from_base64url(entry["head"]))
    own = {"handle": to_base64url(shown.voices[5].pseudonym), "seq": head.seq, "hash": to_base64url(head.body_hash), "body": entry["body"]}  # fmt: skip

    def say(**changes: object) -> int:
        (tmp_path / "mine.json").write_text(json.dumps([{**own, **changes}]))
        return verdict(tmp_path, shown.board, "--mine", str(tmp_path / "mine.json"))

    assert say() == 0
    assert say(seq=6) == 1
    assert say(hash=to_base64url(b"x" * 32)) == 1
    assert say(body=to_base64url(b"another text")) == 1
    assert say(handle=to_base64url(b"x" * 32)) == 1
    assert say(handle=5) == 2


def test_boards_that_together_isolate_somebody_are_invalid(tmp_path: Path) -> None:
    keys = sealing.make_round(members=11)
    said = [sealing.make_voice(keys).say(f"{place}", seq=1) for place in range(11)]
    person, first, second = said[:1], said[1:6], said[6:]

    def board(release: int, *parts: list[Any]) -> bytes:
        return write_board(
            Board(
                keys.written,
                "voice",
                release,
                keys.issued("voice"),
                [one for part in parts for one in part],
                [],
                None,
            )
        )

    earlier = [board(1, person, first), board(2, person, second)]
    for number, one in enumerate(earlier):
        (tmp_path / f"{number}.json").write_bytes(one)
    options = ["--against", str(tmp_path / "0.json"), "--against", str(tmp_path / "1.json")]
    assert verdict(tmp_path, board(3, person, first, second)) == 0
    assert verdict(tmp_path, board(3, person, first, second), *options) == 1
    (tmp_path / "0.json").write_bytes(board(1, person, first))
    assert verdict(tmp_path, board(2, person, first), "--against", str(tmp_path / "0.json")) == 0
    assert verdict(tmp_path, board(2, person, first, second), "--against", str(tmp_path / "0.json")) == 0
    assert verdict(tmp_path, board(2, person, first, second[:4]), "--against", str(tmp_path / "0.json")) == 1
    assert verdict(tmp_path, board(1, person, first), "--against", str(tmp_path / "0.json")) == 1


@pytest.mark.parametrize("kind", ["ed25519", "p256"])
def test_the_boards_of_the_vectors_are_valid(kind: str, tmp_path: Path) -> None:
    board = json.loads(vectors.FILE.read_text(encoding="utf-8"))[kind]["board"]["json"]
    assert verdict(tmp_path, board.encode()) == 0


def test_the_verifier_runs_on_its_own(shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "BOARD.json").write_bytes(shown.board)
    done = subprocess.run(
        [sys.executable, "-m", "breakthrough.verify", str(tmp_path / "BOARD.json")],
        cwd=Path(__file__).parents[2] / "src", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Valid: voice, release 2, 8 contributions")
