"""Contributions that wait for their release: in memory by handle, and outside of it as one encrypted value of fixed size.

The value holds the whole set sorted by handle, an order that no arrival can influence, and zeros up to its capacity.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from breakthrough.ballotbox.protocol import bodies, encoding, messages
from breakthrough.ballotbox.protocol.board import Envelope

NONCE_LENGTH = 12
KEY_LENGTH = 32
LENGTH_LENGTH = 4
PURPOSE = b"breakthrough/1 pending\0"

Draw = Callable[[int], bytes]  # returns so many random bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """One contribution that waits. `packed` is how it lies in the sealed value."""

    label: str
    envelope: Envelope
    handle: bytes
    seq: int
    is_later: bool
    is_blank: bool
    packed: bytes


Pending = Mapping[bytes, Waiting]  # by handle


@dataclass(frozen=True, slots=True)
class Sealed:
    """The encrypted value."""

    nonce: bytes
    value: bytes


def wait(
    *, label: str, envelope: Envelope, handle: bytes, seq: int, is_later: bool, is_blank: bool
) -> Waiting:
    """Return a contribution ready to wait."""
    written = encoding.encode([
        label, envelope.key_id, envelope.message, envelope.signature, envelope.head, envelope.act, envelope.body, is_later,
    ])  # fmt: skip
    packed = len(written).to_bytes(LENGTH_LENGTH) + written
    return Waiting(label, envelope, handle, seq, is_later, is_blank, packed)


def seal(pending: Iterable[Waiting], *, round_: bytes, key: bytes, capacity: int, draw: Draw) -> Sealed:
    """Return the set encrypted under the round's pending key, as long as `capacity` whatever is in it."""
    parts = [one.packed for one in sorted(pending, key=_by_pseudonym)]
    spare = capacity - sum(map(len, parts))
    if spare < 0:
        raise ValueError("More is waiting than there were credentials.")
    plain = b"".join([*parts, bytes(spare)])
    nonce = draw(NONCE_LENGTH)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, plain, PURPOSE + round_))


def unseal(sealed: Sealed, *, round_: bytes, key: bytes) -> Mapping[bytes, Waiting]:
    """Return the set by handle; raises `cryptography.exceptions.InvalidTag` for another key or a changed value."""
    plain = AESGCM(key).decrypt(sealed.nonce, sealed.value, PURPOSE + round_)
    return {one.handle: one for one in _unpack(plain)}


def _by_pseudonym(one: Waiting) -> bytes:
    return one.handle


def _unpack(plain: bytes) -> Iterator[Waiting]:
    place = 0
    while length := int.from_bytes(plain[place : place + LENGTH_LENGTH]):
        place += LENGTH_LENGTH
        label, key_id, message, signature, head, act, body, is_later = encoding.decode_list(
            plain[place : place + length], length=8
        )
        place += length
        written = encoding.exactly(body, bytes)
        envelope = Envelope(
            key_id=encoding.exactly(key_id, bytes),
            message=encoding.exactly(message, bytes),
            signature=encoding.exactly(signature, bytes),
            head=encoding.exactly(head, bytes),
            act=encoding.exactly(act, bytes),
            body=written,
        )
        yield wait(
            label=encoding.exactly(label, str),
            envelope=envelope,
            handle=messages.pseudonym_of(messages.public_key_of(envelope.message)),
            seq=bodies.read_head(envelope.head).seq,
            is_later=encoding.exactly(is_later, bool),
            is_blank=is_blank(written),
        )


def is_blank(body: bytes) -> bool:
    """Say whether a body that was checked before says nothing."""
    return encoding.decode_list(body, length=3)[1] == "blank"
