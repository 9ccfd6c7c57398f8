"""T4, T12: nothing that the box stores or shows follows the order in which contributions came, and what is over stays closed."""

import json
import math
import random
import shutil
import sqlite3
import statistics
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from breakthrough.ballotbox import pending
from breakthrough.ballotbox.pending import Waiting
from breakthrough.ballotbox.protocol.encoding import from_base64url
from breakthrough.ballotbox.stores import rows
from breakthrough.ballotbox.stores.postgres import PostgresStore
from tests.sealed import sealing
from tests.sealed.boxes import TestBox

ROUNDS = 200
PEOPLE = 20


def kendall(order: Sequence[int]) -> float:
    """Return Kendall's τ between arrival 0, 1, 2 … and the places in `order`."""
    pairs = [(a, b) for place, a in enumerate(order) for b in order[place + 1 :]]
    return sum(1 if a < b else -1 for a, b in pairs) / len(pairs)


def is_at_chance(taus: Sequence[float]) -> bool:
    """Say whether the mean τ is within three standard errors of none."""
    return abs(statistics.mean(taus)) < 3 * statistics.stdev(taus) / math.sqrt(len(taus))


def made(handle: bytes, arrival: int) -> Waiting:
    """Return a contribution that only has a handle; its seq says when it came."""
    from breakthrough.ballotbox.protocol.board import Envelope

    packed = (36).to_bytes(4) + handle + arrival.to_bytes(4)
    return Waiting("voice", Envelope(b"", b"", b"", b"", b"", b""), handle, arrival, False, False, packed)


def orders_in_sealed_sets(arrange: Callable[[list[Waiting]], Sequence[Waiting]]) -> list[list[int]]:
    """Return for 200 rounds the arrivals in the order in which the opened value holds them."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    chance = random.Random(20261125)  # noqa: S311 (the same rounds in every run)
    orders = list[list[int]]()
    for _ in range(ROUNDS):
        waiting = [made(chance.randbytes(32), arrival) for arrival in range(PEOPLE)]
        key = chance.randbytes(32)
        sealed = pending.seal(
            arrange(waiting), round_=b"r" * 16, key=key, capacity=4000, draw=chance.randbytes
        )
        plain = AESGCM(key).decrypt(sealed.nonce, sealed.value, pending.PURPOSE + b"r" * 16)
        entries = [plain[start : start + 40] for start in range(0, 40 * PEOPLE, 40)]
        orders.append([int.from_bytes(entry[36:]) for entry in entries])
    return orders


def test_the_opened_set_says_nothing_of_arrival() -> None:
    assert is_at_chance([kendall(order) for order in orders_in_sealed_sets(lambda waiting: waiting)])


def test_the_test_catches_a_set_in_arrival_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pending, "_by_pseudonym", lambda one: one.seq.to_bytes(4))
    assert not is_at_chance([kendall(order) for order in orders_in_sealed_sets(lambda waiting: waiting)])


def test_every_stored_and_shown_order_is_that_of_the_handles(box: TestBox) -> None:
    taus = list[float]()
    for _ in range(6):
        keys = sealing.make_round(members=PEOPLE)
        box.open(keys)
        voices = box.speak(keys, *[f"Statement {number}." for number in range(PEOPLE)])
        arrival = {voice.pseudonym: number for number, voice in enumerate(voices)}
        box.office.close_scope(keys.card.round, "voice")
        state = box.office.release_scope(keys.card.round, "voice", context={})
        assert state.board is not None
        shown = [
            entry.pseudonym
            for entry in sorted(
                (one.envelope for one in rows.list_released(box.store) if one.round == keys.card.round),
                key=lambda envelope: envelope.pseudonym,
            )
        ]
        on_board = [from_base64url(entry["message"]) for entry in json.loads(state.board)["items"]]
        assert on_board == [voice.message for voice in sorted(voices, key=lambda voice: voice.pseudonym)]
        assert all(a < b for a, b in pairwise(shown))
        taus.append(kendall([arrival[handle] for handle in shown]))
    assert abs(statistics.mean(taus)) < 0.5


def test_every_sealed_value_has_the_same_size_and_another_nonce(box: TestBox) -> None:
    keys = sealing.make_round(members=8)
    box.open(keys)
    seen = list[tuple[bytes, int]]()
    for text in ("a", "b" * 280, "c"):
        box.speak(keys, text)
        box.office.cover(keys.card.round)
        ((_, sealed),) = rows.list_pending(box.store)
        seen.append((sealed.nonce, len(sealed.value)))
    assert len({size for _, size in seen}) == 1
    assert len({nonce for nonce, _ in seen}) == 3


def end_round(box: TestBox, keys: sealing.RoundKeys, how: str) -> None:
    """Bring `voice` to its end: shown, held and deleted after the hold, or with its whole round."""
    round_ = keys.card.round
    box.office.close_scope(round_, "voice")
    state = box.office.release_scope(round_, "voice", context={}).state
    assert state == ("held" if how == "hold ended" else "released")
    if how == "hold ended":
        box.office.end_scope_hold(round_, "voice")
    if how == "round ended":
        box.office.destroy(round_)


@pytest.mark.parametrize("how", ["released", "hold ended", "round ended"])
def test_no_key_that_is_left_opens_an_earlier_copy_of_the_sealed_value(
    box: TestBox, tmp_path: Path, how: str
) -> None:
    """T12: what a thief copied while the scope was open, write-ahead log and all."""
    keys = sealing.make_round([sealing.Asked(), sealing.Asked("pulse-note")], members=8)
    box.open(keys)
    said = 4 if how == "hold ended" else 6
    box.speak(keys, *["Said."] * said)
    if isinstance(box.store, PostgresStore):
        ((_, copy),) = rows.list_pending(box.store)
    else:
        stolen = tmp_path / "stolen"
        stolen.mkdir()
        for path in Path(box.address).parent.glob("box.sqlite3*"):
            shutil.copy(path, stolen)
        with closing(sqlite3.connect(stolen / "box.sqlite3")) as thief:
            copy = pending.Sealed(*thief.execute("SELECT nonce, sealed FROM pending").fetchone())
    (key,) = box.keys.candidates(keys.card.round)
    assert len(pending.unseal(copy, round_=keys.card.round, key=key)) == said
    end_round(box, keys, how)
    left = box.keys.candidates(keys.card.round)
    assert len(left) == (0 if how == "round ended" else 1)
    for after in left:
        with pytest.raises(InvalidTag):
            pending.unseal(copy, round_=keys.card.round, key=after)
    assert key not in b"".join(path.read_bytes() for path in box.keys.folder.iterdir())


def test_nothing_in_the_files_shows_a_text_before_its_release(box: TestBox) -> None:
    keys = sealing.make_round(members=8)
    box.open(keys)
    box.speak(keys, *["canary-4711"] * 6)
    if isinstance(box.store, PostgresStore):
        stored = b"".join(
            cell
            for table in ("pending", "item", "board")
            for row in box.store.run(f"SELECT * FROM {table}")  # noqa: S608 (our own names)
            for cell in row
            if isinstance(cell, bytes)
        )
    else:
        stored = b"".join(path.read_bytes() for path in Path(box.address).parent.rglob("*") if path.is_file())
    assert b"canary-4711" not in stored
    box.office.close_scope(keys.card.round, "voice")
    state = box.office.release_scope(keys.card.round, "voice", context={})
    assert state.board is not None
    assert "canary-4711" in str([from_base64url(entry["body"]) for entry in json.loads(state.board)["items"]])
