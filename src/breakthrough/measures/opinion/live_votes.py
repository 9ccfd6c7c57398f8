"""Votes packed for `live`: one integer per vote, sorted, so that the order of the rows cannot matter.

A vote is kept in the row of its person as the column `3·statement + (vote + 1)`. Every sum over agrees, passes and
disagrees is then one sparse product with a table of numbers, and nothing is ever made dense.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion.votes import VoteTable

ANSWERS = 3  # disagree, pass, agree: the order of the columns of one statement
BLOCK = 1 << 16  # votes at a time: what is worked out of them stays in the processor's cache
LANES = 4  # scipy's product is several times slower for widths that the processor cannot take in fours


@dataclass(frozen=True, slots=True)
class PackedVotes:
    """n people, m statements, N votes in canonical order (person, then statement).

    `starts` int32[n+1]: where each person's votes begin · `columns` int32[N]: 3·statement + vote + 1 ·
    `counts` float64[m,3]: disagrees, passes, agrees of each statement · `by_person` and `by_column`: the same votes as
    scipy's n × 3m matrix of ones (float32) and its transpose, sharing the memory.
    """

    starts: NDArray[np.int32]
    columns: NDArray[np.int32]
    counts: NDArray[np.float64]
    by_person: Any
    by_column: Any

    @property
    def person_count(self) -> int:
        """People, with or without votes."""
        return len(self.starts) - 1

    @property
    def statement_count(self) -> int:
        """Statements, with or without votes."""
        return len(self.counts)

    @property
    def vote_count(self) -> int:
        """Votes, at most one per person and statement."""
        return len(self.columns)


def pack_votes(
    *,
    person: NDArray[np.integer[Any]],
    statement: NDArray[np.integer[Any]],
    vote: NDArray[np.integer[Any]],
    person_count: int,
    statement_count: int,
) -> PackedVotes:
    """Sort raw votes into rows. The indices are the canonical order, so shuffled rows give the same bits.

    `person`, `statement`, `vote` int[N]: indices from 0 and votes in −1, 0, 1; at most one vote per person and
    statement (which of two is the later one cannot be told from here: `votes.tabulate` decides that).
    Raises ValueError for anything else.
    """
    check_raw_votes(person, statement, vote, person_count, statement_count)
    width = ANSWERS * statement_count
    kind: Any = np.uint32 if person_count * width < 2**32 else np.uint64
    key = make_keys(person, statement, vote, kind(width))
    key.sort()
    starts = split_keys(key, kind(width), person_count)
    columns = key.view(np.int32) if kind is np.uint32 else key.astype(np.int32)
    return from_columns(columns, starts, statement_count)


def pack_table(table: VoteTable) -> PackedVotes:
    """The votes of a table, as `pack_votes` packs raw ones."""
    return pack_votes(
        person=table.person,
        statement=table.statement,
        vote=table.vote,
        person_count=table.person_count,
        statement_count=table.statement_count,
    )


def make_keys(
    person: NDArray[np.integer[Any]],
    statement: NDArray[np.integer[Any]],
    vote: NDArray[np.integer[Any]],
    width: np.unsignedinteger[Any],
) -> NDArray[np.unsignedinteger[Any]]:
    """One number per vote, `width`·person + 3·statement + vote + 1, block by block so that nothing leaves the cache."""
    kind: Any = type(width)
    key = np.empty(len(vote), kind)
    person, statement = without_sign(person), without_sign(statement)
    for begin in range(0, len(key), BLOCK):
        part, block = slice(begin, begin + BLOCK), key[begin : begin + BLOCK]
        np.multiply(person[part], width, out=block, dtype=kind, casting="unsafe")
        block += np.multiply(statement[part], kind(ANSWERS), dtype=kind, casting="unsafe")
        block += np.add(vote[part], 1, dtype=np.int8, casting="unsafe").view(np.uint8)
    return key


def split_keys(
    key: NDArray[np.unsignedinteger[Any]], width: np.unsignedinteger[Any], person_count: int
) -> NDArray[np.int32]:
    """Turn sorted keys into columns, in place, and return where each person's votes begin, int32[n+1].

    Two votes of one person on one statement are neighbours here: ValueError.
    """
    kind: Any = type(width)
    lengths = np.zeros(person_count, np.int64)
    cell_before = kind(0)
    for begin in range(0, len(key), BLOCK):
        block = key[begin : begin + BLOCK]
        cell, person = block // kind(ANSWERS), block // width
        if np.any(cell[1:] == cell[:-1]) or (begin and cell[0] == cell_before):
            raise ValueError("a person has two votes on one statement")
        edges = np.flatnonzero(person[1:] != person[:-1]) + 1
        begins = np.concatenate(([0], edges))
        lengths[person[begins]] += np.diff(begins, append=len(block))
        block -= person * width
        cell_before = cell[-1]
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)


def check_raw_votes(
    person: NDArray[np.integer[Any]],
    statement: NDArray[np.integer[Any]],
    vote: NDArray[np.integer[Any]],
    person_count: int,
    statement_count: int,
) -> None:
    """Lengths, ranges and integer types; ValueError says which one is wrong."""
    if not len(person) == len(statement) == len(vote):
        raise ValueError("person, statement and vote need one entry per vote")
    named = (
        ("person", person, 0, person_count),
        ("statement", statement, 0, statement_count),
        ("vote", vote, -1, 2),
    )
    for name, column, low, high in named:
        if not np.issubdtype(column.dtype, np.integer):
            raise ValueError(f"{name} must hold whole numbers")
        if len(column) and not is_within(column, low, high):
            raise ValueError(f"{name} must lie in {low}…{high - 1}")


def is_within(column: NDArray[Any], low: int, high: int) -> bool:
    """All of low ≤ x < high, in one pass where it can be: a negative number read without its sign is a huge one."""
    if low == 0:
        column = without_sign(column)
    return bool(column.max() < high and (low == 0 or column.min() >= low))


def without_sign(column: NDArray[np.integer[Any]]) -> NDArray[np.unsignedinteger[Any]]:
    """The same bits read as numbers without a sign; not copied."""
    unsigned: NDArray[np.unsignedinteger[Any]] = column.view(column.dtype.str.replace("i", "u"))
    return unsigned


def multiply(votes: PackedVotes, table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum over each person's votes: `table` float32[m·3, q] → float32[n, q]."""
    product: NDArray[np.float32] = votes.by_person @ table
    return product


def multiply_back(votes: PackedVotes, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sum over each statement's voters by answer: `rows` float32[n, q] → float64[m, 3, q]."""
    width = rows.shape[1]
    missing = -width % LANES if width > 1 else 0
    if missing:
        rows = np.concatenate((rows, np.zeros((len(rows), missing), np.float32)), axis=1)
    product = np.asarray(votes.by_column @ rows, np.float64)
    return product.reshape(votes.statement_count, ANSWERS, -1)[:, :, :width]


def list_people(votes: PackedVotes, *, step: int = 1) -> NDArray[np.int32]:
    """The person of every `step`-th vote in canonical order, int32[⌈N/step⌉]."""
    seen_before = -(-votes.starts // np.int32(step))
    return np.repeat(np.arange(votes.person_count, dtype=np.int32), np.diff(seen_before))


def find_step(votes: PackedVotes, *, sample: int) -> int:
    """How far apart the votes are that are looked at: about `sample` of them, no factor in common with the statements."""
    step = max(1, -(-votes.vote_count // sample))
    while math.gcd(step, votes.statement_count) > 1:
        step += 1
    return step


def take_people(votes: PackedVotes, *, stride: int) -> PackedVotes:
    """Every `stride`-th person with all their votes."""
    if stride <= 1:
        return votes
    lengths = np.diff(votes.starts)[::stride]
    chosen = votes.starts[:-1:stride]
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    places = np.arange(starts[-1], dtype=np.int32) + np.repeat(chosen - starts[:-1], lengths)
    return from_columns(votes.columns[places], starts, votes.statement_count)


def split_votes(votes: PackedVotes, hidden: NDArray[np.bool_]) -> PackedVotes:
    """The votes that are not `hidden` (bool[N], canonical order)."""
    kept = np.concatenate(([0], np.cumsum(~hidden)))
    return from_columns(votes.columns[~hidden], kept[votes.starts].astype(np.int32), votes.statement_count)


def from_columns(columns: NDArray[np.int32], starts: NDArray[np.int32], statement_count: int) -> PackedVotes:
    """Packed votes from rows that are already in order."""
    import scipy.sparse as sparse

    shape = (len(starts) - 1, ANSWERS * statement_count)
    by_person = sparse.csr_array((np.ones(len(columns), np.float32), columns, starts), shape=shape)
    bare = PackedVotes(starts, columns, np.zeros((statement_count, ANSWERS)), by_person, by_person.T)
    everybody = np.ones((len(starts) - 1, 1), np.float32)  # float32 counts exactly up to 2**24 people
    return replace(bare, counts=multiply_back(bare, everybody)[:, :, 0])
