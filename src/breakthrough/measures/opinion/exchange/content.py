"""What an import holds, what it remarks on, and how it refuses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.problem import Problem
from breakthrough.measures.opinion.votes import VoteTable

Lines = Iterable[str] | Iterable[bytes] | bytes

NoteReason = Literal[
    "revotes",
    "repeated_rows",
    "unknown_columns",
    "ignored_files",
    "counts_differ",
    "people_without_votes",
    "statements_without_text",
    "statements_without_column",
    "votes_without_column",
    "joined_cells",
]


class ExchangeProblem(Problem):
    """A file of votes that cannot be read, and where: file, line (from 1, of the file as text) and column name.

    `words` names the place itself, so that it can be shown as it stands; `line` and `column` are None where the
    problem is about the whole file.
    """

    def __init__(
        self,
        *,
        file: str,
        line: int | None,
        column: str | None,
        words: str,
        code: str = "votes-unreadable",
        **details: object,
    ) -> None:
        places = {"file": shorten(file), "line": line, "column": shorten(column or "")}
        super().__init__(code, status=422, words=words, params={**places, **details})
        self.file = file
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about an import that did not stop it.

    Attributes:
        count: how often.
        lines: the first 20 line numbers, where there are any.
        names: the first 20 columns, files, people or statements that it is about.
    """

    file: str
    reason: NoteReason
    count: int
    lines: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedPerson:
    """A row of the matrix: published group (None = ungrouped) and number of statements written (None = not told)."""

    key: str
    group: str | None = None
    comment_count: int | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A statement's text. `agrees` and `disagrees` are what the file says: they often differ from the votes."""

    statement: str
    text: str
    status: int = 1
    author: str | None = None
    created_ms: int | None = None
    agrees: int | None = None
    disagrees: int | None = None
    is_meta: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """`participants-votes.csv`: E votes as keys and values with the line of each person's row."""

    people: tuple[ImportedPerson, ...]
    statements: tuple[str, ...]
    person: list[str]
    statement: list[str]
    vote: list[int]
    lines: dict[str, int]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, eq=False)
class VoteEvents:
    """`votes.csv`: every vote cast, also those that were changed later.

    Attributes:
        voter, statement: int32[E] into the keys.
        vote: int8[E]. at_ms: int64[E], milliseconds since 1970. line: int32[E], 0 if not read from a file.
    """

    voter_keys: tuple[str, ...]
    statement_keys: tuple[str, ...]
    voter: NDArray[np.int32]
    statement: NDArray[np.int32]
    vote: NDArray[np.int8]
    at_ms: NDArray[np.int64]
    line: NDArray[np.int32]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class VoteImport:
    """A vote dataset in canonical order, whatever the order of its files was.

    Attributes:
        people: everybody listed, also without a vote.
        comments: every statement with a text, also those without a column.
        events: None if only the matrix exists.
    """

    table: VoteTable
    people: tuple[ImportedPerson, ...]
    comments: tuple[Comment, ...] = ()
    events: VoteEvents | None = None
    summary: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @property
    def texts(self) -> dict[str, str]:
        """The text of each statement that has one."""
        return {comment.statement: comment.text for comment in self.comments}

    @property
    def groups(self) -> dict[str, str]:
        """The published group of each person who has one."""
        return {person.key: person.group for person in self.people if person.group is not None}


def shorten(value: str, length: int = 40) -> str:
    """A piece of someone's file that is safe to show in a sentence: short and without control characters."""
    shown = "".join(sign if sign.isprintable() else "�" for sign in value[:length])
    return shown + "…" if len(value) > length else shown
