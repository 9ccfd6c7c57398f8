"""Reads lists of people to invite: a CSV file in any usual form, or addresses pasted from a mail program.

Pure: text in, lines out. What cannot be read at all is a Problem; a line that cannot be used is named with its number
and reason, and the others go ahead. Over 150 lines: one format, its refusals beside it.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

MOST_BYTES = 1024 * 1024
MOST_LINES = 2000

COLUMNS = {
    "email": {
        "email",
        "e-mail",
        "mail",
        "address",
        "e-mail address",
        "email address",
        "e-mail-adresse",
        "mailadresse",
        "adresse",
    },
    "name": {"name", "full name", "person", "vollständiger name"},
    "party": {
        "party",
        "team",
        "department",
        "organisation",
        "organization",
        "company",
        "partei",
        "abteilung",
        "firma",
    },
    "role": {"role", "rolle"},
}

CleanAddress = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that names somebody: a well-formed address, and what else was written (empty where nothing was)."""

    line: int
    address: str
    name: str = ""
    party: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used: its number in the file, the reason (translatable, with `params`) and how it begins."""

    line: int
    words: str
    params: dict[str, object]
    excerpt: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read, in the order of the lines. `was_guessed` says that the encoding is a guess that a look should confirm."""

    entries: tuple[Entry, ...]
    bad_lines: tuple[BadLine, ...]
    was_guessed: bool = False


def read_file(content: bytes, *, clean_address: CleanAddress) -> Listing:
    """Read a CSV file with a header line naming its columns (`email`, and if wanted `name`, `party`, `role`).

    Comma, semicolon or tab; UTF-8, UTF-16 with its mark, or Western European. `clean_address` returns the address as it is
    kept or raises a Problem. Raises a Problem (413, 422) for a file that cannot be read as a whole.
    """
    if len(content) > MOST_BYTES:
        raise Problem(
            "list-too-large",
            status=413,
            words=gettext_noop(
                "This file is larger than 1 MB. Split it and send the parts one after the other."
            ),
            field="file",
        )
    text, was_guessed = _decode(content)
    rows = _rows_of(text)
    header = next(rows, None)
    if header is None or isinstance(header, BadLine):
        raise Problem(
            "list-empty",
            status=422,
            words=gettext_noop(
                "There is nothing in this file. Its first line names the columns: name, email, party, role."
            ),
            field="file",
        )
    places = _places_of(header[1])
    found = [
        _entry_of(row, places, clean_address)
        for row in rows
        if isinstance(row, BadLine) or any(cell.strip() for cell in row[1])
    ]
    return _without_repeats(found, was_guessed=was_guessed)


def read_pasted(text: str, *, clean_address: CleanAddress) -> Listing:
    """Read addresses as people paste them: one per line or separated by commas or semicolons, with or without names."""
    if len(text.encode(errors="replace")) > MOST_BYTES or text.count("\n") > MOST_LINES:
        raise Problem(
            "list-too-large",
            status=413,
            words=gettext_noop(
                "This is more than we can take at once. Send up to 2,000 addresses at a time."
            ),
            field="addresses",
        )
    found: list[Entry | BadLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        for part in _parts_of(line):
            name, address = parseaddr(part)
            found.append(_checked(number, address or part, name, "", "", clean_address, excerpt=part))
    if len(found) > MOST_LINES:
        raise Problem(
            "list-too-large",
            status=413,
            words=gettext_noop(
                "This is more than we can take at once. Send up to 2,000 addresses at a time."
            ),
            field="addresses",
        )
    if not found:
        raise empty("addresses")
    return _without_repeats(found, was_guessed=False)


def write_file(entries: Sequence[Entry]) -> str:
    """Return the entries as the text of a file that `read_file` reads back."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["email", "name", "party", "role"])
    writer.writerows([one.address, one.name, one.party, one.role] for one in entries)
    return out.getvalue()


def empty(field: str) -> Problem:
    """Return the refusal for a list that names nobody."""
    return Problem(
        "list-empty", status=422, words=gettext_noop("Write at least one e-mail address."), field=field
    )


def _decode(content: bytes) -> tuple[str, bool]:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text, was_guessed = content.decode("utf-16"), False
        else:
            text, was_guessed = content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        # Every byte means something in this encoding, so reading cannot fail; whether it was meant, the preview shows.
        text, was_guessed = content.decode("cp1252", errors="replace"), True
    if "\0" in text or "\ufffd" in text:
        raise Problem(
            "list-unreadable",
            status=422,
            words=gettext_noop(
                "This is not a text file that we can read. Save it as CSV (UTF-8) in your spreadsheet and send it again."
            ),
            field="file",
        )
    return text, was_guessed


def _rows_of(text: str) -> Iterator[tuple[int, list[str]] | BadLine]:
    """Yield each row with the number of the line it starts on; a row the format breaks in is the last one."""
    first_line = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    starts_at = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error:
            yield BadLine(
                starts_at,
                gettext_noop("The quotation marks do not close, so nothing after this line could be read."),
                {},
                "",
            )
            return
        if row is None:
            return
        if starts_at > MOST_LINES + 1:
            raise Problem(
                "list-too-large",
                status=413,
                words=gettext_noop(
                    "This file has more than 2,000 lines. Split it and send the parts one after the other."
                ),
                field="file",
            )
        if any(cell.strip() for cell in row):
            yield starts_at, row
        starts_at = reader.line_num + 1


def _places_of(header: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        word = " ".join(cell.split()).casefold()
        for column, known in COLUMNS.items():
            if word in known and column not in places:
                places[column] = place
    if "email" not in places:
        raise Problem(
            "list-without-addresses",
            status=422,
            words=gettext_noop(
                "No column is called “email”. The first line names the columns, for example: name, email, party, role."
            ),
            field="file",
        )
    return places


def _entry_of(
    row: tuple[int, list[str]] | BadLine, places: dict[str, int], clean_address: CleanAddress
) -> Entry | BadLine:
    if isinstance(row, BadLine):
        return row
    number, cells = row

    def cell(column: str) -> str:
        place = places.get(column)
        return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""

    return _checked(
        number,
        cell("email"),
        cell("name"),
        cell("party"),
        cell("role"),
        clean_address,
        excerpt=" ".join(" ".join(cells).split()),
    )


def _checked(
    number: int, address: str, name: str, party: str, role: str, clean_address: CleanAddress, *, excerpt: str
) -> Entry | BadLine:
    if not address:
        return BadLine(number, gettext_noop("There is no e-mail address on this line."), {}, excerpt[:80])
    try:
        clean = clean_address(address)
    except Problem:
        return BadLine(
            number,
            gettext_noop("“%(address)s” is not an e-mail address."),
            {"address": address[:80]},
            excerpt[:80],
        )
    return Entry(line=number, address=clean, name=name, party=party, role=role)


def _without_repeats(found: Sequence[Entry | BadLine], *, was_guessed: bool) -> Listing:
    entries: list[Entry] = []
    bad_lines: list[BadLine] = []
    first_line: dict[str, int] = {}
    for one in found:
        if isinstance(one, BadLine):
            bad_lines.append(one)
        elif one.address in first_line:
            words = gettext_noop("%(address)s is on line %(first)s already.")
            bad_lines.append(
                BadLine(
                    one.line, words, {"address": one.address, "first": first_line[one.address]}, one.address
                )
            )
        else:
            first_line[one.address] = one.line
            entries.append(one)
    return Listing(tuple(entries), tuple(bad_lines), was_guessed)


def _parts_of(line: str) -> list[str]:
    """Split at commas and semicolons outside of quotation marks, and at blanks between bare addresses."""
    parts = [part.strip() for part in re.findall(r'(?:"[^"]*"|[^,;"]|")+', line)]
    split: list[str] = []
    for part in parts:
        bare = part.split()
        split.extend(bare if len(bare) > 1 and all("@" in one and "<" not in one for one in bare) else [part])
    return [part for part in split if part]
