"""Identifiers, tokens and codes people can read aloud. Randomness arrives as an argument."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence

READABLE = (
    "BCDFGHJKLMNPQRSTVWXZ23456789"  # no vowels (no words by accident), no 0/O, 1/I/L twins that matter aloud
)
CODE_LENGTH = 6

ChooseOne = Callable[[Sequence[str]], str]


def readable_code(*, choose: ChooseOne, length: int = CODE_LENGTH) -> str:
    """Return a code of `length` characters from `READABLE`; pass `secrets.choice` as `choose`."""
    return "".join(choose(READABLE) for _ in range(length))


def normalise_code(typed: str) -> str:
    """Return what the person meant: upper case, without spaces, hyphens and other separators."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())


def slug_of(text: str, *, fallback: str = "space", length: int = 40) -> str:
    """Return a lower-case ASCII slug of `text` of at most `length` characters, or `fallback` if none is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")[:length].strip("-") or fallback


def hash_of(secret: str, *, purpose: str) -> str:
    """Return the hex SHA-256 of a high-entropy secret, bound to its `purpose`, for storing it unreadably."""
    return hashlib.sha256(f"breakthrough {purpose}\0{secret}".encode()).hexdigest()
