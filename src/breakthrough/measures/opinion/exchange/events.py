"""`votes.csv`: every vote cast, with its time; not in time order, and people may have changed their minds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.exchange import rows
from breakthrough.measures.opinion.exchange.content import ExchangeProblem, Lines, Note, VoteEvents, shorten

NAME = "votes.csv"
COLUMNS = ("timestamp", "comment-id", "voter-id", "vote")


def parse_votes(lines: Lines, *, file: str = NAME) -> VoteEvents:
    """Read the events in the order statement, voter, time, line.

    Raises:
        ExchangeProblem: with file, line and column, for anything that cannot be read without guessing.
    """
    source = rows.read_rows(lines, file=file)
    names = rows.read_header(source, file=file, needed=COLUMNS)
    at, statement_at, voter_at, vote_at = (names.index(name) for name in COLUMNS)
    times: list[int] = []
    statements: list[str] = []
    voters: list[str] = []
    answers: list[int] = []
    numbers: list[int] = []
    for line, cells in source:
        rows.check_length(cells, names=names, file=file, line=line)
        times.append(_parse_time(cells[at], file=file, line=line))
        statements.append(
            rows.parse_statement(cells[statement_at], file=file, line=line, column="comment-id")
        )
        voters.append(rows.parse_person(cells[voter_at], file=file, line=line, column="voter-id"))
        answers.append(rows.parse_answer(cells[vote_at], file=file, line=line, column="vote"))
        numbers.append(line)
    unknown = [name for name in names if name not in {*COLUMNS, "datetime"}]
    notes = (
        (Note(file, "unknown_columns", len(unknown), (1,), tuple(map(shorten, unknown[:20]))),)
        if unknown
        else ()
    )
    return order_events(
        times=times, statements=statements, voters=voters, answers=answers, numbers=numbers, notes=notes
    )


def order_events(
    *,
    times: list[int],
    statements: list[str],
    voters: list[str],
    answers: list[int],
    numbers: list[int] | None = None,
    notes: tuple[Note, ...] = (),
) -> VoteEvents:
    """Events (E each, in the order they were written down) as arrays in canonical order."""
    voter_keys, statement_keys = votes.sort_keys(voters), votes.sort_keys(statements)
    voter, statement = _positions(voters, voter_keys), _positions(statements, statement_keys)
    at_ms = np.array(times, dtype=np.int64)
    order = np.lexsort((at_ms, voter, statement))  # stable: ties stay in the order of the file
    line = np.array(numbers if numbers is not None else np.zeros(len(times)), dtype=np.int32)
    return VoteEvents(
        voter_keys=voter_keys,
        statement_keys=statement_keys,
        voter=voter[order],
        statement=statement[order],
        vote=np.array(answers, dtype=np.int8)[order],
        at_ms=at_ms[order],
        line=line[order],
        notes=notes,
    )


def find_last(events: VoteEvents) -> NDArray[np.intp]:
    """Positions of the events that count: the last one of each person on each statement."""
    if len(events.vote) == 0:
        return np.zeros(0, dtype=np.intp)
    pair = np.stack([events.statement, events.voter])
    return np.flatnonzero(np.append((pair[:, 1:] != pair[:, :-1]).any(axis=0), True))


def _parse_time(text: str, *, file: str, line: int) -> int:
    time = rows.parse_count(text, file=file, line=line, column="timestamp")
    if time is None:
        raise ExchangeProblem(
            file=file,
            line=line,
            column="timestamp",
            words=_(
                "%(file)s, line %(line)s, column “%(column)s”: the time is missing. Without it nobody can tell which vote is the last."
            ),
        )
    return time


def _positions(keys: list[str], ordered: tuple[str, ...]) -> NDArray[np.int32]:
    position = {key: index for index, key in enumerate(ordered)}
    return np.fromiter((position[key] for key in keys), dtype=np.int32, count=len(keys))
