"""A text as parts: what stands between blank lines. A part is known by a fingerprint of its words, so that one can tell what changed."""

import hashlib
import re
from dataclasses import dataclass

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_MARK_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `mark` is the same wherever the same words stand, however they are spaced."""

    mark: str
    text: str


def split(body: str) -> tuple[Part, ...]:
    """Return the parts of a text in order; a text without words has none."""
    found = (part.strip() for part in _BLANK_LINE.split(body.replace("\r\n", "\n")))
    return tuple(Part(mark=mark_of(text), text=text) for text in found if text)


def mark_of(text: str) -> str:
    """Return the fingerprint of a part's words, 16 hexadecimal digits."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:_MARK_LENGTH]
