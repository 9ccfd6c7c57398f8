"""Rows of a comma-separated file, with the line each one starts on; everything broken becomes an ExchangeProblem."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion.exchange.content import ExchangeProblem, Lines, shorten

ANSWERS = {"1": 1, "0": 0, "-1": -1, "1.0": 1, "0.0": 0, "-1.0": -1}
_COUNT = re.compile(r"([0-9]{1,15})(?:\.0+)?")
_STATEMENT = re.compile(r"0*([0-9]{1,15})")
_KEY_LENGTH = 200


def read_rows(lines: Lines, *, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every row that is not blank. Takes a text as a whole, lines of text or lines of bytes."""
    source = _check_lines(lines, file=file)
    reader = csv.reader(source, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(str(error), file=file, line=line) from error
        if cells:
            yield line, cells


def read_header(rows: Iterator[tuple[int, list[str]]], *, file: str, needed: Sequence[str]) -> list[str]:
    """The column names of the first row. Refuses empty files, doubled names and missing columns."""
    line, cells = next(rows, (0, []))
    if not cells:
        raise ExchangeProblem(
            file=file, line=None, column=None, words=_("%(file)s is empty. Export it once more.")
        )
    names = [cell.strip() for cell in cells]
    missing = [name for name in needed if name not in names]
    if missing and len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        raise ExchangeProblem(
            file=file,
            line=line,
            column=None,
            words=_(
                "%(file)s, line %(line)s: the columns are not separated by commas. Save it as comma-separated text."
            ),
        )
    if missing:
        raise ExchangeProblem(
            file=file,
            line=line,
            column=missing[0],
            words=_(
                "%(file)s, line %(line)s: these columns are missing: %(missing)s. Add them or export the file once more."
            ),
            missing=", ".join(missing),
        )
    for position, name in enumerate(names):
        if name in names[:position]:
            raise ExchangeProblem(
                file=file,
                line=line,
                column=name,
                words=_("%(file)s, line %(line)s: there are two columns “%(column)s”. Remove one of them."),
            )
    return names


def check_length(cells: Sequence[str], *, names: Sequence[str], file: str, line: int) -> None:
    """Refuses a row with more or fewer cells than the header."""
    if len(cells) != len(names):
        column = names[len(cells)] if len(cells) < len(names) else None
        raise ExchangeProblem(
            file=file,
            line=line,
            column=column,
            words=_(
                "%(file)s, line %(line)s: the row has %(count)s cells, the header has %(expected)s. "
                "Check for missing commas, and put texts with commas into quotes."
            ),
            count=len(cells),
            expected=len(names),
        )


def parse_count(text: str, *, file: str, line: int, column: str) -> int | None:
    """A whole number that is not negative, or None for an empty cell."""
    if not text.strip():
        return None
    found = _COUNT.fullmatch(text.strip())
    if not found:
        raise ExchangeProblem(
            file=file,
            line=line,
            column=column,
            words=_(
                "%(file)s, line %(line)s, column “%(column)s”: “%(value)s” is not a whole number. Correct this cell."
            ),
            value=shorten(text),
        )
    return int(found[1])


def parse_statement(text: str, *, file: str, line: int, column: str) -> str:
    """A statement's id: a whole number of at most 15 digits, without leading zeros."""
    found = _STATEMENT.fullmatch(text.strip())
    if not found:
        raise ExchangeProblem(
            file=file,
            line=line,
            column=column,
            words=_(
                "%(file)s, line %(line)s, column “%(column)s”: “%(value)s” is not the number of a statement. Correct this cell."
            ),
            value=shorten(text),
        )
    return str(int(found[1]))


def parse_person(text: str, *, file: str, line: int, column: str) -> str:
    """A person's id: a number (leading zeros are dropped) or a short text."""
    key = text.strip()
    if not key or len(key) > _KEY_LENGTH or not key.isprintable():
        raise ExchangeProblem(
            file=file,
            line=line,
            column=column,
            words=_(
                "%(file)s, line %(line)s, column “%(column)s”: this number or name is missing or cannot be used. "
                "Correct this cell."
            ),
            value=shorten(text),
        )
    found = _STATEMENT.fullmatch(key)
    return str(int(found[1])) if found else key


def parse_answer(text: str, *, file: str, line: int, column: str) -> int:
    """A vote: 1, 0 or -1."""
    answer = ANSWERS.get(text.strip())
    if answer is None:
        raise ExchangeProblem(
            file=file,
            line=line,
            column=column,
            words=_(
                "%(file)s, line %(line)s, column “%(column)s”: “%(value)s” is not a vote. "
                "Use 1 for agree, -1 for disagree and 0 for pass."
            ),
            value=shorten(text),
        )
    return answer


def _check_lines(lines: Lines, *, file: str) -> Iterator[str]:
    """Lines of text with an end each, decoded where they are bytes; refuses wrong encodings and NUL."""
    rest: Iterator[str | bytes]
    if isinstance(lines, str):
        rest = io.StringIO(lines, newline="")
    elif isinstance(lines, bytes):
        rest = iter(lines.splitlines(keepends=True))
    else:
        rest = iter(lines)
    number = 0
    while True:
        number += 1
        try:
            line = next(rest)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise _wrong_encoding(file, number) from error
        text = _decode(line, file=file, number=number) if isinstance(line, bytes) else line
        if number == 1:
            text = text.removeprefix("\ufeff")
        if "\0" in text:
            raise ExchangeProblem(
                file=file,
                line=number,
                column=None,
                words=_(
                    "%(file)s, line %(line)s: there is a sign that is not text (NUL). Export the file once more as UTF-8."
                ),
            )
        yield text if text.endswith(("\n", "\r")) else text + "\n"


def _decode(line: bytes, *, file: str, number: int) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _wrong_encoding(file, number) from error


def _wrong_encoding(file: str, line: int) -> ExchangeProblem:
    return ExchangeProblem(
        file=file,
        line=line,
        column=None,
        words=_("%(file)s, near line %(line)s: the text is not UTF-8. Save the file as UTF-8."),
    )


def _broken(reason: str, *, file: str, line: int) -> ExchangeProblem:
    if "unexpected end" in reason:
        words = _("%(file)s, line %(line)s: a quote is opened here and never closed. Close it or remove it.")
    elif "field limit" in reason:
        words = _(
            "%(file)s, line %(line)s: a text that starts here is far too long. Perhaps its quote is never closed."
        )
    elif "expected after" in reason:
        words = _(
            "%(file)s, line %(line)s: there is a quote in the middle of a text. Double it, and put the whole text into quotes."
        )
    elif "new-line character" in reason:
        words = _("%(file)s, line %(line)s: the line ends are mixed. Save the file with ordinary line ends.")
    else:
        words = _(
            "%(file)s, line %(line)s: this row cannot be read as comma-separated text. Check its quotes and commas."
        )
    return ExchangeProblem(file=file, line=line, column=None, words=words)
