"""The card on a board, its digest and its roster."""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from breakthrough.verify.plain import DOMAIN, Fault, read_list, sha256


@dataclass(frozen=True)
class Key:
    """One key of a scope: who may have credentials under it, and what every message under it must carry."""

    cell: int
    eligible: int
    public_key: RSAPublicKey
    context: bytes


@dataclass(frozen=True)
class Card:
    """What a check of one scope needs of the card."""

    k: int
    alg: int
    roster_hash: bytes
    content_hash: bytes
    members: int
    quota: int
    kind: str
    keys: dict[bytes, Key]

    @property
    def gate(self) -> int:
        """K: so many contributions have at least k people behind them."""
        return self.quota * (self.k - 1) + 1


def read_card(written: bytes, label: str) -> Card:
    """Return the card as it is about the scope `label`; raises `Fault`."""
    parts = read_list(written, 13, "The card")
    (
        version,
        _round,
        _practice,
        _mode,
        k,
        alg,
        roster_hash,
        members,
        _parties,
        content_hash,
        _ticks,
        _keep,
        scopes,
    ) = parts
    scope = next((one for one in scopes if isinstance(one, list) and len(one) == 5 and one[0] == label), None)
    if version != 1 or scope is None:
        raise Fault("the card is of another version, or does not ask what the board shows")
    _label, quota, _max_body, kind, cells = scope
    is_whole = all(isinstance(number, int) for number in (k, alg, members, quota)) and isinstance(cells, list)
    if not is_whole or k < 5 or alg not in {1, 2} or not 1 <= quota <= 3 or kind not in {"text", "vector"}:
        raise Fault("the card breaks a rule that every card keeps")
    keys = dict(_read_key(cell, sha256(written)) for cell in cells)
    if len(keys) != len(cells):
        raise Fault("two cells of the card have the same key")
    return Card(k, alg, roster_hash, content_hash, members, quota, kind, keys)


def check_digest(written: bytes, pinned: bytes | None) -> list[str]:
    """Return what is wrong with a card against the digest somebody pinned."""
    return [] if pinned in {None, sha256(written)} else ["the card is not the one whose digest was pinned"]


def check_plan(card: Card | None, plan: bytes) -> list[str]:
    """Return what is wrong with a card against the bytes of what was asked."""
    if card is None or sha256(plan) == card.content_hash:
        return []
    return ["what was asked is not what the card says"]


def check_roster(card: Card | None, roster: bytes) -> list[str]:
    """Return what is wrong with a card against the bytes of the roster."""
    if card is None:
        return []
    if sha256(roster) != card.roster_hash:
        return ["the roster is not the one on the card"]
    try:
        _salt, people = read_list(roster, 2, "The roster")
        if not isinstance(people, list) or len(people) != card.members:
            return ["the roster has another number of people than the card"]
    except Fault as fault:
        return [str(fault)]
    return []


def _read_key(cell: Any, digest: bytes) -> tuple[bytes, Key]:
    if not isinstance(cell, list) or len(cell) != 3 or not isinstance(cell[2], bytes):
        raise Fault("a cell of the card cannot be read")
    number, eligible, written = cell
    try:
        key = load_der_public_key(written)
    except Exception:  # noqa: BLE001 (whatever it raises, it is no key)
        raise Fault("a key on the card is not a public key") from None
    if not isinstance(key, RSAPublicKey) or key.key_size != 3072 or key.public_numbers().e != 65537:
        raise Fault("a key on the card is not RSA with 3072 bits and exponent 65537")
    key_id = sha256(written)
    return key_id, Key(number, eligible, key, sha256(DOMAIN + b" context\0" + digest + key_id))
