"""Deterministic CBOR (RFC 8949, 4.2.1) without maps, floats, negatives and tags; and base64url without padding."""

import binascii
from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import cbor2

Value: TypeAlias = "int | bytes | str | bool | Sequence[Value] | None"
Kind = TypeVar("Kind")

LARGEST_INTEGER = 2**53 - 1  # what every language of a client can hold
DEEPEST = 8
SIMPLE_TYPES = frozenset({bytes, str, bool, type(None)})
TO_URL = bytes.maketrans(b"+/", b"-_")
FROM_URL = bytes.maketrans(b"-_+/", b"+/!!")  # the ordinary alphabet becomes what no alphabet has


class Malformed(ValueError):
    """Bytes that are not what they should be; the text says what was expected, and never quotes them."""


def encode(value: Value) -> bytes:
    """Return the one encoding of `value`; raises `Malformed` for a value the protocol does not have."""
    _check(value, DEEPEST)
    return cbor2.dumps(value, canonical=True)


def decode(encoded: bytes) -> Value:
    """Return the value of `encoded`; raises `Malformed` unless it is the one encoding of an allowed value.

    cbor2 alone accepts longer integers than needed and bytes after the end, hence the comparison.
    """
    try:
        value: Value = cbor2.loads(encoded)
    except Exception as error:  # cbor2 raises many kinds, and none of them may get out
        raise Malformed("not CBOR") from error
    _check(value, DEEPEST)
    if cbor2.dumps(value, canonical=True) != encoded:
        raise Malformed("not the shortest encoding")
    return value


def decode_list(encoded: bytes, *, length: int) -> Sequence[Value]:
    """Return the members of an encoded array of exactly `length`."""
    return list_of(decode(encoded), length=length)


def list_of(value: Value, *, length: int | None = None) -> Sequence[Value]:
    """Return `value` if it is an array, of `length` where that is given."""
    if type(value) is not list or length not in {None, len(value)}:
        raise Malformed("an array of another length was expected")
    return value


def exactly(value: Value, kind: type[Kind]) -> Kind:
    """Return `value` if it is of exactly this type; True is no integer here."""
    if type(value) is not kind:
        raise Malformed(f"a value of type {kind.__name__} was expected")
    return value


def bytes_of(value: Value, length: int) -> bytes:
    """Return `value` if it is a byte string of exactly `length`."""
    found = exactly(value, bytes)
    if len(found) != length:
        raise Malformed(f"{length} bytes were expected")
    return found


def to_base64url(raw: bytes) -> str:
    """Return `raw` as base64url without padding."""
    return binascii.b2a_base64(raw, newline=False).rstrip(b"=").translate(TO_URL).decode("ascii")


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url without padding; raises `Malformed` for anything else."""
    try:
        written = text.encode("ascii").translate(FROM_URL)
        return binascii.a2b_base64(written + b"=" * (-len(written) % 4), strict_mode=True)
    except ValueError as error:
        raise Malformed("not base64url without padding") from error


def _check(value: Value, depth: int) -> None:
    kind = type(value)
    if kind is int:
        if not 0 <= value <= LARGEST_INTEGER:  # type: ignore[operator]
            raise Malformed("an integer out of range")
    elif kind is list or kind is tuple:
        if depth == 0:
            raise Malformed("nested too deeply")
        for member in value:  # type: ignore[union-attr]
            if type(member) not in SIMPLE_TYPES:
                _check(member, depth - 1)
    elif kind not in SIMPLE_TYPES:
        raise Malformed("a type that the protocol does not have")
