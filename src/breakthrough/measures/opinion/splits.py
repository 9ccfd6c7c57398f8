"""One split of votes for everybody: which votes are hidden, and the proof that they are the same ones.

Scores can only be compared when the same votes are hidden. Votes are sorted by person and statement as numbers; hidden are
those with `default_rng(seed).random(N) < 0.1`. For published sets whose check values are known they must agree.
"""

from __future__ import annotations

import zlib
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import votes

HIDDEN_SHARE = 0.1

CHECK_VALUES = MappingProxyType(
    {
        "london.youth.policing": ("d9bf63d8", ("bff42824", "845eb02b", "982ff73e")),
        "scoop-hivemind.freshwater": ("043745fa", ("b3a6e6b2", "8621c23c", "67ee4f1b")),
        "brexit-consensus": ("6f8e76ff", ("849d7e04", "c943e199", "1f20d545")),
        "scoop-hivemind.ubi": ("f5e27be0", ("9daeef70", "0413ea1d", "0b351084")),
        "15-per-hour-seattle": ("07ca406e", ("264271ce", "6aac04ba", "c112e305")),
        "vtaiwan.uberx": ("544621f6", ("a3074b71", "a3fa759f", "5a27eea2")),
    }
)
"""By set: CRC-32 of all votes, and of the hidden votes for seeds 0, 1 and 2."""


def hide_votes(table: votes.VoteTable, *, seed: int, name: str | None = None) -> NDArray[np.bool_]:
    """Which votes to hide, bool[N]; a set that is known by `name` is checked first.

    Raises:
        Problem: the votes or the random numbers are not those of the published split, so that a score would not compare.
    """
    hidden = np.random.default_rng(seed).random(table.vote_count) < HIDDEN_SHARE
    if name is not None and name in CHECK_VALUES:
        whole, by_seed = CHECK_VALUES[name]
        _check(name, whole, find_check_value(table))
        if 0 <= seed < len(by_seed):
            _check(name, by_seed[seed], find_check_value(votes.keep_rows(table, hidden)))
    return hidden


def find_check_value(table: votes.VoteTable) -> str:
    """CRC-32 of the lines "person,statement,vote", as eight hexadecimal digits."""
    people, statements = table.person_keys, table.statement_keys
    rows = zip(table.person.tolist(), table.statement.tolist(), table.vote.tolist(), strict=True)
    lines = "".join(f"{people[person]},{statements[statement]},{vote}\n" for person, statement, vote in rows)
    return f"{zlib.crc32(lines.encode()):08x}"


def _check(name: str, expected: str, found: str) -> None:
    if expected != found:
        raise Problem(
            "split-differs",
            status=422,
            words=_(
                "The votes of %(name)s are not the published ones (%(found)s instead of %(expected)s), so scores would not "
                "compare. Use the unchanged files, or give the folder another name."
            ),
            params={"name": name, "found": found, "expected": expected},
        )
