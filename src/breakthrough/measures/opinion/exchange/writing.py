"""An import, or a round of one's own, becomes files again: the same content always gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence

import numpy as np

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.exchange import events as events_file
from breakthrough.measures.opinion.exchange import matrix as matrix_file
from breakthrough.measures.opinion.exchange import texts as texts_files
from breakthrough.measures.opinion.exchange.content import Comment, ExchangeProblem, VoteEvents, VoteImport

_EVENT_COLUMNS = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
_COMMENT_COLUMNS = (
    "timestamp",
    "datetime",
    "comment-id",
    "author-id",
    "agrees",
    "disagrees",
    "moderated",
    "comment-body",
)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")


def write_export(vote_import: VoteImport) -> dict[str, str]:
    """File name to text, for the files that there is content for; lines end in a line feed, times are UTC.

    Importing what was written gives the same content again. It holds a row per person: never call it for a sealed round.

    Raises:
        ExchangeProblem: a statement's key is not a whole number, which this format needs.
    """
    for key in [*vote_import.table.statement_keys, *(comment.statement for comment in vote_import.comments)]:
        _check_number(key)
    files = {matrix_file.NAME: _as_text(_matrix_rows(vote_import))}
    if vote_import.events is not None:
        files[events_file.NAME] = _as_text(_event_rows(vote_import.events))
    if vote_import.comments:
        files[texts_files.COMMENTS_NAME] = _as_text(_comment_rows(vote_import.comments))
    if vote_import.summary:
        files[texts_files.SUMMARY_NAME] = _as_text(vote_import.summary)
    return files


def _check_number(key: str) -> None:
    if not _NUMBER.fullmatch(key):
        raise ExchangeProblem(
            file=matrix_file.NAME,
            line=None,
            column=key,
            code="votes-not-writable",
            words=_(
                "The statement “%(column)s” has no whole number, and this format needs one. Number the statements first."
            ),
        )


def _matrix_rows(vote_import: VoteImport) -> Iterable[Sequence[object]]:
    table = vote_import.table
    yield (*matrix_file.COLUMNS, *table.statement_keys)
    position = {key: index for index, key in enumerate(table.person_keys)}
    starts = np.searchsorted(table.person, np.arange(table.person_count + 1)).tolist()
    for person in vote_import.people:
        index = position.get(person.key)
        rows = slice(0, 0) if index is None else slice(starts[index], starts[index + 1])
        cast = table.vote[rows].tolist()
        cells: list[object] = [""] * table.statement_count
        for statement, vote in zip(table.statement[rows].tolist(), cast, strict=True):
            cells[statement] = vote
        counts = (len(cast), cast.count(votes.AGREE), cast.count(votes.DISAGREE))
        yield (person.key, _or_empty(person.group), _or_empty(person.comment_count), *counts, *cells)


def _event_rows(events: VoteEvents) -> Iterable[Sequence[object]]:
    yield _EVENT_COLUMNS
    for at_ms, statement, voter, vote in zip(
        events.at_ms.tolist(),
        events.statement.tolist(),
        events.voter.tolist(),
        events.vote.tolist(),
        strict=True,
    ):
        yield (at_ms, _utc(at_ms), events.statement_keys[statement], events.voter_keys[voter], vote)


def _comment_rows(comments: Sequence[Comment]) -> Iterable[Sequence[object]]:
    with_meta = any(comment.is_meta for comment in comments)
    yield (*_COMMENT_COLUMNS, "is-meta") if with_meta else _COMMENT_COLUMNS
    for comment in comments:
        row = (
            _or_empty(comment.created_ms),
            "" if comment.created_ms is None else _utc(comment.created_ms),
            comment.statement,
            _or_empty(comment.author),
            _or_empty(comment.agrees),
            _or_empty(comment.disagrees),
            comment.status,
            comment.text,
        )
        yield (*row, int(comment.is_meta)) if with_meta else row


def _as_text(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _or_empty(value: object | None) -> object:
    return "" if value is None else value


def _utc(at_ms: int) -> str:
    """The time as people read it; empty for times that no calendar holds."""
    try:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=at_ms)
    except OverflowError:
        return ""
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
