"""Writes `vectors.json`: an example of every line of the protocol, with fixed keys, for both kinds of pseudonym.

python -m tests.sealed.vectors          writes the file again
"""

import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from breakthrough.ballotbox import participant
from breakthrough.ballotbox.protocol import bodies, encoding, messages, roster, tree, words
from breakthrough.ballotbox.protocol.board import Board, Envelope, LaterAct, write_board
from breakthrough.ballotbox.protocol.bodies import Body, BodyKind, Head, Payload, Vector
from breakthrough.ballotbox.protocol.card import ED25519, P256
from breakthrough.practices.alignment.rules import plans as alignment_plans
from breakthrough.practices.voice.rules import frozen
from breakthrough.practices.voice.rules.frozen import Source
from tests.sealed import sealing

FOLDER = Path(__file__).parent
FILE = FOLDER / "vectors.json"
WORD_LIST = tuple(
    f"word{number:04d}" for number in range(words.LIST_LENGTH)
)  # the real list is the browser package's


def fixed(name: str, length: int = 32) -> bytes:
    """Return bytes that are always the same for a name."""
    return hashlib.shake_256(f"vectors {name}".encode()).digest(length)


@cache
def fixed_rsa_key(number: int) -> rsa.RSAPrivateKey:
    """Return one of the two RSA keys of the vectors; they protect nothing."""
    key = load_pem_private_key((FOLDER / f"test_key_{number}.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def pss_encode(message: bytes, *, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE of RFC 8017, 9.1.1, with SHA-384 and MGF1."""
    length, hashed = (bits + 7) // 8, hashlib.sha384(message).digest()
    h = hashlib.sha384(bytes(8) + hashed + salt).digest()
    block = bytes(length - len(salt) - len(h) - 2) + b"\1" + salt
    mask = b"".join(hashlib.sha384(h + count.to_bytes(4)).digest() for count in range(len(block) // 48 + 1))
    masked = bytearray(left ^ right for left, right in zip(block, mask, strict=False))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + h + b"\xbc"


def blind_signature(key: rsa.RSAPrivateKey, message: bytes, *, salt: bytes, factor: int) -> dict[str, bytes]:
    """RFC 9474: what goes over the line, and what comes out; by plain arithmetic, for these keys only."""
    numbers = key.private_numbers()
    n, e, d = numbers.public_numbers.n, numbers.public_numbers.e, numbers.d
    encoded = int.from_bytes(pss_encode(message, salt=salt, bits=n.bit_length() - 1))
    blinded = encoded * pow(factor, e, n) % n
    blind_signed = pow(blinded, d, n)
    signature = blind_signed * pow(factor, -1, n) % n
    return {
        "pss_salt": salt,
        "encoded": encoded.to_bytes(384),
        "blinding_factor": factor.to_bytes(384),
        "blinding_inverse": pow(factor, -1, n).to_bytes(384),
        "blinded": blinded.to_bytes(384),
        "blind_signature": blind_signed.to_bytes(384),
        "signature": signature.to_bytes(384),
    }


def make_vectors() -> dict[str, Any]:
    """Return everything in `vectors.json`."""
    people = roster.Roster(
        fixed("roster salt"),
        tuple(
            roster.Entry(fixed(name, 16), name, 1 + number % 2, number == 0)
            for number, name in enumerate(("Alice", "Bob", "Gina", "Lena", "Zoë", "Åsa"))
        ),
    )
    written = roster.write_roster(people)
    return {
        "about": "Binary values are base64url without padding. See breakthrough.ballotbox.protocol.",
        "roster": {
            "salt": _b(people.salt),
            "entries": [
                {"ref": _b(entry.ref), "name": entry.name, "party": entry.party, "new": entry.is_new}
                for entry in people.entries
            ],
            "bytes": _b(written),
            "hash": _b(roster.hash_of_roster(written)),
        },
        "encoding": _encodings(),
        "tree": _trees(),
        "ballots": _ballots(),
        "version": _version(),
        "ed25519": _round(ED25519),
        "p256": _round(P256),
        "words": {
            "list": "word0000 … word7775, to be the same without the real list; the four places count",
            "places": [
                WORD_LIST.index(word) for word in words.words_of(fixed("digest"), word_list=WORD_LIST)
            ],
            "digest": _b(fixed("digest")),
        },
    }


def _ballots() -> list[dict[str, Any]]:
    """Frozen sets with every kind of statement and words that JSON could spell in two ways; with salts and without."""
    said = [
        frozen.Text("We begin.", Source.OPENING),
        frozen.Text("From elsewhere \u2028 \U0001f642 \\ / \x7f", Source.SEED),
        frozen.Text('"Nie" gesagt\nund größer als <b>', Source.SEALED, seal=fixed("seal").hex()),
    ]
    salted = [replace(one, salt=fixed(f"salt {at}", 16).hex()) for at, one in enumerate(said)]
    round_hex = fixed("ballot", 16).hex()
    return [
        {
            "round": round_hex,
            "root": frozen.root_of(round_hex, statements).hex(),
            "statements": [
                {"text": one.text, "seal": one.seal, "source": one.source.value, "salt": one.salt}
                for one in statements
            ],
            "words": [frozen.hash_of_words(one.text, salt=one.salt) for one in statements],
        }
        for statements in (salted, said)
    ]


def _version() -> dict[str, Any]:
    number, body, round_hex = 3, 'Wir beginnen „jetzt“.\n\n\\ "So"\u2028', fixed("ballot", 16).hex()
    root = alignment_plans.root_of(round_hex=round_hex, number=number, body=body)
    return {"number": number, "body": body, "round": round_hex, "root": root.hex()}


def _round(alg: int) -> dict[str, Any]:
    keys = sealing.make_round(
        [sealing.Asked(), sealing.Asked("votes/1", max_body=2048, kind="vector")],
        members=6,
        alg=alg,
        draw=_drawer(f"round {alg}"),
        key_of=fixed_rsa_key,
    )
    root = fixed("statement set")
    said: dict[str, list[tuple[BodyKind, Payload]]] = {
        "voice": [
            ("put", "Wir reden zu selten über Geld — really.\nTwo lines, ünïcode ✓."),
            ("blank", None),
            ("put", "Second."),
        ],
        "votes/1": [("put", Vector(root, (4, None, 0, 42, 2**31))), ("blank", None)],
    }
    contributions, envelopes = list[dict[str, Any]](), dict[str, list[Envelope]]()
    for label, spoken in said.items():
        for number, (kind, payload) in enumerate(spoken):
            shown, envelope = _contribution(keys, label, number, kind, payload)
            contributions.append(shown)
            envelopes.setdefault(label, []).append(envelope)
    later = _later(keys, envelopes["voice"][0])
    board = Board(keys.written, "voice", 2, keys.issued("voice"), [
        envelope if number != 1 else replace(envelope, body=None) for number, envelope in enumerate(envelopes["voice"])
    ], [later], None)  # fmt: skip
    return {
        "alg": alg,
        "card": {
            "bytes": _b(keys.written),
            "digest": _b(keys.digest),
            "round": _b(keys.card.round),
            "scopes": [
                {
                    "label": scope.label,
                    "quota": scope.quota,
                    "max_body": scope.max_body,
                    "kind": scope.kind,
                    "request_size": scope.request_size,
                    "gate_number": scope.gate_number(keys.card.k),
                    "cells": [
                        {
                            "number": cell.number,
                            "eligible": cell.eligible,
                            "spki": _b(cell.public_key),
                            "key_id": _b(cell.key_id),
                            "context": _b(messages.context_of(keys.digest, cell.key_id)),
                        }
                        for cell in scope.cells
                    ],
                }
                for scope in keys.card.scopes
            ],
        },
        "contributions": contributions,
        "later": {"handle": _b(later.handle), "seq": later.seq, "head": _b(later.head), "act": _b(later.act), "body": _b(later.body or b"")},
        "board": {"json": write_board(board).decode(), "root": _b(board.root)},
    }  # fmt: skip


def _contribution(
    keys: sealing.RoundKeys, label: str, number: int, kind: BodyKind, payload: Payload
) -> tuple[dict[str, Any], Envelope]:
    name = f"{keys.card.alg} {label} {number}"
    alg, own = keys.card.alg, _pseudonym(keys.card.alg, name)
    key_id = keys.key_ids(label)[0]
    context = messages.context_of(keys.digest, key_id)
    random = fixed(f"random {name}")
    public = participant.public_half(alg, own)
    message = messages.message_of(random=random, context=context, public_key=public)
    blind = blind_signature(
        keys.private[key_id],
        message,
        salt=fixed(f"pss {name}", 48),
        factor=int.from_bytes(fixed(f"factor {name}", 380)),
    )
    body = bodies.write_body(Body(fixed(f"salt {name}"), kind, payload))
    seq = 1 + int.from_bytes(fixed(f"seq {name}", 2)) % 65535
    head = bodies.write_head(Head(context, seq, bodies.hash_of_body(body)))
    act = _act(alg, own, head)
    envelope = Envelope(key_id, message, blind["signature"], head, act, body)
    shown = {
        "label": label,
        "kind": kind,
        "payload": {"root": _b(payload.root), "answers": list(payload.answers)}
        if isinstance(payload, Vector)
        else payload,
        "private_key": _b(own),
        "public_key": _b(public),
        "random": _b(random),
        "context": _b(context),
        "message": _b(message),
        **{part: _b(value) for part, value in blind.items()},
        "handle": _b(envelope.pseudonym),
        "salt": _b(fixed(f"salt {name}")),
        "body": _b(body),
        "body_hash": _b(bodies.hash_of_body(body)),
        "seq": seq,
        "head": _b(head),
        "act_input": _b(messages.act_input(head)),
        "act": _b(act),
        "leaf": _b(tree.leaf_of(key_id=key_id, message=message, signature=blind["signature"], head=head, act=act)),
        "request": sealing.request_of(envelope, size=keys.scope(label).request_size).decode(),
    }  # fmt: skip
    return shown, envelope


def _later(keys: sealing.RoundKeys, envelope: Envelope) -> LaterAct:
    name = f"{keys.card.alg} voice 0"
    body = bodies.write_body(Body(fixed(f"later {name}"), "replace", "Said better."))
    seq = bodies.read_head(envelope.head).seq + 77
    head = bodies.write_head(
        Head(messages.context_of(keys.digest, envelope.key_id), seq, bodies.hash_of_body(body))
    )
    return LaterAct(envelope.pseudonym, seq, head, _act(keys.card.alg, _pseudonym(keys.card.alg, name), head), body)  # fmt: skip


def _pseudonym(alg: int, name: str) -> bytes:
    seed = fixed(f"pseudonym {name}")
    return seed if alg == ED25519 else (int.from_bytes(seed) >> 1).to_bytes(32)


def _act(alg: int, own: bytes, head: bytes) -> bytes:
    if alg == ED25519:
        return participant.sign(alg, own, messages.act_input(head))
    # As in RFC 6979, so that the vectors are the same every time.
    key = ec.derive_private_key(int.from_bytes(own), ec.SECP256R1())
    signed = key.sign(messages.act_input(head), ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    r, s = utils.decode_dss_signature(signed)
    return r.to_bytes(32) + s.to_bytes(32)


def _encodings() -> list[dict[str, Any]]:
    good: list[Any] = [
        0,
        23,
        24,
        255,
        256,
        65535,
        65536,
        2**32 - 1,
        2**32,
        2**53 - 1,
        True,
        False,
        None,
        "",
        "ü\n✓",
        [],
        [1, [2, [3]]],
    ]
    refused = {
        "1801": "not the shortest integer", "0000": "bytes after the end", "20": "negative", "f90000": "float", "a0": "map",
        "c000": "tag", "9fff": "indefinite length", "62ffff": "not UTF-8", "f7": "undefined", "1b0020000000000000": "2^53",
        "": "nothing", "81": "truncated", "81818181818181818100": "nested too deeply", "5f4100ff": "chunked",
    }  # fmt: skip
    return [
        *({"value": value, "bytes": _b(encoding.encode(value))} for value in good),
        *(
            {"byte_string": _b(raw), "bytes": _b(encoding.encode(raw))}
            for raw in (b"", b"\0", fixed("long", 300))
        ),
        *({"refused": why, "bytes": _b(bytes.fromhex(raw))} for raw, why in refused.items()),
    ]


def _trees() -> list[dict[str, Any]]:
    leaves = [fixed(f"leaf {number}") for number in range(9)]
    return [
        {"leaves": [_b(leaf) for leaf in leaves[:count]], "root": _b(tree.root_of(leaves[:count]))}
        for count in range(10)
    ]


def _drawer(name: str) -> sealing.Draw:
    count = iter(range(1000))
    return lambda length: fixed(f"{name} {next(count)}", length)


def _b(raw: bytes) -> str:
    return encoding.to_base64url(raw)


if __name__ == "__main__":
    FILE.write_text(json.dumps(make_vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
