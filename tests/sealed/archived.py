"""Reads PostgreSQL's write-ahead log as its raw bytes tell: records, rows as they were written, whole values from their pieces.

The layout is PostgreSQL's own (access/xlogrecord.h, access/heapam_xlog.h), the same from version 15 on. Pages are not
compressed here. A test compares what is read with `pg_waldump`, record by record.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PAGE = 8192
SHORT_HEADER, LONG_HEADER, RECORD_HEADER, TUPLE_HEADER = 24, 40, 24, 23
XLOG, XACT, HEAP, BTREE = 0, 1, 10, 11
COMMIT = 0x00  # of a transaction
INSERT, DELETE, UPDATE, HOT_UPDATE = 0x00, 0x10, 0x20, 0x40  # of a heap
FROM_OLD_START, FROM_OLD_END = 1 << 5, 1 << 6

Table = tuple[int, int]  # database, file
Place = tuple[int, int]  # page, line


@dataclass(frozen=True, slots=True)
class Block:
    """A page that a record changes; `image` is the whole page, where the record holds it."""

    table: Table
    page: int
    image: bytes | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `place` counts bytes of the log without page headers: a later record has a higher one."""

    place: int
    xid: int
    manager: int
    info: int
    raw: bytes
    blocks: Sequence[Block]
    main: bytes

    @property
    def bytes_without_images(self) -> int:
        """How long it is apart from whole pages, which depend on the last checkpoint alone."""
        return len(self.raw) - sum(len(block.image or b"") for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Change:
    """A row as it was written (`row` is None where it was deleted), and where it lay before and after."""

    record: Record
    table: Table
    before: Place | None
    after: Place | None
    row: bytes | None


@dataclass(slots=True)
class Log:
    """Everything an archive tells."""

    stream: bytes
    records: Sequence[Record]
    changes: Sequence[Change] = field(default_factory=list)

    def of(self, table: Table) -> list[Change]:
        """Return what happened to one table, in the order of the log."""
        return [change for change in self.changes if change.table == table]

    def index_entries(self, index: Table) -> list[bytes]:
        """Return the keys that were put into an index, in the order of the log."""
        return [
            block.data[9:]  # after the place of the row, the entry's length and that of the key
            for record in self.records
            if record.manager == BTREE and record.info & 0xF0 == INSERT
            for block in record.blocks[:1]
            if block.table == index and block.data
        ]


def read(segments: Sequence[Path]) -> Log:
    """Return what these segments hold, in ascending order and without a gap."""
    contents = [path.read_bytes() for path in segments]
    stripped = [_without_headers(content) for content in contents]
    stream = b"".join(stripped)
    records = list(_records(stream, len(stripped[0]), _first_record(contents[0])))
    return Log(stream, records, list(_changes(records)))


def parts_of(row: bytes, kinds: str) -> list[bytes | int]:
    """Return the first columns of a row; in `kinds` each is "v" (bytes), "i" (four bytes) or "l" (eight bytes)."""
    found, at = list[bytes | int](), 0
    for kind in kinds:
        if kind in "il":
            size = 4 if kind == "i" else 8
            at += -at % size
            found.append(int.from_bytes(row[at : at + size], "little"))
            at += size
            continue
        if row[at] == 0:
            at += -at % 4
        start, end = _bounds(row, at)
        found.append(row[start:end])
        at = end
    return found


def _bounds(row: bytes, at: int) -> tuple[int, int]:
    first = row[at]
    if first == 1:  # a pointer to a value that is kept elsewhere
        return at, at + 18
    if first & 1:
        return at + 1, at + (first >> 1)
    return at + 4, at + (int.from_bytes(row[at : at + 4], "little") >> 2)


def pieces(changes: Sequence[Change]) -> Mapping[tuple[int, int], bytes]:
    """Return the large values in the changes of a table for them, put together, by transaction and number."""
    found = dict[tuple[int, int], dict[int, bytes]]()
    for change in changes:
        if change.row is not None and change.before is None:
            number, order, piece = parts_of(change.row, "iiv")
            assert isinstance(number, int)
            assert isinstance(order, int)
            assert isinstance(piece, bytes)
            found.setdefault((change.record.xid, number), {})[order] = piece
    return {key: b"".join(parts[order] for order in sorted(parts)) for key, parts in found.items()}


def _without_headers(segment: bytes) -> bytes:
    parts = []
    for at in range(0, len(segment), PAGE):
        is_long = int.from_bytes(segment[at + 2 : at + 4], "little") & 2 or at == 0
        parts.append(segment[at + (LONG_HEADER if is_long else SHORT_HEADER) : at + PAGE])
    return b"".join(parts)


def _first_record(segment: bytes) -> int:
    is_rest = int.from_bytes(segment[2:4], "little") & 1
    rest = int.from_bytes(segment[16:20], "little") if is_rest else 0
    return rest + -rest % 8


def _records(stream: bytes, segment: int, at: int) -> Iterator[Record]:
    while at + RECORD_HEADER <= len(stream):
        length, xid, _, info, manager = struct.unpack_from("<IIQBB", stream, at)
        if length < RECORD_HEADER or at + length > len(stream):
            return
        raw = stream[at : at + length]
        yield Record(at, xid, manager, info, raw, *_parts(raw))
        at += length + -length % 8
        if manager == XLOG and info & 0xF0 == 0x40:  # the rest of the segment stays empty
            at = -(-at // segment) * segment


def _parts(raw: bytes) -> tuple[list[Block], bytes]:
    at, table, main_length, coming = RECORD_HEADER, (0, 0), 0, 0
    found = list[tuple[Table, int, int, int, int]]()
    while len(raw) - at > coming:  # what the headers so far announce
        kind = raw[at]
        if kind == 255:
            main_length, at = raw[at + 1], at + 2
            break
        if kind == 254:
            main_length, at = int.from_bytes(raw[at + 1 : at + 5], "little"), at + 5
            break
        if kind in {252, 253}:
            at += 5 if kind == 252 else 3
            continue
        flags, data_length = struct.unpack_from("<BH", raw, at + 1)
        at += 4
        image_length = hole = 0
        if flags & 0x10:
            image_length, hole, how = struct.unpack_from("<HHB", raw, at)
            assert not how & 0x1C, "pages are compressed"
            at += 5
        if not flags & 0x80:
            _, database, file = struct.unpack_from("<III", raw, at)
            table, at = (database, file), at + 12
        page = int.from_bytes(raw[at : at + 4], "little")
        at += 4
        found.append((table, page, image_length, hole, data_length))
        coming += image_length + data_length
    blocks = []
    for table, page, image_length, hole, data_length in found:
        image = None
        if image_length:
            kept = raw[at : at + image_length]
            image = kept[:hole] + bytes(PAGE - image_length) + kept[hole:]
        at += image_length
        blocks.append(Block(table, page, image, raw[at : at + data_length]))
        at += data_length
    return blocks, raw[at : at + main_length]


def _changes(records: Sequence[Record]) -> Iterator[Change]:
    pages = dict[tuple[Table, int], dict[int, bytes]]()
    for record in records:
        for block in record.blocks:
            if block.image is not None:
                pages[block.table, block.page] = _lines(block.image)
        if record.manager == HEAP and record.blocks:
            yield from _change(record, record.info & 0x70, pages)


def _change(record: Record, what: int, pages: dict[tuple[Table, int], dict[int, bytes]]) -> Iterator[Change]:
    block, main = record.blocks[0], record.main
    lines = pages.setdefault((block.table, block.page), {})
    if what == INSERT:
        (line,) = struct.unpack_from("<H", main)
        if block.image is None:
            lines[line] = block.data[5 + block.data[4] - TUPLE_HEADER :]
        yield Change(record, block.table, None, (block.page, line), lines[line])
    elif what == DELETE:
        (line,) = struct.unpack_from("<H", main, 4)
        yield Change(record, block.table, (block.page, line), None, None)
    elif what in {UPDATE, HOT_UPDATE}:
        old_line, flags, new_line = struct.unpack_from("<4xHxB4xH", main)
        old_page = record.blocks[1].page if len(record.blocks) > 1 else block.page
        if block.image is None:
            old = pages.get((block.table, old_page), {}).get(old_line, b"")
            lines[new_line] = _updated(block.data, flags, old)
        yield Change(record, block.table, (old_page, old_line), (block.page, new_line), lines[new_line])


def _updated(data: bytes, flags: int, old: bytes) -> bytes:
    at = start = end = 0
    if flags & FROM_OLD_START:
        start, at = int.from_bytes(data[at : at + 2], "little"), at + 2
    if flags & FROM_OLD_END:
        end, at = int.from_bytes(data[at : at + 2], "little"), at + 2
    at += 5 + data[at + 4] - TUPLE_HEADER
    return old[:start] + data[at:] + (old[-end:] if end else b"")


def _lines(page: bytes) -> dict[int, bytes]:
    lower = int.from_bytes(page[12:14], "little")
    found = dict[int, bytes]()
    for line, at in enumerate(range(24, min(lower, PAGE), 4), start=1):
        pointer = int.from_bytes(page[at : at + 4], "little")
        offset, state, length = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
        if state == 1 and length > TUPLE_HEADER:
            found[line] = page[offset + page[offset + 22] : offset + length]
    return found
