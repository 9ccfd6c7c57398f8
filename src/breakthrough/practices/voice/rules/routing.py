"""How many statements each person is also asked "how many of us agree?", so that every statement gets enough guesses."""

import math

GUESSES_WANTED = 6
MOST_ASKED = 12
"""More than a dozen guesses tire people; fewer guesses per statement are better than careless ones."""

VOTE_ORDER = "votes"
MANY_ORDER = "how-many"
"""Purposes of the client's `spread_order`: in which order statements are asked, and on which of them one guesses."""


def ask_many_count(n: int, m: int) -> int:
    """Return on how many of `m` statements each of `n` people guesses.

    With this many, chosen evenly, each statement is expected to get at least six guesses where people suffice for that;
    nobody guesses on more than a dozen statements, or on a statement twice. 0 without people or statements.
    """
    if n <= 0 or m <= 0:
        return 0
    return min(m, MOST_ASKED, math.ceil(GUESSES_WANTED * m / n))
