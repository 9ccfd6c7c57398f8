"""The four words of a card or a root, which people compare aloud. The list is the EFF's large list, built with the front end."""

import functools
from collections.abc import Sequence
from pathlib import Path

from breakthrough import web
from breakthrough.ballotbox.protocol import words

LIST = Path(web.__path__[0]) / "built" / "words.txt"


def words_of(digest: bytes) -> str:
    """Return the four words with spaces between them; takes about 0.3 s, on purpose."""
    return " ".join(words.words_of(digest, word_list=_word_list()))


@functools.lru_cache(maxsize=1)
def _word_list() -> Sequence[str]:
    return LIST.read_text(encoding="ascii").split()
