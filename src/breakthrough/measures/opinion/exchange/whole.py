"""A folder of files becomes one import: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.exchange import events as events_file
from breakthrough.measures.opinion.exchange import matrix as matrix_file
from breakthrough.measures.opinion.exchange import texts as texts_files
from breakthrough.measures.opinion.exchange.content import (
    Comment,
    ExchangeProblem,
    ImportedPerson,
    Lines,
    Matrix,
    Note,
    VoteEvents,
    VoteImport,
    shorten,
)

FILES = (matrix_file.NAME, events_file.NAME, texts_files.COMMENTS_NAME, texts_files.SUMMARY_NAME)
_NOT_NEEDED = "stats-history.csv"


def parse_export(files: Mapping[str, Iterable[str]] | Mapping[str, Lines]) -> VoteImport:
    """Read a vote dataset from its files by name (a folder before the name does not matter).

    At least one of `participants-votes.csv` and `votes.csv` is needed. If both exist they must agree once the last
    vote of each pair counts; only the matrix names groups. Votes on statements that were taken out and lost their
    column are left out and noted.

    Raises:
        ExchangeProblem: the first thing that cannot be read, or the list of votes on which the files differ.
    """
    named, ignored = _by_name(files)
    matrix = (
        matrix_file.parse_participants_votes(named[FILES[0]], file=FILES[0]) if FILES[0] in named else None
    )
    events = events_file.parse_votes(named[FILES[1]], file=FILES[1]) if FILES[1] in named else None
    if matrix is None and events is None:
        raise ExchangeProblem(
            file=FILES[0],
            line=None,
            column=None,
            code="votes-missing",
            words=_("There are no votes here. Add participants-votes.csv or votes.csv."),
        )
    comments = texts_files.parse_comments(named[FILES[2]], file=FILES[2]) if FILES[2] in named else ()
    summary = texts_files.parse_summary(named[FILES[3]], file=FILES[3]) if FILES[3] in named else {}
    notes = [Note(name, "ignored_files", 1, (), (shorten(name),)) for name in ignored]
    if matrix is not None and events is not None:
        events, more = _check_agreement(matrix, events, comments)
        notes.extend(more)
    return _assemble(matrix, events, comments, tuple(summary.items()), notes)


def _by_name(files: Mapping[str, Iterable[str]] | Mapping[str, Lines]) -> tuple[dict[str, Lines], list[str]]:
    named: dict[str, Lines] = {}
    ignored: list[str] = []
    for path, lines in sorted(files.items()):
        name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
        if name in named:
            raise ExchangeProblem(
                file=name,
                line=None,
                column=None,
                words=_("There are two files %(file)s. Choose one conversation."),
            )
        if name in FILES:
            named[name] = lines
        elif name != _NOT_NEEDED:
            ignored.append(name)
    return named, ignored


def _check_agreement(
    matrix: Matrix, events: VoteEvents, comments: tuple[Comment, ...]
) -> tuple[VoteEvents, list[Note]]:
    taken_out = {comment.statement for comment in comments if comment.status == votes.MODERATED_OUT}
    lost = taken_out.difference(matrix.statements)
    outside = np.array([key in lost for key in events.statement_keys], dtype=np.bool_)
    gone = outside[events.statement] if len(events.vote) else np.zeros(0, dtype=np.bool_)
    notes = []
    if gone.any():
        lines = np.sort(events.line[gone])
        names = tuple(key for key in events.statement_keys if key in lost)
        notes.append(
            Note(FILES[1], "votes_without_column", int(gone.sum()), tuple(lines[:20].tolist()), names[:20])
        )
    _check_same_votes(matrix, events, ~gone)
    return events, notes


def _check_same_votes(matrix: Matrix, events: VoteEvents, counted: NDArray[np.bool_]) -> None:
    last = events_file.find_last(events)
    last = last[counted[last]]
    cast = {
        (events.voter_keys[voter], events.statement_keys[statement]): (vote, line)
        for voter, statement, vote, line in zip(
            events.voter[last].tolist(),
            events.statement[last].tolist(),
            events.vote[last].tolist(),
            events.line[last].tolist(),
            strict=True,
        )
    }
    differing: list[tuple[int, str, str, str]] = []
    for person, statement, vote in zip(matrix.person, matrix.statement, matrix.vote, strict=True):
        found, line = cast.pop((person, statement), (None, 0))
        if found != vote:
            differing.append(
                (line or matrix.lines[person], FILES[1] if line else FILES[0], person, statement)
            )
    differing.extend(
        (line, FILES[1], person, statement) for (person, statement), (_vote, line) in cast.items()
    )
    if differing:
        differing.sort()
        line, file, _person, statement = differing[0]
        raise ExchangeProblem(
            file=file,
            line=line,
            column=statement if file == FILES[0] else "vote",
            code="votes-differ",
            words=_(
                "participants-votes.csv and votes.csv differ in %(count)s votes: %(places)s. "
                "Export both files once more, or leave one of them out."
            ),
            count=len(differing),
            places="; ".join(
                f"{name}:{place} ({shorten(person)}, {statement})"
                for place, name, person, statement in differing[:20]
            ),
        )


def _assemble(
    matrix: Matrix | None,
    events: VoteEvents | None,
    comments: tuple[Comment, ...],
    summary: tuple[tuple[str, str], ...],
    notes: list[Note],
) -> VoteImport:
    status = {comment.statement: comment.status for comment in comments}
    is_meta = {comment.statement: comment.is_meta for comment in comments}
    if matrix is not None:
        person, statement, vote = matrix.person, matrix.statement, matrix.vote
        people, statements = matrix.people, matrix.statements
        notes.extend(matrix.notes)
    else:
        assert events is not None  # noqa: S101  one of the two is checked above
        person, statement, vote = _last_of(events)
        people = tuple(ImportedPerson(key=key) for key in events.voter_keys)
        listed = [key for key, value in status.items() if value != votes.MODERATED_OUT]
        statements = votes.sort_keys([*events.statement_keys, *listed])
    table = votes.tabulate(
        person=person,
        statement=statement,
        vote=vote,
        status=status,
        is_meta=is_meta,
        people=[one.key for one in people],
        statements=statements,
    )
    if events is not None:
        notes.extend([*events.notes, *_list_revotes(events)])
    notes.extend(_list_gaps(table, people, comments))
    return VoteImport(
        table=table, people=people, comments=comments, events=events, summary=summary, notes=tuple(notes)
    )


def _last_of(events: VoteEvents) -> tuple[list[str], list[str], list[int]]:
    last = events_file.find_last(events)
    return (
        [events.voter_keys[index] for index in events.voter[last].tolist()],
        [events.statement_keys[index] for index in events.statement[last].tolist()],
        events.vote[last].tolist(),
    )


def _list_revotes(events: VoteEvents) -> list[Note]:
    earlier = np.ones(len(events.vote), dtype=np.bool_)
    earlier[events_file.find_last(events)] = False
    lines = np.sort(events.line[earlier])
    return [Note(FILES[1], "revotes", len(lines), tuple(lines[:20].tolist()))] if len(lines) else []


def _list_gaps(
    table: votes.VoteTable, people: tuple[ImportedPerson, ...], comments: tuple[Comment, ...]
) -> list[Note]:
    notes = []
    silent = (
        [person.key for person in people if person.key not in set(table.person_keys)]
        if table.silent_count
        else []
    )
    if silent:
        notes.append(Note(FILES[0], "people_without_votes", len(silent), (), tuple(silent[:20])))
    written = {comment.statement for comment in comments}
    textless = [key for key in table.statement_keys if key not in written] if comments else []
    if textless:
        notes.append(Note(FILES[2], "statements_without_text", len(textless), (), tuple(textless[:20])))
    columns = set(table.statement_keys)
    unlisted = [comment.statement for comment in comments if comment.statement not in columns]
    if unlisted:
        notes.append(Note(FILES[2], "statements_without_column", len(unlisted), (), tuple(unlisted[:20])))
    return notes
