"""`participants-votes.csv`: one row per person, one column per statement, the last vote of each pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.exchange import rows
from breakthrough.measures.opinion.exchange.content import (
    ExchangeProblem,
    ImportedPerson,
    Lines,
    Matrix,
    Note,
    shorten,
)

NAME = "participants-votes.csv"
COLUMNS = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
_KNOWN = {*COLUMNS, "xid"}


def parse_participants_votes(lines: Lines, *, file: str = NAME) -> Matrix:
    """Read the matrix. Columns are found by name; a column that is neither known nor a number is noted and left out.

    Raises:
        ExchangeProblem: with file, line and column, for anything that cannot be read without guessing.
    """
    source = rows.read_rows(lines, file=file)
    names = rows.read_header(source, file=file, needed=COLUMNS)
    statements = _statement_columns(names, file=file)
    found = _Found()
    for line, cells in source:
        rows.check_length(cells, names=names, file=file, line=line)
        _read_person(cells, names=names, statements=statements, found=found, file=file, line=line)
    unknown = [name for index, name in enumerate(names) if name not in _KNOWN and index not in statements]
    ordered = {person.key: person for person in found.people}
    return Matrix(
        people=tuple(ordered[key] for key in votes.sort_keys(ordered)),
        statements=votes.sort_keys(statements.values()),
        person=found.person,
        statement=found.statement,
        vote=found.vote,
        lines=found.lines,
        notes=_list_notes(found, unknown, file=file),
    )


@dataclass(slots=True)
class _Found:
    people: list[ImportedPerson] = field(default_factory=list)
    person: list[str] = field(default_factory=list)
    statement: list[str] = field(default_factory=list)
    vote: list[int] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    differing: list[int] = field(default_factory=list)


def _statement_columns(names: Sequence[str], *, file: str) -> dict[int, str]:
    """Position and number of each statement column; all of them stand after `n-disagree`."""
    first = names.index("n-disagree") + 1
    columns: dict[int, str] = {}
    for index in range(first, len(names)):
        if names[index].isascii() and names[index].isdigit():
            number = rows.parse_statement(names[index], file=file, line=1, column=names[index])
            if number in columns.values():
                raise ExchangeProblem(
                    file=file,
                    line=1,
                    column=names[index],
                    words=_(
                        "%(file)s, line %(line)s: there are two columns “%(column)s”. Remove one of them."
                    ),
                )
            columns[index] = number
    return columns


def _read_person(
    cells: list[str], *, names: Sequence[str], statements: dict[int, str], found: _Found, file: str, line: int
) -> None:
    key = rows.parse_person(cells[names.index("participant")], file=file, line=line, column="participant")
    if key in found.lines:
        _check_repeated(cells, key=key, found=found, file=file, line=line)
        found.repeated.append(line)
        return
    found.lines[key] = line
    found.cells[key] = cells
    first = len(found.vote)
    for index, statement in statements.items():
        cell = cells[index]
        if cell and not cell.isspace():
            found.vote.append(rows.parse_answer(cell, file=file, line=line, column=names[index]))
            found.statement.append(statement)
            found.person.append(key)
    told = {
        name: rows.parse_count(cells[names.index(name)], file=file, line=line, column=name)
        for name in COLUMNS[2:]
    }
    cast = found.vote[first:]
    counted = {"n-votes": len(cast), "n-agree": cast.count(1), "n-disagree": cast.count(-1)}
    if any(told[name] not in (None, count) for name, count in counted.items()):
        found.differing.append(line)
    group = cells[names.index("group-id")].strip()
    found.people.append(
        ImportedPerson(key=key, group=shorten(group) or None, comment_count=told["n-comments"])
    )


def _check_repeated(cells: list[str], *, key: str, found: _Found, file: str, line: int) -> None:
    if cells != found.cells[key]:
        raise ExchangeProblem(
            file=file,
            line=line,
            column="participant",
            words=_(
                "%(file)s, line %(line)s: person “%(person)s” already has a row with other answers, on line %(first)s. "
                "Remove one of them."
            ),
            person=shorten(key),
            first=found.lines[key],
        )


def _list_notes(found: _Found, unknown: Sequence[str], *, file: str) -> tuple[Note, ...]:
    notes: list[Note] = []
    if unknown:
        notes.append(Note(file, "unknown_columns", len(unknown), (1,), tuple(map(shorten, unknown[:20]))))
    if found.repeated:
        notes.append(Note(file, "repeated_rows", len(found.repeated), tuple(found.repeated[:20])))
    if found.differing:
        notes.append(Note(file, "counts_differ", len(found.differing), tuple(found.differing[:20])))
    return tuple(notes)
