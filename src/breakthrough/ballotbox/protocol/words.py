"""Four words that people can compare aloud. Slow on purpose, so that a second card with the same words is dear to find."""

import hashlib
from collections.abc import Sequence

ROUNDS = 600_000
LIST_LENGTH = 7776  # the EFF's large list
COUNT = 4
SALT = b"breakthrough/1 words"


def words_of(digest: bytes, *, word_list: Sequence[str]) -> tuple[str, ...]:
    """Return the four words of a digest or a root; `word_list` is the EFF's large list in its order. Takes about 0.3 s."""
    if len(word_list) != LIST_LENGTH:
        raise ValueError(f"The word list must have {LIST_LENGTH} words, and has {len(word_list)}.")
    number = int.from_bytes(hashlib.pbkdf2_hmac("sha256", digest, SALT, ROUNDS, 16))
    words = list[str]()
    for _ in range(COUNT):
        number, place = divmod(number, LIST_LENGTH)
        words.append(word_list[place])
    return tuple(words)
