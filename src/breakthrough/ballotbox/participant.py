"""One person's half of a sealed round in Python: what the browser does, for programs, simulations and the demo.

    blinded, kept = participant.prepare(alg=card.alg, digest=digest, cell=cell, random=secrets.token_bytes)   # send `blinded` to the issuer
    credential = participant.finalize(kept, signature)                                         # his blind signature comes back
    request = participant.contribute(credential, body=body, seq=seq, scope=scope)   # send to the box

Blinding is RSABSSA-SHA384-PSS-Randomized (RFC 9474, sections 4.1, 4.2 and 4.4); the encoding is EMSA-PSS (RFC 8017, 9.1.1).
It holds one's own secrets only, and works on the public half of the issuer's key. Randomness arrives as an argument.
"""

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from breakthrough.ballotbox.protocol import bodies, encoding, messages, signatures
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.protocol.bodies import Body, Head
from breakthrough.ballotbox.protocol.card import ED25519, Card, Cell, Scope

RandomBytes = Callable[[int], bytes]

SIZE = signatures.SIGNATURE_LENGTH
_HASH = hashlib.sha384
_HASH_LENGTH = 48


class NotSigned(Exception):
    """The signature that came back is not the pinned key's: an alarm, never a reason to try again."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What must be kept before anything is sent. `inverse` unblinds; `secret` is the pseudonym's private key (32 bytes)."""

    alg: int
    context: bytes
    key_id: bytes
    public_key: bytes
    message: bytes
    inverse: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class Credential:
    """A right to one contribution, under a pseudonym that nobody can tie to a person."""

    alg: int
    context: bytes
    key_id: bytes
    message: bytes
    signature: bytes
    secret: bytes

    @property
    def pseudonym(self) -> bytes:
        """The name under which the box knows it: `handle` in the protocol."""
        return messages.pseudonym_of(messages.public_key_of(self.message))


def cells_of(card: Card, party: int) -> list[tuple[Scope, Cell]]:
    """Return what a person of the party with this number (from 1) is given credentials for, in the card's order."""
    return [(scope, cell) for scope in card.scopes for cell in scope.cells if cell.number in {0, party}]


def prepare(*, alg: int, digest: bytes, cell: Cell, random: RandomBytes) -> tuple[bytes, Prepared]:
    """Return the blinded message for the issuer (384 bytes), and what to keep; `alg` and `digest` are the pinned card's."""
    secret = random(32)
    pseudonym = public_half(alg, secret)
    context = messages.context_of(digest, cell.key_id)
    message = messages.message_of(
        random=random(messages.RANDOM_LENGTH), context=context, public_key=pseudonym
    )
    key = signatures.load_rsa_key(cell.public_key).public_numbers()
    encoded = int.from_bytes(_encode_pss(message, salt=random(signatures.SALT_LENGTH)))
    factor = _blinding_factor(key.n, random)
    blinded = encoded * pow(factor, key.e, key.n) % key.n
    kept = Prepared(alg, context, cell.key_id, cell.public_key, message, pow(factor, -1, key.n), secret)
    return blinded.to_bytes(SIZE), kept


def finalize(kept: Prepared, blind_signature: bytes) -> Credential:
    """Return the credential, or raise `NotSigned` if the answer does not verify under the pinned key."""
    n = signatures.load_rsa_key(kept.public_key).public_numbers().n
    signature = (int.from_bytes(blind_signature) * kept.inverse % n).to_bytes(SIZE)
    if not signatures.is_credential(public_key=kept.public_key, message=kept.message, signature=signature):
        raise NotSigned
    return Credential(kept.alg, kept.context, kept.key_id, kept.message, signature, kept.secret)


def contribute(credential: Credential, *, body: Body, seq: int, scope: Scope) -> bytes:
    """Return the request for the box, padded to the scope's exact size. The highest `seq` of a pseudonym counts."""
    return write_request(seal(credential, bodies.write_body(body), seq=seq), size=scope.request_size)


def seal(credential: Credential, written: bytes, *, seq: int) -> Envelope:
    """Return a body, already written, in the envelope of this pseudonym."""
    head = bodies.write_head(Head(credential.context, seq, bodies.hash_of_body(written)))
    act = sign(credential.alg, credential.secret, messages.act_input(head))
    return Envelope(credential.key_id, credential.message, credential.signature, head, act, written)


def write_request(envelope: Envelope, *, size: int) -> bytes:
    """Return the request that carries an envelope to the box, padded to exactly `size` bytes."""
    parts = {
        "key": envelope.key_id,
        "message": envelope.message,
        "signature": envelope.signature,
        "head": envelope.head,
        "act": envelope.act,
        "body": envelope.body or b"",
    }
    fields = {name: encoding.to_base64url(part) for name, part in parts.items()}
    bare = len(_json({**fields, "pad": ""}))
    return _json({**fields, "pad": "0" * (size - bare)})


def public_half(alg: int, secret: bytes) -> bytes:
    """Return the raw public key of a pseudonym: 32 bytes, or 65 uncompressed."""
    if alg == ED25519:
        return ed25519.Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    return _p256(secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sign(alg: int, secret: bytes, spoken: bytes) -> bytes:
    """Return what makes a head an act: the pseudonym's signature, 64 bytes."""
    if alg == ED25519:
        return ed25519.Ed25519PrivateKey.from_private_bytes(secret).sign(spoken)
    r, s = utils.decode_dss_signature(_p256(secret).sign(spoken, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def _p256(secret: bytes) -> ec.EllipticCurvePrivateKey:
    # A secret of zero, or beyond the order of the curve, comes up once in 2^32 times; the library refuses it.
    return ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1())


def _json(fields: dict[str, str]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _blinding_factor(n: int, random: RandomBytes) -> int:
    while True:
        factor = int.from_bytes(random(SIZE))
        if 1 < factor < n and math.gcd(factor, n) == 1:
            return factor


def _encode_pss(message: bytes, *, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE for a modulus of 3072 bits: 3071 bits, so the highest bit is cleared."""
    digest = _HASH(bytes(8) + _HASH(message).digest() + salt).digest()
    block_length = SIZE - _HASH_LENGTH - 1
    block = bytes(block_length - len(salt) - 1) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(digest, block_length), strict=True))
    masked[0] &= 0x7F
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384."""
    blocks = (_HASH(seed + counter.to_bytes(4)).digest() for counter in range(-(-length // _HASH_LENGTH)))
    return b"".join(blocks)[:length]
