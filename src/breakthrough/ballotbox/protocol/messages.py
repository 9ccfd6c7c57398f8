"""The hashes that bind a contribution to its card, its key and its pseudonym."""

import hashlib

DOMAIN = b"breakthrough/1"
RANDOM_LENGTH = 32
CONTEXT_PLACE = slice(RANDOM_LENGTH + len(DOMAIN) + 1, RANDOM_LENGTH + len(DOMAIN) + 1 + 32)
PUBLIC_KEY_LENGTHS = {1: 32, 2: 65}  # by the card's `alg`: Ed25519, P-256 uncompressed


def sha256(*parts: bytes) -> bytes:
    """Return the SHA-256 of the parts joined."""
    return hashlib.sha256(b"".join(parts)).digest()


def key_id_of(public_key: bytes) -> bytes:
    """Return the name of an RSA key, given as SubjectPublicKeyInfo in DER."""
    return sha256(public_key)


def digest_of(card: bytes) -> bytes:
    """Return the digest that everybody pins."""
    return sha256(card)


def context_of(digest: bytes, key_id: bytes) -> bytes:
    """Return what ties a message to one card and one key."""
    return sha256(DOMAIN, b" context\0", digest, key_id)


def message_of(*, random: bytes, context: bytes, public_key: bytes) -> bytes:
    """Return the message that is blindly signed; `random` is 32 bytes (RFC 9474, Prepare)."""
    return b"".join((random, DOMAIN, b"\0", context, public_key))


def message_length(alg: int) -> int:
    """Return how long every message of a card with this `alg` is."""
    return CONTEXT_PLACE.stop + PUBLIC_KEY_LENGTHS[alg]


def fits_context(message: bytes, context: bytes) -> bool:
    """Say whether `message`, of the right length, carries the label and this context."""
    return message[RANDOM_LENGTH : CONTEXT_PLACE.stop] == DOMAIN + b"\0" + context


def public_key_of(message: bytes) -> bytes:
    """Return the pseudonym's public key in `message`."""
    return message[CONTEXT_PLACE.stop :]


def pseudonym_of(public_key: bytes) -> bytes:
    """Return the handle, the public name of a pseudonym."""
    return sha256(DOMAIN, b" handle\0", public_key)


def act_input(head: bytes) -> bytes:
    """Return what a pseudonym signs to speak."""
    return b"".join((DOMAIN, b" act\0", head))
