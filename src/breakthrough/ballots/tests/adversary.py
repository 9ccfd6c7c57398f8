"""Somebody who later holds everything that one round left: both databases, every key, the box's folder with its files and their times.

He knows who is on the roster and has the released board, and tries to say who wrote what. What a watcher could learn while people
write, and older copies of what was sealed, are tried elsewhere: `tests/sealed/test_order.py`, `tests/sealed/test_canary.py`. `explanation` is the algebra:
for a person and a contribution, is there a blinding factor that turns one into the other? If there is one for every pair,
what was issued says nothing about who spoke. `guesses` are the ways in which orders and times could betray people.
"""

import base64
import math
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

EXPONENT = 65537


@dataclass(frozen=True, slots=True)
class Issued:
    """What the people side kept of one person's credential, in the order in which its table returns it."""

    person: str
    blinded: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """One contribution as the board shows it, in the order in which the box's table returns it."""

    handle: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file of the box's folder: its name, when it was last written, what is in it."""

    name: str
    written_at: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Loot:
    """Everything of one round: `issued` and `seen` in the order of their rows, `files` of the box's folder."""

    public_key: bytes
    issued: Sequence[Issued]
    seen: Sequence[Seen]
    files: Sequence[LeftFile] = ()


def explanation(public_key: bytes, issued: Issued, seen: Seen) -> int | None:
    """Return the one blinding factor under which this person's credential became this contribution, or None.

    A blind signature is r times the signature, and a blinded message r^e times the encoded message. So r is found by
    division and must fit both; for honest keys it always does, whoever the person and whatever the contribution.
    """
    key = load_der_public_key(public_key)
    assert isinstance(key, rsa.RSAPublicKey)
    n = key.public_numbers().n
    signature = int.from_bytes(seen.signature)
    encoded = pow(signature, EXPONENT, n)
    factor = int.from_bytes(issued.signature) * pow(signature, -1, n) % n
    fits = encoded * pow(factor, EXPONENT, n) % n == int.from_bytes(issued.blinded)
    return factor if fits and math.gcd(factor, n) == 1 else None


def possible_authors(loot: Loot) -> dict[bytes, set[str]]:
    """Return, for each contribution, the people whom the algebra does not rule out."""
    return {
        seen.handle: {
            one.person for one in loot.issued if explanation(loot.public_key, one, seen) is not None
        }
        for seen in loot.seen
    }


Guess = Callable[[Loot], Mapping[bytes, str]]


def in_the_order_of_rows(loot: Loot) -> Mapping[bytes, str]:
    """The first who was issued wrote what stands first."""
    return _pair([one.person for one in loot.issued], [one.handle for one in loot.seen])


def in_the_order_of_rows_backwards(loot: Loot) -> Mapping[bytes, str]:
    """The first who was issued wrote what stands last."""
    return _pair([one.person for one in reversed(loot.issued)], [one.handle for one in loot.seen])


def by_rank_of_the_blinded_value(loot: Loot) -> Mapping[bytes, str]:
    """The smallest blinded value belongs to the smallest handle."""
    people = [one.person for one in sorted(loot.issued, key=lambda one: one.blinded)]
    return _pair(people, sorted(one.handle for one in loot.seen))


def by_rank_of_the_signature(loot: Loot) -> Mapping[bytes, str]:
    """The smallest blind signature belongs to the smallest signature."""
    people = [one.person for one in sorted(loot.issued, key=lambda one: one.signature)]
    return _pair(people, [one.handle for one in sorted(loot.seen, key=lambda one: one.signature)])


def by_length_in_common(loot: Loot) -> Mapping[bytes, str]:
    """Each contribution belongs to whoever's values share most bits with it."""
    return {
        seen.handle: max(
            loot.issued,
            key=lambda one: -(int.from_bytes(one.signature) ^ int.from_bytes(seen.signature)).bit_count(),
        ).person
        for seen in loot.seen
    }


def by_place_in_files(loot: Loot) -> Mapping[bytes, str]:
    """What stands first in a file came first: logs, journals and leftovers are written as things arrive.

    Databases are tried last: what lies in them by handle says nothing, and `in_the_order_of_rows` reads them properly.
    """
    handles = [seen.handle for seen in loot.seen]
    by_kind = sorted(loot.files, key=lambda one: "sqlite3" in one.name)
    orders = (_order_in(one, handles) for one in by_kind)
    order = next((order for order in orders if len(order) == len(handles)), handles)
    return _pair([one.person for one in loot.issued], order)


def by_times_of_files(loot: Loot) -> Mapping[bytes, str]:
    """A file of its own for each contribution tells by its time when that one came."""
    times = {
        seen.handle: min(
            (
                one.written_at
                for one in loot.files
                if _order_in(one, [other.handle for other in loot.seen]) == [seen.handle]
            ),
            default=0,
        )
        for seen in loot.seen
    }
    return _pair([one.person for one in loot.issued], sorted(times, key=lambda handle: times[handle]))


def _order_in(one: LeftFile, handles: Sequence[bytes]) -> list[bytes]:
    places = {
        handle: min(
            (place for written in _disguises(handle) if (place := one.content.find(written)) >= 0), default=-1
        )
        for handle in handles
    }
    return sorted((handle for handle in handles if places[handle] >= 0), key=lambda handle: places[handle])


def _disguises(handle: bytes) -> tuple[bytes, ...]:
    return (
        handle,
        handle.hex().encode(),
        base64.urlsafe_b64encode(handle).rstrip(b"="),
        base64.b64encode(handle),
    )


GUESSES: Mapping[str, Guess] = {
    "rows in order": in_the_order_of_rows,
    "rows backwards": in_the_order_of_rows_backwards,
    "rank of blinded value": by_rank_of_the_blinded_value,
    "rank of signature": by_rank_of_the_signature,
    "bits in common": by_length_in_common,
    "place in files": by_place_in_files,
    "times of files": by_times_of_files,
}


def rows_of(database: Path, question: str) -> list[tuple[object, ...]]:
    """Return what a thief reads from a copy of an SQLite file, in the order in which it lies there."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as stolen:
        return stolen.execute(question).fetchall()


def files_of(folder: Path) -> list[LeftFile]:
    """Return every file below a folder, as a thief copies them."""
    return [
        LeftFile(str(path.relative_to(folder)), path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def _pair(people: Sequence[str], handles: Sequence[bytes]) -> Mapping[bytes, str]:
    return dict(zip(handles, people, strict=False))
