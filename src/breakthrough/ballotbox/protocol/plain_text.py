"""Which signs a sealed text may hold: nothing invisible, nothing that could mark who typed it."""

import re

NEWLINE = "\n"
# C0 and C1 controls but newline; soft hyphen; zero-width signs and joiners; bidi marks, embeddings, isolates; line and paragraph
# separators; word joiner and invisible operators; deprecated format signs; byte order mark; interlinear marks; tag characters.
NOT_TAKEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


class NotPlain(ValueError):
    """A text with signs that are not taken."""


def check(text: str) -> str:
    """Return `text` if it holds only signs that are taken; raises `NotPlain`."""
    if not text.strip() or NOT_TAKEN.search(text):
        raise NotPlain
    return text
