"""The card: everything a round promises, fixed before anybody can speak, the same bytes for everyone.

card  = CBOR [1, round, practice, mode, k, alg, roster_hash, members, [party…], content_hash, ticks, keep_days, [scope…]]
scope = [label, quota, max_body, "text" | "vector", [[cell, eligible, SPKI]…]]
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from breakthrough.ballotbox.protocol import encoding, messages, signatures
from breakthrough.ballotbox.protocol.encoding import Malformed, Value

VERSION = 1
SMALLEST_K = 5
LARGEST_QUOTA = 3
MEMBERS_FOR_QUOTA = 13  # below this number of members everybody has one contribution
LARGEST_BODY = 4096
SMALL_BODY = 2048
EVERYONE = 0
LABEL = re.compile(r"[a-z0-9-]{1,30}(/[0-9]{1,4})?")

ED25519 = 1
P256 = 2

Mode = Literal["room", "days"]
ScopeKind = Literal["text", "vector"]
Ticks = Literal["release", "daily", "many"]  # with the next release · at a fixed hour · K acts or none
Word = TypeVar("Word", bound=str)

MODES: tuple[Mode, ...] = ("room", "days")
KINDS: tuple[ScopeKind, ...] = ("text", "vector")
TICKS: tuple[Ticks, ...] = ("release", "daily", "many")


@dataclass(frozen=True, slots=True)
class Cell:
    """Who shares one RSA key: everyone (0), or the party with this number, counted from 1."""

    number: int
    eligible: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The hash that names the key."""
        return messages.key_id_of(self.public_key)


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing people are asked: `quota` contributions each, bodies of at most `max_body` bytes."""

    label: str
    quota: int
    max_body: int
    kind: ScopeKind
    cells: tuple[Cell, ...]

    @property
    def request_size(self) -> int:
        """The exact size of every request of this scope, in bytes, so that sizes tell nothing."""
        return request_size_of(self.max_body)

    def gate_number(self, k: int) -> int:
        """K: how many contributions must stand together, so that at least `k` people stand behind them."""
        return self.quota * (k - 1) + 1


@dataclass(frozen=True, slots=True)
class Card:
    """What a round promises. Binary fields are 16 bytes (`round`) or 32 bytes (hashes)."""

    round: bytes
    practice: str
    mode: Mode
    k: int
    alg: int
    roster_hash: bytes
    members: int
    parties: tuple[str, ...]
    content_hash: bytes
    ticks: Ticks
    keep_days: int
    scopes: tuple[Scope, ...]

    @property
    def by_label(self) -> Mapping[str, Scope]:
        """The scopes under their labels."""
        return {scope.label: scope for scope in self.scopes}


def write_card(card: Card) -> bytes:
    """Return the bytes of `card`, after the same checks that a reader makes."""
    written = encoding.encode([
        VERSION, card.round, card.practice, card.mode, card.k, card.alg, card.roster_hash, card.members,
        list(card.parties), card.content_hash, card.ticks, card.keep_days, [_scope_value(scope) for scope in card.scopes],
    ])  # fmt: skip
    read_card(written)
    return written


def read_card(written: bytes) -> Card:
    """Return the card in `written`; raises `Malformed` if it breaks a rule that every card keeps."""
    (version, round_, practice, mode, k, alg, roster_hash, members, parties, content_hash, ticks, keep_days, scopes) = (
        encoding.decode_list(written, length=13)
    )  # fmt: skip
    if version != VERSION:
        raise Malformed("a card of another version")
    card = Card(
        round=encoding.bytes_of(round_, 16),
        practice=encoding.exactly(practice, str),
        mode=_one_of(mode, MODES),
        k=encoding.exactly(k, int),
        alg=encoding.exactly(alg, int),
        roster_hash=encoding.bytes_of(roster_hash, 32),
        members=encoding.exactly(members, int),
        parties=tuple(encoding.exactly(party, str) for party in encoding.list_of(parties)),
        content_hash=encoding.bytes_of(content_hash, 32),
        ticks=_one_of(ticks, TICKS),
        keep_days=encoding.exactly(keep_days, int),
        scopes=tuple(_read_scope(scope) for scope in encoding.list_of(scopes)),
    )
    _check_card(card)
    return card


def request_size_of(max_body: int) -> int:
    """Return the exact size in bytes of requests whose bodies hold at most `max_body` bytes."""
    return 4096 if max_body <= SMALL_BODY else 8192


def _scope_value(scope: Scope) -> Value:
    cells: Value = [[cell.number, cell.eligible, cell.public_key] for cell in scope.cells]
    return [scope.label, scope.quota, scope.max_body, scope.kind, cells]


def _read_scope(value: Value) -> Scope:
    label, quota, max_body, kind, cells = encoding.list_of(value, length=5)
    return Scope(
        label=encoding.exactly(label, str),
        quota=encoding.exactly(quota, int),
        max_body=encoding.exactly(max_body, int),
        kind=_one_of(kind, KINDS),
        cells=tuple(_read_cell(cell) for cell in encoding.list_of(cells)),
    )


def _read_cell(value: Value) -> Cell:
    number, eligible, public_key = encoding.list_of(value, length=3)
    return Cell(
        number=encoding.exactly(number, int),
        eligible=encoding.exactly(eligible, int),
        public_key=encoding.exactly(public_key, bytes),
    )


def _one_of(value: Value, allowed: Sequence[Word]) -> Word:
    for word in allowed:
        if value == word:
            return word
    raise Malformed("a word that cards do not have")


def _check_card(card: Card) -> None:
    keys = [cell.public_key for scope in card.scopes for cell in scope.cells]
    rules = {
        "k is too small": card.k >= SMALLEST_K,
        "the kind of pseudonym is unknown": card.alg in {ED25519, P256},
        "there are fewer members than k": card.members >= card.k,
        "nothing is asked": bool(card.scopes),
        "two scopes have one label": len(card.by_label) == len(card.scopes),
        "two cells have one key": len(set(keys)) == len(keys),
    }
    for words, holds in rules.items():
        if not holds:
            raise Malformed(words)
    for scope in card.scopes:
        _check_scope(scope, card)


def _check_scope(scope: Scope, card: Card) -> None:
    numbers = [cell.number for cell in scope.cells]
    rules = {
        "a label has other characters": LABEL.fullmatch(scope.label) is not None,
        "a quota is out of range": 1 <= scope.quota <= LARGEST_QUOTA,
        "a quota needs more members": scope.quota == 1 or card.members >= MEMBERS_FOR_QUOTA,
        "a body is too large": 1 <= scope.max_body <= LARGEST_BODY,
        "texts are from everyone": scope.kind == "vector" or numbers == [EVERYONE],
        "cells are everyone, or every party in order": numbers
        in ([EVERYONE], list(range(1, len(card.parties) + 1))),
        "cells by party need two parties": numbers == [EVERYONE] or len(numbers) > 1,
        "more are eligible than there are members": sum(cell.eligible for cell in scope.cells)
        <= card.members,
        "a cell is smaller than k": all(cell.eligible >= card.k for cell in scope.cells),
    }
    for words, holds in rules.items():
        if not holds:
            raise Malformed(words)
    for cell in scope.cells:
        signatures.load_rsa_key(cell.public_key)
