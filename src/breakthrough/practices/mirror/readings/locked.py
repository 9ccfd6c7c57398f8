"""A result that stands on a board for everybody, and that only the holder of its key can read.

The board of a sealed round is the same for all, and public: it proves that every envelope counted. A mirror's result is the leader's
first. So the tally locks it before it reaches the board; the who-side opens it for the leader and throws the key away. Locked results
are all of one size, so that theirs tells nothing.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from breakthrough.ballotbox.protocol.encoding import from_base64url, to_base64url

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

FORMAT = "breakthrough-mirror-locked/1"
SIZE = 16_384
NONCE_BYTES = 12


def lock(
    value: Mapping[str, Json], *, key: str, random: Callable[[int], bytes] = secrets.token_bytes
) -> dict[str, Json]:
    """Return `value` as it may stand on a board; `key` is 32 bytes in hexadecimal. Raises ValueError for what is too large."""
    written = json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
    if len(written) > SIZE:
        raise ValueError(f"a result of {len(written)} bytes does not fit")
    nonce = random(NONCE_BYTES)
    locked = AESGCM(bytes.fromhex(key)).encrypt(nonce, written.ljust(SIZE), FORMAT.encode())
    return {"format": FORMAT, "nonce": to_base64url(nonce), "locked": to_base64url(locked)}


def open_locked(found: Mapping[str, Json], *, key: str) -> dict[str, Json]:
    """Return what was locked. Raises ValueError where the key does not fit, or somebody changed what stands there."""
    try:
        nonce, locked = (from_base64url(str(found[name])) for name in ("nonce", "locked"))
        written = AESGCM(bytes.fromhex(key)).decrypt(nonce, locked, FORMAT.encode())
    except (InvalidTag, KeyError) as mistake:
        raise ValueError("this result cannot be opened") from mistake
    value = json.loads(written)
    if not isinstance(value, dict):
        raise ValueError("a result is an object")
    return value
