"""Everything that can be checked on one board alone."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, utils

from breakthrough.verify.cards import Card, Key, read_card
from breakthrough.verify.plain import DOMAIN, Fault, merkle_root, read_list, sha256, unbase64

FORMAT = "breakthrough-board/1"
MESSAGE_START = 32 + len(DOMAIN) + 1 + 32


class Unreadable(Exception):
    """Not a board at all."""


@dataclass(frozen=True)
class Act:
    """What was signed: the head with its seq and hash, the act, and the body where it is shown."""

    head: bytes
    act: bytes
    body: bytes | None
    seq: int
    body_hash: bytes
    left_out: bool  # its words were hidden after the release


@dataclass(frozen=True)
class Entry:
    """One contribution on the board."""

    key_id: bytes
    message: bytes
    signature: bytes
    said: Act

    @property
    def pseudonym(self) -> bytes:
        """The handle."""
        return sha256(DOMAIN + b" handle\0" + self.message[MESSAGE_START:])


@dataclass(frozen=True)
class Board:
    """A board as it was read. `card` is None, and `fault` says why, where the card cannot be used."""

    card_bytes: bytes
    card: Card | None
    fault: str
    label: str
    release: int
    issued: dict[bytes, int]
    entries: list[Entry]
    later: list[tuple[bytes, Act]]
    root: bytes


def read_board(found: Any) -> Board:
    """Return the board in parsed JSON; raises `Unreadable` where it does not have the shape of one."""
    try:
        if found["format"] != FORMAT:
            raise Unreadable("this is another format")
        card_bytes, label = unbase64(found["card"]), str(found["label"])
        entries = [_read_entry(entry) for entry in found["items"]]
        later = [(unbase64(one["handle"]), _read_act(one)) for one in found["later"]]
        issued = {unbase64(key_id): int(count) for key_id, count in found["issued"].items()}
        root, release = unbase64(found["root"]), int(found["release"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable("this does not have the shape of a board") from error
    try:
        card, fault = read_card(card_bytes, label), ""
    except Fault as error:
        card, fault = None, str(error)
    return Board(card_bytes, card, fault, label, release, issued, entries, later, root)


def check_board(board: Board) -> Iterator[str]:
    """Yield everything that is wrong with a board by itself."""
    if board.card is None:
        yield board.fault
        return
    for number, entry in enumerate(board.entries, start=1):
        for fault in _check_entry(board.card, entry):
            yield f"contribution {number}: {fault}"
    yield from _check_order(board)
    yield from _check_counts(board, board.card)
    yield from _check_later(board, board.card)
    if merkle_root(leaves_of(board)) != board.root:
        yield "the root does not fit what is on the board"


def leaves_of(board: Board) -> list[bytes]:
    """Return the leaves: every contribution, and directly behind it what its author did later."""
    leaves = list[bytes]()
    for entry in board.entries:
        acts = [entry.said, *(act for handle, act in board.later if handle == entry.pseudonym)]
        for act in acts:
            parts = [entry.key_id, entry.message, entry.signature, act.head, act.act]
            leaves.append(sha256(b"\0" + cbor2.dumps(parts, canonical=True)))
    return leaves


def _check_entry(card: Card, entry: Entry) -> Iterator[str]:
    key = card.keys.get(entry.key_id)
    if key is None:
        yield "its key is not on the card"
        return
    length = MESSAGE_START + (32 if card.alg == 1 else 65)
    if len(entry.message) != length or entry.message[32:MESSAGE_START] != DOMAIN + b"\0" + key.context:
        yield "its message belongs to another round or key"
    elif not _is_credential(key, entry):
        yield "its credential is not valid"
    else:
        yield from _check_act(card, key, entry.message[MESSAGE_START:], entry.said)
    if entry.said.body is not None and card.kind == "vector":
        yield "it shows answers, which no board may"


def _check_act(card: Card, key: Key, public_key: bytes, said: Act) -> Iterator[str]:
    if not _is_act(card.alg, public_key, said):
        yield "it was not signed by its pseudonym"
    try:
        version, context, seq, _ = read_list(said.head, 4, "its head")
        if version != 1 or context != key.context or not isinstance(seq, int) or not 1 <= seq < 2**32:
            yield "its head belongs to another round"
    except Fault as fault:
        yield str(fault)
    if said.body is not None and sha256(said.body) != said.body_hash:
        yield "its text is not the one that was signed"
    if said.left_out and (said.body is not None or card.kind == "vector"):
        yield "it is marked as hidden, and has no hidden text"


def _check_order(board: Board) -> Iterator[str]:
    pseudonyms = [entry.pseudonym for entry in board.entries]
    if len(set(pseudonyms)) != len(pseudonyms):
        yield "a pseudonym appears twice"
    if pseudonyms != sorted(pseudonyms):
        yield "the contributions are not in the order of their pseudonyms"


def _check_counts(board: Board, card: Card) -> Iterator[str]:
    if board.issued.keys() != card.keys.keys():
        yield "the counts of credentials are of other keys than those on the card"
    shown = Counter(entry.key_id for entry in board.entries)
    for key_id, key in card.keys.items():
        issued = board.issued.get(key_id, 0)
        if not shown[key_id] <= issued <= key.eligible * card.quota:
            yield f"cell {key.cell}: {shown[key_id]} contributions, {issued} credentials, {key.eligible} people do not fit together"
        if key.eligible > card.members:
            yield f"cell {key.cell} has more people than the roster"


def _check_later(board: Board, card: Card) -> Iterator[str]:
    entries = {entry.pseudonym: entry for entry in board.entries}
    last = {pseudonym: entry.said.seq for pseudonym, entry in entries.items()}
    if [(handle, act.seq) for handle, act in board.later] != sorted(
        (handle, act.seq) for handle, act in board.later
    ):
        yield "the later acts are not in order"
    for number, (handle, act) in enumerate(board.later, start=1):
        entry = entries.get(handle)
        key = card.keys.get(entry.key_id) if entry else None
        if entry is None or key is None:
            yield f"later act {number}: its author has no contribution on the board"
            continue
        for fault in _check_act(card, key, entry.message[MESSAGE_START:], act):
            yield f"later act {number}: {fault}"
        if act.seq <= last[handle]:
            yield f"later act {number}: it is not later than what its author said before"
        last[handle] = act.seq


def _is_credential(key: Key, entry: Entry) -> bool:
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    try:
        key.public_key.verify(entry.signature, entry.message, pss, hashes.SHA384())
    except InvalidSignature:
        return False
    return len(entry.signature) == 384


def _is_act(alg: int, public_key: bytes, said: Act) -> bool:
    spoken = DOMAIN + b" act\0" + said.head
    if len(said.act) != 64:
        return False
    try:
        if alg == 1:
            ed25519.Ed25519PublicKey.from_public_bytes(public_key).verify(said.act, spoken)
        else:
            pair = utils.encode_dss_signature(int.from_bytes(said.act[:32]), int.from_bytes(said.act[32:]))
            point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
            point.verify(pair, spoken, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _read_entry(found: Any) -> Entry:
    return Entry(
        unbase64(found["key"]), unbase64(found["message"]), unbase64(found["signature"]), _read_act(found)
    )


def _read_act(found: Any) -> Act:
    head = unbase64(found["head"])
    body = unbase64(found["body"]) if "body" in found else None
    left_out = found.get("left_out", False)
    if not isinstance(left_out, bool):
        raise TypeError("left_out is true or false")
    try:
        _, _, seq, body_hash = read_list(head, 4, "its head")
    except Fault:
        seq, body_hash = 0, b""  # told by the checks, which read the head again
    return Act(head, unbase64(found["act"]), body, seq if isinstance(seq, int) else 0, body_hash, left_out)
