"""Rounds for tests and the benchmark: make a card, get credentials, seal, speak.

What a client does is `ballotbox.participant`; `RoundKeys` signs like the people side does. Blinding is left out where a test is not about it: an unblinded signature is
an ordinary RSASSA-PSS signature on the prepared message.
"""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from breakthrough.ballotbox import participant
from breakthrough.ballotbox.participant import Credential
from breakthrough.ballotbox.protocol import bodies, messages, signatures
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.protocol.bodies import Body, BodyKind, Payload, Vector
from breakthrough.ballotbox.protocol.card import ED25519, Card, Cell, Scope, write_card

Draw = Callable[[int], bytes]


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
    content: bytes | None = None,
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
        content_hash=draw(32) if content is None else hashlib.sha256(content).digest(),
        ticks="many" if ticks == "many" else "release" if ticks == "release" else "daily",
        keep_days=90,
        scopes=scopes,
    )
    return RoundKeys(card, write_card(card), private)


@dataclass(frozen=True, slots=True)
class Voice:
    """One pseudonym with its credential: what a client keeps for one slot of one scope."""

    credential: Credential

    @property
    def secret(self) -> bytes:
        return self.credential.secret

    @property
    def message(self) -> bytes:
        return self.credential.message

    @property
    def signature(self) -> bytes:
        return self.credential.signature

    @property
    def pseudonym(self) -> bytes:
        return self.credential.pseudonym

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
        speaking = replace(self.credential, context=context) if context else self.credential
        return participant.seal(speaking, body, seq=seq)


def make_voice(keys: RoundKeys, label: str = "voice", *, cell: int = 0, secret: bytes | None = None) -> Voice:
    """Return a pseudonym with a credential for this scope; `cell` counts the scope's cells from 0."""
    key_id, alg = keys.key_ids(label)[cell], keys.card.alg
    own = secret or make_secret()
    context = messages.context_of(keys.digest, key_id)
    message = messages.message_of(
        random=secrets.token_bytes(32), context=context, public_key=participant.public_half(alg, own)
    )
    signature = keys.private[key_id].sign(message, signatures.PSS, hashes.SHA384())
    return Voice(Credential(alg, context, key_id, message, signature, own))


def make_secret() -> bytes:
    """Return a fresh private key of a pseudonym, of either kind."""
    return secrets.token_bytes(32)


def request_of(envelope: Envelope, *, size: int = 4096) -> bytes:
    """Return the request with this contribution, padded to its exact size."""
    return participant.write_request(envelope, size=size)


def altered(envelope: Envelope, **changes: bytes) -> Envelope:
    """Return `envelope` with some of its parts replaced."""
    return replace(envelope, **changes)


def answers(*given: int | None, root: bytes) -> Vector:
    """Return a vector of answers."""
    return Vector(root, given)
