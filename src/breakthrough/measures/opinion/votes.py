"""Votes as a table: one row per person and statement, in an order that does not depend on the input's order.

Longer than most modules: one way in, and half of it is the fast and the general way of sorting.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Key = int | str
Keys = Sequence[Key] | Sequence[int] | Sequence[str] | NDArray[np.generic]
ByKey = Mapping[int, int] | Mapping[str, int]

AGREE, PASSED, DISAGREE = 1, 0, -1
ACCEPTED, NOT_MODERATED, MODERATED_OUT = 1, 0, -1
NO_SEGMENT = -1

_WHOLE_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DENSE_CELLS = 200_000_000  # beyond this many cells (bytes) rows are sorted instead of scattered


@dataclass(frozen=True, slots=True, eq=False)
class VoteTable:
    """Votes of n people on m statements; a pair without a row is unseen. Built by `tabulate` only.

    Rows are sorted by (person, statement); the indices follow the sorted keys.

    Attributes:
        person: int32[N], index into `person_keys`.
        statement: int32[N], index into `statement_keys`.
        vote: int8[N], 1 agree, 0 pass, -1 disagree (cast before summing: int8 overflows at 128).
        segment: int16[n], the declared cell (for example the party) of each person, -1 none; or None.
        status: int8[m], 1 accepted, 0 not moderated, -1 moderated out.
        is_meta: bool[m], statements about the person, left out of map, groups and slate.
        silent_count: people who were listed and did not vote; they have no index.
    """

    person: NDArray[np.int32]
    statement: NDArray[np.int32]
    vote: NDArray[np.int8]
    person_keys: tuple[str, ...]
    statement_keys: tuple[str, ...]
    segment: NDArray[np.int16] | None
    status: NDArray[np.int8]
    is_meta: NDArray[np.bool_]
    silent_count: int = 0

    @property
    def person_count(self) -> int:
        """n, the number of people with a vote (or of a wider table that this one was cut from)."""
        return len(self.person_keys)

    @property
    def statement_count(self) -> int:
        """m, the number of statements, also those without a vote."""
        return len(self.statement_keys)

    @property
    def vote_count(self) -> int:
        """N, the number of votes."""
        return len(self.vote)


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """Votes that are not linked by person: int64[m] each. Only shares can be read from it."""

    agree: NDArray[np.int64]
    disagree: NDArray[np.int64]
    passed: NDArray[np.int64]
    statement_keys: tuple[str, ...]


def tabulate(
    *,
    person: Keys,
    statement: Keys,
    vote: Sequence[int] | NDArray[np.generic],
    segment: ByKey | None = None,
    status: ByKey | None = None,
    is_meta: ByKey | None = None,
    people: Keys | None = None,
    statements: Keys | None = None,
) -> VoteTable:
    """Put votes into canonical order; of several votes of a person on a statement the later one wins.

    Args:
        person, statement: N keys each, whole numbers or texts. Keys are sorted as numbers if all of
            them are whole numbers, else by code point.
        vote: N values of 1, 0, -1.
        segment: cell number (0..32767) by person key; people without an entry get -1.
        status: 1, 0, -1 by statement key; 1 where there is no entry.
        is_meta: by statement key; False where there is no entry.
        people: everybody who was asked; those without a vote are counted in `silent_count`.
        statements: statements that exist whether or not anyone voted on them.

    Raises:
        ValueError: lengths differ, a vote is not one of 1, 0, -1, or a segment or status is out of range.
    """
    votes = _check_votes(vote)
    if not len(person) == len(statement) == len(votes):
        raise ValueError(
            f"person, statement and vote differ in length: {len(person)}, {len(statement)}, {len(votes)}"
        )
    person_keys, person_index = _index_keys(person, ())
    statement_keys, statement_index = _index_keys(
        statement, _as_texts(statements) if statements is not None else ()
    )
    rows_person, rows_statement, rows_vote = _last_votes(
        person_index, statement_index, votes, len(person_keys), len(statement_keys)
    )
    listed = set(_as_texts(people)) if people is not None else set()
    return VoteTable(
        person=rows_person,
        statement=rows_statement,
        vote=rows_vote,
        person_keys=person_keys,
        statement_keys=statement_keys,
        segment=_segments(segment, person_keys),
        status=_statuses(status, statement_keys),
        is_meta=_in_key_order(is_meta or {}, statement_keys, 0).astype(np.bool_),
        silent_count=len(listed.difference(person_keys)),
    )


def tabulate_counts(
    *, agree: Sequence[int], disagree: Sequence[int], passed: Sequence[int], statement_keys: Keys
) -> CountTable:
    """Put unlinked counts (m each, not negative) into the canonical order of their statements.

    Raises:
        ValueError: lengths differ, a count is negative or broken, or a statement appears twice.
    """
    texts = _as_texts(statement_keys)
    if not len(texts) == len(agree) == len(disagree) == len(passed):
        raise ValueError("agree, disagree, passed and statement_keys differ in length")
    if len(set(texts)) != len(texts):
        raise ValueError("a statement appears twice")
    order = _key_order(texts)
    return CountTable(
        agree=_check_counts(agree)[order],
        disagree=_check_counts(disagree)[order],
        passed=_check_counts(passed)[order],
        statement_keys=tuple(texts[position] for position in order),
    )


def keep_rows(table: VoteTable, rows: NDArray[np.bool_] | NDArray[np.intp]) -> VoteTable:
    """The same people and statements with only some of the votes (bool[N] or increasing positions)."""
    return dataclasses.replace(
        table, person=table.person[rows], statement=table.statement[rows], vote=table.vote[rows]
    )


def keep_statements(table: VoteTable, chosen: NDArray[np.bool_]) -> VoteTable:
    """Only some statements (bool[m]) with their votes, renumbered; people keep their index."""
    rows = chosen[table.statement]
    numbers = np.cumsum(chosen, dtype=np.int64).astype(np.int32) - np.int32(1)
    return dataclasses.replace(
        table,
        person=table.person[rows],
        statement=numbers[table.statement[rows]].astype(np.int32),
        vote=table.vote[rows],
        statement_keys=tuple(key for key, kept in zip(table.statement_keys, chosen, strict=True) if kept),
        status=table.status[chosen],
        is_meta=table.is_meta[chosen],
    )


def fingerprint(table: VoteTable) -> str:
    """SHA-256 (hex) of the canonical votes: the keys of both sides and every row, and nothing else.

    Small vectors of votes can be searched for: never publish it for a sealed round.
    """
    digest = hashlib.sha256(b"votes/1\n")
    for keys in (table.person_keys, table.statement_keys):
        digest.update(json.dumps(keys, ensure_ascii=True).encode("ascii") + b"\n")
    for rows in (table.person.astype("<i4"), table.statement.astype("<i4"), table.vote.astype("<i1")):
        digest.update(rows.tobytes())
    return digest.hexdigest()


def sort_keys(keys: Iterable[Key]) -> tuple[str, ...]:
    """Distinct keys in canonical order: as numbers if all are whole numbers, else by code point."""
    texts = list({str(key): None for key in keys})
    return tuple(texts[position] for position in _key_order(texts))


def _check_votes(vote: Sequence[int] | NDArray[np.generic]) -> NDArray[np.int8]:
    values = np.asarray(vote)
    if values.size == 0:
        return np.zeros(0, dtype=np.int8)
    if values.ndim != 1 or values.dtype.kind not in "biuf":
        raise ValueError("votes must be a flat list of 1, 0 and -1")
    wrong = ~((values == AGREE) | (values == PASSED) | (values == DISAGREE))
    if wrong.any():
        first = int(np.argmax(wrong))
        raise ValueError(f"vote {values[first]!r} at position {first} is not one of 1, 0, -1")
    return values.astype(np.int8)


def _check_counts(counts: Sequence[int]) -> NDArray[np.int64]:
    values = np.asarray(counts)
    if values.size and (values.dtype.kind not in "iu" or (values < 0).any()):
        raise ValueError("counts must be whole numbers and not negative")
    return values.astype(np.int64)


def _index_keys(keys: Keys, more: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Sorted distinct keys (also those of `more`) and the position of each key among them."""
    values = (
        np.asarray(keys) if isinstance(keys, np.ndarray) or all(type(key) is int for key in keys) else None
    )
    if values is not None and values.dtype.kind in "iu" and all(_WHOLE_NUMBER.fullmatch(key) for key in more):
        return _index_numbers(values.astype(np.int64), np.array([int(key) for key in more], dtype=np.int64))
    texts = _as_texts(keys)
    ordered = sort_keys([*texts, *more])
    position = {key: index for index, key in enumerate(ordered)}
    return ordered, np.fromiter((position[text] for text in texts), dtype=np.int64, count=len(texts))


def _index_numbers(
    values: NDArray[np.int64], more: NDArray[np.int64]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    everything = np.concatenate([values, more])
    if everything.size == 0:
        return (), values
    low, high = int(everything.min()), int(everything.max())
    if high - low <= 4 * everything.size + 1_000:  # a lookup table is smaller than a sort
        present = np.zeros(high - low + 1, dtype=np.bool_)
        present[everything - low] = True
        position = np.cumsum(present, dtype=np.int64) - 1
        return tuple(map(str, (np.flatnonzero(present) + low).tolist())), position[values - low]
    distinct, inverse = np.unique(everything, return_inverse=True)
    return tuple(map(str, distinct.tolist())), inverse.reshape(-1)[: len(values)].astype(np.int64)


def _last_votes(
    person: NDArray[np.int64], statement: NDArray[np.int64], vote: NDArray[np.int8], n: int, m: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]:
    """Rows in order of (person, statement), the last vote of each pair."""
    cell = person * max(m, 1) + statement
    if n * m <= min(_DENSE_CELLS, 64 * len(vote) + 1_000_000):
        marks = np.zeros(n * m, dtype=np.int8)
        marks[cell] = vote + np.int8(2)  # numpy keeps the last value of a repeated index
        cells = np.flatnonzero(marks)
        kept = marks[cells] - np.int8(2)
    else:
        order = np.argsort(cell, kind="stable")
        ends = np.flatnonzero(np.append(cell[order][1:] != cell[order][:-1], True)) if len(cell) else order
        cells, kept = cell[order[ends]], vote[order[ends]]
    return (cells // max(m, 1)).astype(np.int32), (cells % max(m, 1)).astype(np.int32), kept


def _as_texts(keys: Keys) -> list[str]:
    return [str(key) for key in (keys.tolist() if isinstance(keys, np.ndarray) else keys)]


def _key_order(texts: Sequence[str]) -> list[int]:
    if all(_WHOLE_NUMBER.fullmatch(text) for text in texts):
        return sorted(range(len(texts)), key=lambda position: int(texts[position]))
    return sorted(range(len(texts)), key=lambda position: texts[position])


def _segments(segment: ByKey | None, person_keys: tuple[str, ...]) -> NDArray[np.int16] | None:
    if segment is None:
        return None
    cells = _in_key_order(segment, person_keys, NO_SEGMENT)
    if cells.size and not (cells.min() >= NO_SEGMENT and cells.max() < 2**15):
        raise ValueError("a segment must lie between -1 and 32767")
    return cells.astype(np.int16)


def _statuses(status: ByKey | None, statement_keys: tuple[str, ...]) -> NDArray[np.int8]:
    values = _in_key_order(status or {}, statement_keys, ACCEPTED)
    if not np.isin(values, (ACCEPTED, NOT_MODERATED, MODERATED_OUT)).all():
        raise ValueError("a status must be one of 1, 0, -1")
    return values.astype(np.int8)


def _in_key_order(values: ByKey, keys: tuple[str, ...], missing: int) -> NDArray[np.int64]:
    by_text = {str(key): int(value) for key, value in values.items()}
    return np.array([by_text.get(key, missing) for key in keys], dtype=np.int64)
