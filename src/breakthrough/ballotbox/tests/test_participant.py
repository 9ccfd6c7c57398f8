"""One person's half in Python: blinded, signed, unblinded, and what it sends is what the box expects."""

import json
import random
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from breakthrough.ballotbox import participant
from breakthrough.ballotbox.protocol import bodies, encoding, messages, signatures
from breakthrough.ballotbox.protocol.bodies import Body
from breakthrough.ballotbox.protocol.card import ED25519, P256, Cell, Scope

DIGEST = bytes(range(32))


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


@pytest.fixture(scope="module")
def cell(key: rsa.RSAPrivateKey) -> Cell:
    written = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Cell(number=0, eligible=6, public_key=written)


@pytest.fixture
def chance() -> Callable[[int], bytes]:
    return random.Random(7).randbytes  # noqa: S311 (repeatable chance in a test)


def sign(key: rsa.RSAPrivateKey, blinded: bytes) -> bytes:
    numbers = key.private_numbers()
    n = numbers.public_numbers.n
    return pow(int.from_bytes(blinded), numbers.d, n).to_bytes(384)


def test_a_blindly_signed_message_becomes_a_credential_that_verifies(
    key: rsa.RSAPrivateKey, cell: Cell, chance: Callable[[int], bytes]
) -> None:
    blinded, kept = participant.prepare(alg=ED25519, digest=DIGEST, cell=cell, random=chance)
    credential = participant.finalize(kept, sign(key, blinded))
    assert messages.fits_context(credential.message, messages.context_of(DIGEST, cell.key_id))
    assert signatures.is_credential(
        public_key=cell.public_key, message=credential.message, signature=credential.signature
    )


def test_the_issuer_sees_nothing_of_what_he_signs(
    key: rsa.RSAPrivateKey, cell: Cell, chance: Callable[[int], bytes]
) -> None:
    # Every blinded value fits every message by exactly one factor: two people's answers could be exchanged.
    n = key.public_key().public_numbers().n
    made = [participant.prepare(alg=ED25519, digest=DIGEST, cell=cell, random=chance) for _ in range(2)]
    credentials = [participant.finalize(kept, sign(key, blinded)) for blinded, kept in made]
    for blinded, _kept in made:
        for credential in credentials:
            encoded = pow(int.from_bytes(credential.signature), 65537, n)
            factor_to_e = int.from_bytes(blinded) * pow(encoded, -1, n) % n
            factor = pow(factor_to_e, key.private_numbers().d, n)
            assert encoded * pow(factor, 65537, n) % n == int.from_bytes(blinded)


def test_a_signature_by_another_key_is_an_alarm(cell: Cell, chance: Callable[[int], bytes]) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    blinded, kept = participant.prepare(alg=ED25519, digest=DIGEST, cell=cell, random=chance)
    with pytest.raises(participant.NotSigned):
        participant.finalize(kept, sign(other, (int.from_bytes(blinded) >> 8).to_bytes(384)))


@pytest.mark.parametrize("alg", [ED25519, P256])
def test_a_contribution_is_complete_signed_and_of_the_scopes_exact_size(
    alg: int, key: rsa.RSAPrivateKey, cell: Cell, chance: Callable[[int], bytes]
) -> None:
    scope = Scope(label="voice", quota=1, max_body=1200, kind="text", cells=(cell,))
    blinded, kept = participant.prepare(alg=alg, digest=DIGEST, cell=cell, random=chance)
    credential = participant.finalize(kept, sign(key, blinded))
    said = Body(salt=chance(32), kind="put", payload="Nobody has told the steering group.")
    request = participant.contribute(credential, body=said, seq=17, scope=scope)
    assert len(request) == scope.request_size
    parts = {
        name: encoding.from_base64url(text) for name, text in json.loads(request).items() if name != "pad"
    }
    head = bodies.read_head(parts["head"])
    assert bodies.read_body(parts["body"], kind="text") == said
    assert (head.seq, head.body_hash) == (17, bodies.hash_of_body(parts["body"]))
    pseudonym = messages.public_key_of(parts["message"])
    assert signatures.is_act(alg=alg, public_key=pseudonym, head=parts["head"], act=parts["act"])
