"""Seed statements in a file: CSV with a column `text` (or one column without a head), or JSON; every line is checked."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice.rules import words

SEED_LIMIT = 300
STATEMENT_LIMIT = 900
"""A sealed vote of 2,048 bytes has room for so many answers, whatever they are."""

SIZE_LIMIT = 1_000_000
_TEXT_COLUMNS = ("text", "statement", "comment-body")
_MODERATION_COLUMN = "moderated"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one line of the file (in JSON: one entry), counted from 1."""

    line: int
    code: str
    words: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SeedFile:
    """The statements that fit, in their order, and the faults of the others."""

    texts: tuple[str, ...]
    faults: tuple[Fault, ...]


def read_seeds(content: bytes) -> SeedFile:
    """Return the statements of a file and the fault of each line that does not fit. Raises a Problem for no readable file.

    JSON: a list of texts or of objects with `text`, or an object with such a list under `statements`. Statements that a file
    marks as taken out by moderation (`moderated` -1) are left out; empty lines are skipped; a text that stands twice is a fault.
    """
    if len(content) > SIZE_LIMIT:
        raise _unreadable(gettext_noop("This file is larger than 1 MB. Send the statements alone."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _unreadable(
            gettext_noop("Line %(line)s is not UTF-8. Save the file as “CSV UTF-8”."), line=line
        ) from error
    lines = _json_lines(text) if text.lstrip()[:1] in ("[", "{") else _csv_lines(text)
    return _check(lines)


def check_whole(found: SeedFile) -> tuple[str, ...]:
    """Return all statements of a file, or raise a Problem that names the first line that does not fit and how many do not."""
    if found.faults:
        first = found.faults[0]
        raise Problem(
            "seeds-unfit",
            status=422,
            words=gettext_noop(
                "Nothing was brought in. Line %(line)s does not fit: %(reason)s (Lines with faults: %(count)s.)"
            ),
            params={
                "line": first.line,
                "reason": first.words % first.params if first.params else first.words,
                "count": len(found.faults),
            },
            field="file",
        )
    if not found.texts:
        raise _unreadable(gettext_noop("This file holds no statement."))
    return found.texts


def check_room_for(*, seed_count: int, people: int, quota: int) -> None:
    """Raise a Problem if more statements could come together than one sealed vote can answer."""
    if seed_count + people * (quota + 1) > STATEMENT_LIMIT:
        raise Problem(
            "too-many-statements",
            status=409,
            words=gettext_noop(
                "More than %(limit)s statements could come together. Let each person write fewer, or bring in fewer."
            ),
            params={"limit": STATEMENT_LIMIT},
            field="quota",
        )


def _check(lines: Iterator[tuple[int, object]]) -> SeedFile:
    texts: dict[str, int] = {}
    faults: list[Fault] = []
    for line, value in lines:
        if not isinstance(value, str):
            faults.append(Fault(line, "text-missing", gettext_noop("There is no text here.")))
            continue
        if not value.strip():
            continue
        try:
            text = words.check_statement(value)
        except Problem as problem:
            faults.append(Fault(line, problem.code, problem.words, problem.params))
            continue
        if text in texts:
            faults.append(
                Fault(
                    line,
                    "text-twice",
                    gettext_noop("This text stands in line %(first)s already."),
                    {"first": texts[text]},
                )
            )
        elif len(texts) >= SEED_LIMIT:
            faults.append(
                Fault(
                    line,
                    "too-many-seeds",
                    gettext_noop("There are more than %(limit)s statements."),
                    {"limit": SEED_LIMIT},
                )
            )
        else:
            texts[text] = line
    return SeedFile(tuple(texts), tuple(faults))


def _csv_lines(text: str) -> Iterator[tuple[int, object]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        head = [name.strip().lower() for name in next(rows, [])]
        column = next((head.index(name) for name in _TEXT_COLUMNS if name in head), None)
        moderated = head.index(_MODERATION_COLUMN) if _MODERATION_COLUMN in head else None
        if column is None:
            if len(head) > 1:
                raise _unreadable(gettext_noop("Name the column of the statements “text”."))
            rows, column = csv.reader(io.StringIO(text, newline=""), strict=True), 0
        before = rows.line_num
        for row in rows:
            line, before = before + 1, rows.line_num
            if moderated is not None and len(row) > moderated and row[moderated].strip() == "-1":
                continue
            if row:
                yield line, row[column] if len(row) > column else None
    except csv.Error as error:
        raise _unreadable(
            gettext_noop("Line %(line)s is broken: %(what)s."), line=rows.line_num, what=str(error)
        ) from error


def _json_lines(text: str) -> Iterator[tuple[int, object]]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise _unreadable(gettext_noop("Line %(line)s is no valid JSON."), line=line) from error
    entries = found.get("statements") if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise _unreadable(gettext_noop("The JSON holds no list of statements."))
    for line, entry in enumerate(entries, start=1):
        yield line, entry.get("text") if isinstance(entry, dict) else entry


def _unreadable(message: str, **params: object) -> Problem:
    return Problem("seeds-unreadable", status=422, words=message, params=params, field="file")
