"""The roster: who may speak, by name, seen by everyone on it; the card carries only its hash.

roster = CBOR [salt, [[ref, name, party, new]…]]     sorted by ref
"""

from collections.abc import Sequence
from dataclasses import dataclass

from breakthrough.ballotbox.protocol import encoding, messages
from breakthrough.ballotbox.protocol.encoding import Malformed, Value


@dataclass(frozen=True, slots=True)
class Entry:
    """One person. `ref` is 16 bytes, random in each round; `party` is its number on the card, from 1; `is_new` since the last round."""

    ref: bytes
    name: str
    party: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who may speak in a round; the salt of 32 bytes keeps the hash from being guessed."""

    salt: bytes
    entries: tuple[Entry, ...]


def write_roster(roster: Roster) -> bytes:
    """Return the bytes of `roster`, sorted by ref."""
    entries = sorted(roster.entries, key=lambda entry: entry.ref)
    written = encoding.encode(
        [roster.salt, [[entry.ref, entry.name, entry.party, entry.is_new] for entry in entries]]
    )
    read_roster(written)
    return written


def read_roster(written: bytes) -> Roster:
    """Return the roster in `written`; raises `Malformed` if a ref appears twice or the order is another."""
    salt, entries = encoding.decode_list(written, length=2)
    roster = Roster(
        encoding.bytes_of(salt, 32), tuple(_read_entry(entry) for entry in encoding.list_of(entries))
    )
    refs = [entry.ref for entry in roster.entries]
    if refs != sorted(set(refs)):
        raise Malformed("a roster that is not sorted, or names somebody twice")
    return roster


def hash_of_roster(written: bytes) -> bytes:
    """Return the hash that the card carries."""
    return messages.sha256(written)


def _read_entry(value: Value) -> Entry:
    ref, name, party, is_new = encoding.list_of(value, length=4)
    return Entry(
        ref=encoding.bytes_of(ref, 16),
        name=encoding.exactly(name, str),
        party=encoding.exactly(party, int),
        is_new=encoding.exactly(is_new, bool),
    )


def names_of(roster: Roster) -> Sequence[str]:
    """Return the names in the order of the roster."""
    return [entry.name for entry in roster.entries]
