"""The file that feeds the tests of both languages is what this code makes, and each line of it holds on its own."""

import json
from typing import Any

import pytest

from breakthrough.ballotbox.protocol import bodies, encoding, messages, roster, signatures, tree, words
from breakthrough.ballotbox.protocol.card import read_card
from breakthrough.ballotbox.protocol.encoding import Malformed, from_base64url
from tests.sealed import vectors

KEPT: dict[str, Any] = json.loads(vectors.FILE.read_text(encoding="utf-8"))
ROUNDS = [KEPT["ed25519"], KEPT["p256"]]
CONTRIBUTIONS = [(one, said) for one in ROUNDS for said in one["contributions"]]


def test_the_file_is_what_the_code_makes() -> None:
    assert vectors.make_vectors() == KEPT


@pytest.mark.parametrize("entry", KEPT["encoding"], ids=lambda entry: next(map(str, entry.values()))[:30])
def test_values_have_one_encoding_and_everything_else_is_refused(entry: dict[str, Any]) -> None:
    raw = from_base64url(entry["bytes"])
    if "refused" in entry:
        with pytest.raises(Malformed):
            encoding.decode(raw)
    else:
        value = from_base64url(entry["byte_string"]) if "byte_string" in entry else entry["value"]
        assert encoding.encode(value) == raw
        assert encoding.decode(raw) == value


@pytest.mark.parametrize(
    ("one", "said"), CONTRIBUTIONS, ids=lambda part: str(part.get("alg", part.get("kind")))
)
def test_a_contribution_verifies_and_is_bound_to_its_card(one: dict[str, Any], said: dict[str, Any]) -> None:
    card = read_card(from_base64url(one["card"]["bytes"]))
    scope = card.by_label[said["label"]]
    part = {
        name: from_base64url(said[name]) for name in ("message", "signature", "head", "act", "body", "leaf")
    }
    assert len(part["message"]) == messages.message_length(one["alg"])
    assert messages.fits_context(part["message"], from_base64url(said["context"]))
    assert signatures.is_credential(
        public_key=scope.cells[0].public_key, message=part["message"], signature=part["signature"]
    )
    public_key = messages.public_key_of(part["message"])
    assert signatures.is_act(alg=one["alg"], public_key=public_key, head=part["head"], act=part["act"])
    assert not signatures.is_act(
        alg=one["alg"], public_key=public_key, head=part["head"] + b"\0", act=part["act"]
    )
    head, body = bodies.read_head(part["head"]), bodies.read_body(part["body"], kind=scope.kind)
    assert (head.seq, head.body_hash) == (said["seq"], bodies.hash_of_body(part["body"]))
    assert body.kind == said["kind"]
    assert len(said["request"]) == scope.request_size


def test_blinding_leaves_one_factor_between_what_is_signed_and_what_is_shown() -> None:
    said = KEPT["ed25519"]["contributions"][0]
    number = vectors.fixed_rsa_key(0).public_key().public_numbers()
    part = {
        name: int.from_bytes(from_base64url(said[name]))
        for name in (
            "encoded",
            "blinding_factor",
            "blinding_inverse",
            "blinded",
            "blind_signature",
            "signature",
        )
    }
    assert part["blinding_factor"] * part["blinding_inverse"] % number.n == 1
    assert part["blinded"] == part["encoded"] * pow(part["blinding_factor"], number.e, number.n) % number.n
    assert pow(part["blind_signature"], number.e, number.n) == part["blinded"]
    assert part["signature"] == part["blind_signature"] * part["blinding_inverse"] % number.n


def test_the_roster_hides_behind_its_hash() -> None:
    written = from_base64url(KEPT["roster"]["bytes"])
    people = roster.read_roster(written)
    assert [entry.ref for entry in people.entries] == sorted(entry.ref for entry in people.entries)
    assert roster.hash_of_roster(written) == from_base64url(KEPT["roster"]["hash"])
    assert {entry.name for entry in people.entries} == {entry["name"] for entry in KEPT["roster"]["entries"]}


@pytest.mark.parametrize("one", KEPT["tree"], ids=lambda one: str(len(one["leaves"])))
def test_a_tree_has_the_root_of_the_standard(one: dict[str, Any]) -> None:
    leaves = [from_base64url(leaf) for leaf in one["leaves"]]
    assert tree.root_of(leaves) == from_base64url(one["root"])


def test_words_need_the_whole_list() -> None:
    with pytest.raises(ValueError, match="7776"):
        words.words_of(b"", word_list=["word"])
