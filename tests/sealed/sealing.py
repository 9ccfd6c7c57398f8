"""What a client does, in Python, for tests and the benchmark: make a card, get credentials, seal, speak.

`RoundKeys` signs like the people side does. Blinding is left out where a test is not about it: an unblinded signature is
an ordinary RSASSA-PSS signature on the prepared message.
"""

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from breakthrough.ballotbox.protocol import bodies, messages, signatures
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.protocol.bodies import Body, BodyKind, Head, Payload, Vector
from breakthrough.ballotbox.protocol.card import ED25519, Card, Cell, Scope, write_card
from breakthrough.ballotbox.protocol.encoding import to_base64url

Draw = Callable[[int], bytes]
PseudonymKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


@cache
def rsa_key(number: int) -> rsa.RSAPrivateKey:
    """Return the RSA key of a test with this number; making one takes 0.2 s, so tests share them."""
    return rsa.generate_private_key(public_exponent=65537, key_size=3072)


def public_key_of(key: rsa.RSAPrivateKey) -> bytes:
    """Return the SubjectPublicKeyInfo."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope of a test's card; `by_party` gives each party a cell."""

    label: str = "voice"
    quota: int = 1
    max_body: int = 1200
    kind: str = "text"
    by_party: bool = False


@dataclass(frozen=True, slots=True)
class RoundKeys:
    """A card with the private keys to it."""

    card: Card
    written: bytes
    private: dict[bytes, rsa.RSAPrivateKey] = field(default_factory=dict)

    @property
    def digest(self) -> bytes:
        return messages.digest_of(self.written)

    def scope(self, label: str) -> Scope:
        return self.card.by_label[label]

    def key_ids(self, label: str) -> list[bytes]:
        return [cell.key_id for cell in self.scope(label).cells]

    def issued(self, label: str, people: int | None = None) -> dict[bytes, int]:
        """Everybody eligible fetched their credentials, or so many people for each key."""
        scope = self.scope(label)
        return {
            cell.key_id: (cell.eligible if people is None else people) * scope.quota for cell in scope.cells
        }


def make_round(
    asked: Sequence[Asked] = (Asked(),),
    *,
    members: int = 8,
    parties: Sequence[str] = ("Acme", "Borealis"),
    party_sizes: Sequence[int] | None = None,
    alg: int = ED25519,
    mode: str = "room",
    ticks: str = "daily",
    draw: Draw = secrets.token_bytes,
    key_of: Callable[[int], rsa.RSAPrivateKey] = rsa_key,
    k: int = 5,
) -> RoundKeys:
    """Return a fresh card, and its keys."""
    private = dict[bytes, rsa.RSAPrivateKey]()

    def cell(number: int, eligible: int) -> Cell:
        key = key_of(len(private))
        made = Cell(number=number, eligible=eligible, public_key=public_key_of(key))
        private[made.key_id] = key
        return made

    sizes = party_sizes or [members // len(parties)] * len(parties)
    scopes = tuple(
        Scope(
            label=one.label,
            quota=one.quota,
            max_body=one.max_body,
            kind="text" if one.kind == "text" else "vector",
            cells=tuple(cell(number, size) for number, size in enumerate(sizes, start=1))
            if one.by_party
            else (cell(0, members),),
        )
        for one in asked
    )
    card = Card(
        round=draw(16),
        practice="voice",
        mode="room" if mode == "room" else "days",
        k=k,
        alg=alg,
        roster_hash=draw(32),
        members=members,
        parties=tuple(parties),
        content_hash=draw(32),
        ticks="many" if ticks == "many" else "release" if ticks == "release" else "daily",
        keep_days=90,
        scopes=scopes,
    )
    return RoundKeys(card, write_card(card), private)


@dataclass(frozen=True, slots=True)
class Voice:
    """One pseudonym with its credential: what a client keeps for one slot of one scope."""

    alg: int
    key: PseudonymKey
    context: bytes
    key_id: bytes
    message: bytes
    signature: bytes

    @property
    def pseudonym(self) -> bytes:
        return messages.pseudonym_of(messages.public_key_of(self.message))

    def say(
        self,
        payload: Payload,
        *,
        kind: BodyKind | None = None,
        seq: int = 1,
        salt: bytes | None = None,
        context: bytes | None = None,
    ) -> Envelope:
        """Return what this pseudonym says, sealed; a payload of None is a blank."""
        spoken: BodyKind = kind or ("blank" if payload is None else "put")
        body = bodies.write_body(Body(salt or secrets.token_bytes(32), spoken, payload))
        return self.say_bytes(body, seq=seq, context=context)

    def say_bytes(self, body: bytes, *, seq: int = 1, context: bytes | None = None) -> Envelope:
        """Return any bytes as a body, sealed."""
        head = bodies.write_head(Head(context or self.context, seq, bodies.hash_of_body(body)))
        return Envelope(self.key_id, self.message, self.signature, head, sign_act(self.key, head), body)


def make_voice(
    keys: RoundKeys, label: str = "voice", *, cell: int = 0, key: PseudonymKey | None = None
) -> Voice:
    """Return a pseudonym with a credential for this scope; `cell` counts the scope's cells from 0."""
    key_id = keys.key_ids(label)[cell]
    own = key or make_pseudonym_key(keys.card.alg)
    context = messages.context_of(keys.digest, key_id)
    message = messages.message_of(
        random=secrets.token_bytes(32), context=context, public_key=pseudonym_public_key(own)
    )
    signature = keys.private[key_id].sign(message, signatures.PSS, hashes.SHA384())
    return Voice(keys.card.alg, own, context, key_id, message, signature)


def make_pseudonym_key(alg: int) -> PseudonymKey:
    """Return a fresh key pair of a pseudonym."""
    return ed25519.Ed25519PrivateKey.generate() if alg == ED25519 else ec.generate_private_key(ec.SECP256R1())


def pseudonym_public_key(key: PseudonymKey) -> bytes:
    """Return the raw public key: 32 bytes, or 65 uncompressed."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.public_key().public_bytes_raw()
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def sign_act(key: PseudonymKey, head: bytes) -> bytes:
    """Return the act: the pseudonym's signature of `head`."""
    spoken = messages.act_input(head)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(spoken)
    r, s = utils.decode_dss_signature(key.sign(spoken, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def request_of(envelope: Envelope, *, size: int = 4096) -> bytes:
    """Return the request with this contribution, padded to its exact size."""
    fields = {
        "key": to_base64url(envelope.key_id),
        "message": to_base64url(envelope.message),
        "signature": to_base64url(envelope.signature),
        "head": to_base64url(envelope.head),
        "act": to_base64url(envelope.act),
        "body": to_base64url(envelope.body or b""),
        "pad": "",
    }
    bare = len(json.dumps(fields, separators=(",", ":")))
    return json.dumps({**fields, "pad": "0" * (size - bare)}, separators=(",", ":")).encode()


def altered(envelope: Envelope, **changes: bytes) -> Envelope:
    """Return `envelope` with some of its parts replaced."""
    return replace(envelope, **changes)


def answers(*given: int | None, root: bytes) -> Vector:
    """Return a vector of answers."""
    return Vector(root, given)
