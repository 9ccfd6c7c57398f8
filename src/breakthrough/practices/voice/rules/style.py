"""What the look at somebody's style knows of them: the longer words they used by name. It goes to nobody but themselves."""

import re
from collections.abc import Iterable

SHORTEST_WORD = 5
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-])*[^\W\d_]")


def distinct_words(texts: Iterable[str], *, most: int) -> list[str]:
    """Return up to `most` different words of five letters or more, from the first texts first, in an order that tells nothing of them."""
    found = dict.fromkeys(
        word.lower() for text in texts for word in _WORD.findall(text) if len(word) >= SHORTEST_WORD
    )
    return sorted(list(found)[:most])
