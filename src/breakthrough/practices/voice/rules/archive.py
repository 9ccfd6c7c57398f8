"""Files of votes as they arrive (CSV, one ZIP or one JSON document) and as they leave. Limits come before inflating."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

FILES = ("participants-votes.csv", "votes.csv", "comments.csv", "summary.csv")
FORMAT = "breakthrough-votes/1"
_MEGABYTE = 1024 * 1024
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an upload may hold: bytes of one file and of all together, entries of a ZIP, and how far it may inflate."""

    file_size: int = 60 * _MEGABYTE
    total_size: int = 150 * _MEGABYTE
    entry_count: int = 200
    ratio: int = 400


def unpack(uploads: Iterable[tuple[str, IO[bytes]]], *, limits: Limits = Limits()) -> dict[str, bytes]:
    """Return the known files of an upload by name, whatever folder they are in; everything else is left out.

    Raises a Problem (413 too large, 422 not usable) before more than `limits.total_size` bytes are held.
    """
    found: dict[str, bytes] = {}
    for name, stream in uploads:
        start = stream.read(4)
        stream.seek(0)
        if start in _ZIP_STARTS:
            _take_archive(found, name, stream, limits)
        elif _last_part(name).endswith(".json"):
            _take_document(found, name, stream, limits)
        else:
            _take(found, name, _read(stream, name, limits.file_size), limits)
    if not found:
        raise Problem(
            "votes-missing",
            status=422,
            words=gettext_noop(
                "There are no files of votes here. Choose participants-votes.csv, votes.csv and comments.csv, or the ZIP that holds them."
            ),
            field="files",
        )
    return found


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the files as a ZIP that only depends on their names and contents (names sorted, times fixed)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()


def unpack_archive(content: bytes) -> dict[str, bytes]:
    """Return the files of a ZIP that `pack` made."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def document_of(files: Mapping[str, bytes]) -> dict[str, object]:
    """Return the files as a JSON document that `unpack` takes back."""
    return {"format": FORMAT, "files": {name: files[name].decode() for name in sorted(files)}}


def _take_archive(found: dict[str, bytes], name: str, stream: IO[bytes], limits: Limits) -> None:
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_entries(entries, name, limits)
            for entry in entries:
                if not entry.is_dir() and _last_part(entry.filename) in FILES:
                    with archive.open(entry) as inflating:
                        _take(
                            found, entry.filename, _read(inflating, entry.filename, entry.file_size), limits
                        )
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise Problem(
            "archive-broken",
            status=422,
            words=gettext_noop(
                "The ZIP %(file)s cannot be opened: it is damaged, encrypted or packed in an unusual way. Pack the files again, or choose them one by one."
            ),
            params={"file": _shown(name)},
            field="files",
        ) from error


def _check_entries(entries: list[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    inflated = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > limits.entry_count:
        raise Problem(
            "archive-too-many-files",
            status=413,
            words=gettext_noop(
                "The ZIP %(file)s holds %(count)s files; we open at most %(limit)s. Pack only the files of one conversation."
            ),
            params={"file": _shown(name), "count": len(entries), "limit": limits.entry_count},
            field="files",
        )
    if inflated > limits.total_size or (inflated > max(packed, 1) * limits.ratio and inflated > _MEGABYTE):
        raise _too_large(name, limits.total_size)
    for entry in entries:
        if entry.file_size > limits.file_size and _last_part(entry.filename) in FILES:
            raise _too_large(entry.filename, limits.file_size)


def _take_document(found: dict[str, bytes], name: str, stream: IO[bytes], limits: Limits) -> None:
    try:
        document = json.loads(_read(stream, name, limits.file_size))
        files = document["files"].items() if document["format"] == FORMAT else None
        texts = {part: text.encode() for part, text in files or ()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unusable_document(name) from error
    if not texts:
        raise _unusable_document(name)
    for part, text in texts.items():
        _take(found, part, text, limits)


def _take(found: dict[str, bytes], name: str, content: bytes, limits: Limits) -> None:
    known = _last_part(name)
    if known not in FILES:
        return
    if known in found:
        raise Problem(
            "votes-twice",
            status=422,
            words=gettext_noop("There are two files %(file)s. Choose the files of one conversation."),
            params={"file": known},
            field="files",
        )
    if sum(map(len, found.values())) + len(content) > limits.total_size:
        raise _too_large(name, limits.total_size)
    found[known] = content


def _read(stream: IO[bytes], name: str, limit: int) -> bytes:
    """Read to the end, and refuse as soon as more arrives than was announced or allowed."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        raise _too_large(name, limit)
    return content


def _too_large(name: str, limit: int) -> Problem:
    return Problem(
        "votes-too-large",
        status=413,
        words=gettext_noop(
            "%(file)s is too large: we take up to %(limit)s MB. Larger conversations come in on the command line of the server."
        ),
        params={"file": _shown(name), "limit": limit // _MEGABYTE},
        field="files",
    )


def _unusable_document(name: str) -> Problem:
    return Problem(
        "document-unknown",
        status=422,
        words=gettext_noop(
            "%(file)s is not a JSON export of votes. Choose the CSV files or the ZIP instead."
        ),
        params={"file": _shown(name)},
        field="files",
    )


def _last_part(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1].lower()


def _shown(name: str) -> str:
    shown = "".join(sign if sign.isprintable() else "�" for sign in name[-60:])
    return shown or "?"
