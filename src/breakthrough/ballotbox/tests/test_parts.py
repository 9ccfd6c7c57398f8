"""The small parts: pace, keys, the sealed value, the card and what a text may hold."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from breakthrough.ballotbox import pending, problems
from breakthrough.ballotbox.keys import KeyFolder
from breakthrough.ballotbox.pace import Pace
from breakthrough.ballotbox.protocol import plain_text
from breakthrough.ballotbox.protocol.card import read_card, write_card
from breakthrough.ballotbox.protocol.encoding import Malformed
from tests.sealed import sealing
from tests.sealed.sealing import Asked

ROUND = b"r" * 16


def test_a_pseudonym_waits_a_moment_between_two_changes_and_leaves_no_trace_after() -> None:
    seconds = [100.0]
    pace = Pace(lambda: seconds[0])
    pace.note(b"a")
    assert pace.is_too_quick(b"a")
    assert not pace.is_too_quick(b"b")
    seconds[0] += 1.0
    assert pace.is_too_quick(b"a")
    seconds[0] += 1.0
    assert not pace.is_too_quick(b"a")
    assert b"a" not in pace._now | pace._before


def test_a_clock_that_jumps_stops_nobody_for_long() -> None:
    seconds = [100.0]
    pace = Pace(lambda: seconds[0])
    pace.note(b"a")
    seconds[0] = 5.0
    assert not pace.is_too_quick(b"a")


@pytest.mark.parametrize("committed", [True, False])
def test_a_crash_between_key_and_commit_leaves_one_key_that_opens(tmp_path: Path, committed: bool) -> None:
    keys = KeyFolder(tmp_path / "keys")
    keys.put_next(ROUND, b"1" * 32)
    keys.settle(ROUND, b"1" * 32)
    keys.put_next(ROUND, b"2" * 32)
    assert list(keys.candidates(ROUND)) == [b"1" * 32, b"2" * 32]
    used = b"2" * 32 if committed else b"1" * 32
    keys.settle(ROUND, used)
    assert list(keys.candidates(ROUND)) == [used]
    keys.drop(ROUND)
    assert list(keys.candidates(ROUND)) == []
    assert list((tmp_path / "keys").iterdir()) == []


def test_a_sealed_value_opens_only_with_its_key_in_its_round_and_unchanged() -> None:
    sealed = pending.seal((), round_=ROUND, key=b"k" * 32, capacity=500, draw=lambda length: b"n" * length)
    assert pending.unseal(sealed, round_=ROUND, key=b"k" * 32) == {}
    for changed, round_, key in (
        (sealed, b"x" * 16, b"k" * 32),
        (sealed, ROUND, b"x" * 32),
        (dataclasses.replace(sealed, value=sealed.value[:-1] + b"\0"), ROUND, b"k" * 32),
    ):
        with pytest.raises(InvalidTag):
            pending.unseal(changed, round_=round_, key=key)


def test_more_than_fits_is_never_cut_off() -> None:
    voice = sealing.make_voice(sealing.make_round())
    envelope = voice.say("x")
    waiting = pending.wait(
        label="voice", envelope=envelope, handle=voice.pseudonym, seq=1, is_later=False, is_blank=False
    )
    with pytest.raises(ValueError, match="More is waiting"):
        pending.seal((waiting,), round_=ROUND, key=b"k" * 32, capacity=100, draw=bytes)


def test_the_largest_contribution_fits_its_slot_and_its_request() -> None:
    for max_body, alg in ((2048, 1), (2048, 2), (4096, 1), (4096, 2)):
        keys = sealing.make_round([Asked(max_body=max_body)], alg=alg)
        envelope = sealing.make_voice(keys).say_bytes(b"b" * max_body, seq=2**32 - 1)
        waiting = pending.wait(
            label="x" * 35, envelope=envelope, handle=b"", seq=1, is_later=True, is_blank=False
        )
        assert len(waiting.packed) <= max_body + 1024
        size = keys.scope("voice").request_size
        assert len(sealing.request_of(envelope, size=size)) == size


@pytest.mark.parametrize(
    "changes",
    [
        {"k": 4}, {"alg": 3}, {"members": 4}, {"round": b"short"}, {"roster_hash": b""}, {"mode": "never"}, {"ticks": "hourly"}, {"scopes": ()},
    ],
    ids=str,
)  # fmt: skip
def test_a_card_that_breaks_a_rule_is_not_written(changes: dict[str, Any]) -> None:
    card = sealing.make_round().card
    with pytest.raises(Malformed):
        write_card(dataclasses.replace(card, **changes))


@pytest.mark.parametrize(
    "changes", [{"quota": 2}, {"quota": 4}, {"max_body": 5000}, {"label": "Voice"}, {"label": "a b"}, {"kind": "song"}, {"cells": ()}], ids=str
)  # fmt: skip
def test_a_scope_that_breaks_a_rule_is_not_written(changes: dict[str, Any]) -> None:
    card = sealing.make_round().card
    scope = dataclasses.replace(card.scopes[0], **changes)
    with pytest.raises(Malformed):
        write_card(dataclasses.replace(card, scopes=(scope,)))


def test_parties_are_cells_only_where_each_has_k_people() -> None:
    asked = [Asked("pulse", kind="vector", by_party=True)]
    assert len(sealing.make_round(asked, members=10, party_sizes=[5, 5]).card.scopes[0].cells) == 2
    with pytest.raises(Malformed):
        sealing.make_round(asked, members=10, party_sizes=[6, 4])
    with pytest.raises(Malformed):
        sealing.make_round([Asked("pulse-note", by_party=True)], members=10, party_sizes=[5, 5])


def test_a_card_is_read_as_it_was_written() -> None:
    keys = sealing.make_round([Asked(quota=2), Asked("votes/1", kind="vector")], members=13)
    assert read_card(keys.written) == keys.card


@pytest.mark.parametrize(
    "text", ["a", "Grüße", "日本語", "🙂", "two\nlines", "e\u0301", "“quoted” – dash", "नमस्ते"]
)
def test_ordinary_texts_are_taken(text: str) -> None:
    assert plain_text.check(text) == text


@pytest.mark.parametrize(
    "sign",
    [0x00, 0x09, 0x0D, 0x7F, 0x85, 0xAD, 0x200B, 0x200D, 0x200E, 0x202A, 0x2066, 0x2028, 0xFEFF, 0xE0041],
)
def test_signs_that_nobody_sees_are_not_taken(sign: int) -> None:
    with pytest.raises(plain_text.NotPlain):
        plain_text.check(f"a{chr(sign)}b")


def test_every_problem_has_words_and_a_status_that_is_a_refusal() -> None:
    for code, refusal in problems.EVERY.items():
        assert code
        assert 400 <= refusal.status < 600
        assert refusal.words.endswith(".")
