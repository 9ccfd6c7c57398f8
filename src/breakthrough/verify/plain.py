"""Reading CBOR and base64url the strict way, and the hashes of the protocol. Written anew here on purpose."""

import base64
import binascii
import hashlib
from typing import Any

import cbor2

DOMAIN = b"breakthrough/1"


class Fault(Exception):
    """Something that makes a board invalid, in words."""


def sha256(raw: bytes) -> bytes:
    """Return the SHA-256."""
    return hashlib.sha256(raw).digest()


def read_cbor(raw: bytes, what: str) -> Any:
    """Return the value of `raw`; raises `Fault` unless it is the shortest encoding of what the protocol has."""
    try:
        value = cbor2.loads(raw)
        _check_types(value, 0)
        is_shortest = cbor2.dumps(value, canonical=True) == raw
    except Fault:
        raise Fault(f"{what} holds a type that is not allowed") from None
    except Exception:  # noqa: BLE001 (whatever cbor2 raises, it is not readable)
        raise Fault(f"{what} is not CBOR") from None
    if not is_shortest:
        raise Fault(f"{what} is not in its one encoding")
    return value


def read_list(raw: bytes, length: int, what: str) -> list[Any]:
    """Return the members of an encoded array of exactly `length`."""
    value = read_cbor(raw, what)
    if not isinstance(value, list) or len(value) != length:
        raise Fault(f"{what} has not {length} parts")
    return value


def unbase64(text: str) -> bytes:
    """Return the bytes of base64url without padding; raises ValueError for anything else, doubtful last digits included."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(raw) != text:
        raise binascii.Error("not base64url without padding")
    return raw


def base64url(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def merkle_root(leaves: list[bytes]) -> bytes:
    """Return the root of RFC 9162, built from the leaves up, pair by pair."""
    if not leaves:
        return sha256(b"")
    # Pairing neighbours and carrying a last single one up unchanged gives the same tree as splitting at powers of two.
    level = leaves
    while len(level) > 1:
        pairs = [sha256(b"\x01" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + (level[-1:] if len(level) % 2 else [])
    return level[0]


def _check_types(value: Any, depth: int) -> None:
    if depth > 8:
        raise Fault
    if isinstance(value, list):
        for member in value:
            _check_types(member, depth + 1)
    elif isinstance(value, bool) or value is None or isinstance(value, (bytes, str)):
        return
    elif not isinstance(value, int) or not 0 <= value < 2**53:
        raise Fault
