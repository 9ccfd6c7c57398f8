"""Makes what people type fit to be kept: no control characters, no blanks at the ends, no more than there is room for."""

import re
import unicodedata

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

LONGEST_COLLABORATION_NAME = 120
LONGEST_PARTY_NAME = 80
LONGEST_PERSON_NAME = 80
LONGEST_AMBITION = 2000

# Embedding, override and isolate marks can turn the words around them; letters of every script work without them.
_TURNING_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = {"Cc", "Cs", "Co", "Cn"}


def clean_line(typed: str, *, field: str, longest: int) -> str:
    """Return `typed` as one tidy line; raises a 422 Problem at `field` when it is empty, too long or unreadable."""
    return _checked(" ".join(_readable(typed, field=field).split()), field=field, longest=longest)


def clean_text(typed: str, *, field: str, longest: int) -> str:
    """Return `typed` with its paragraphs kept; raises a 422 Problem at `field` when it is empty, too long or unreadable."""
    lines = [" ".join(line.split()) for line in _readable(typed, field=field).splitlines()]
    return _checked(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), field=field, longest=longest)


def _readable(typed: str, *, field: str) -> str:
    text = _TURNING_MARKS.sub("", unicodedata.normalize("NFC", typed))
    if any(unicodedata.category(one) in _UNSEEN and one not in "\n\r\t" for one in text):
        raise Problem(
            "unreadable-text",
            status=422,
            words=gettext_noop(
                "This holds characters that cannot be shown. Type it again, or paste it as plain text."
            ),
            field=field,
        )
    return text


def _checked(text: str, *, field: str, longest: int) -> str:
    if not any(unicodedata.category(one)[0] in "LNPS" for one in text):
        raise Problem(
            "nothing-written", status=422, words=gettext_noop("Please write something here."), field=field
        )
    if len(text) > longest:
        raise Problem(
            "too-long",
            status=422,
            words=gettext_noop(
                "This is %(count)s characters long; there is room for %(longest)s. Please shorten it."
            ),
            params={"count": len(text), "longest": longest},
            field=field,
        )
    return text
