"""Every statement the box sends to its store, by what it does.

Whatever concerns several pseudonyms is written by ascending handle, deletions too: a write-ahead log keeps the order of statements for
ever, and the memory of the box is in the order of arrival.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from breakthrough.ballotbox.pending import Sealed
from breakthrough.ballotbox.protocol import bodies
from breakthrough.ballotbox.protocol.board import LEFT_OUT, Envelope, LaterAct
from breakthrough.ballotbox.rounds import Opening, Phase, Standing, read_opening
from breakthrough.ballotbox.stores.store import Store, StoreFailed


@dataclass(frozen=True, slots=True)
class Released:
    """A contribution on a board, and its pseudonym."""

    round: bytes
    label: str
    envelope: Envelope


def list_cards(store: Store) -> Sequence[bytes]:
    """Return the cards of all rounds."""
    return [cast("bytes", card) for (card,) in store.run("SELECT card FROM round")]


def list_scopes(store: Store) -> Iterator[tuple[bytes, str, Phase, Opening | None]]:
    """Return round, label, phase and opening of all scopes."""
    for round_, label, phase, opening in store.run("SELECT round, label, phase, opening FROM scope"):
        known = None if opening is None else read_opening(cast("bytes", opening))
        yield cast("bytes", round_), cast("str", label), Phase(cast("str", phase)), known


def list_pending(store: Store) -> Iterator[tuple[bytes, Sealed]]:
    """Return the sealed value of each round that has one."""
    for round_, nonce, value in store.run("SELECT round, nonce, sealed FROM pending"):
        yield cast("bytes", round_), Sealed(cast("bytes", nonce), cast("bytes", value))


def list_released(store: Store) -> Iterator[Released]:
    """Return everything that was released and is still kept."""
    for row in store.run("SELECT round, label, key_id, message, signature, head, act, body FROM item"):
        round_, label, key_id, message, signature, head, act, body = cast(
            "tuple[bytes, str, bytes, bytes, bytes, bytes, bytes, bytes | None]", row
        )
        yield Released(round_, label, Envelope(key_id, message, signature, head, act, body))


def list_later(store: Store) -> Iterator[LaterAct]:
    """Return every published act after a release."""
    for row in store.run("SELECT handle, seq, head, act, body FROM later"):
        yield LaterAct(*cast("tuple[bytes, int, bytes, bytes, bytes | None]", row))


def add_round(store: Store, *, round_: bytes, card: bytes, sealed: Sealed, labels: Sequence[str]) -> None:
    """Keep a card, its scopes, and an empty sealed value."""
    store.run("INSERT INTO round (id, card) VALUES (?, ?)", round_, card)
    store.run(
        "INSERT INTO pending (round, nonce, sealed) VALUES (?, ?, ?)", round_, sealed.nonce, sealed.value
    )
    for label in labels:
        store.run(
            "INSERT INTO scope (round, label, phase, opening) VALUES (?, ?, ?, NULL)",
            round_,
            label,
            Phase.JOINING.value,
        )


def put_standing(store: Store, *, round_: bytes, standing: Standing) -> None:
    """Keep where a scope stands."""
    store.run(
        "UPDATE scope SET phase = ?, opening = ? WHERE round = ? AND label = ?",
        standing.phase.value,
        standing.opening.written() if standing.opening else None,
        round_,
        standing.scope.label,
    )


def replace_pending(store: Store, *, round_: bytes, sealed: Sealed, last_nonce: bytes) -> None:
    """Replace the sealed value; raises `StoreFailed` where it is not the one this process wrote last."""
    changed = store.change(
        "UPDATE pending SET nonce = ?, sealed = ? WHERE round = ? AND nonce = ?",
        sealed.nonce,
        sealed.value,
        round_,
        last_nonce,
    )
    if changed != 1:
        raise StoreFailed("another process has written")


def drop_pending(store: Store, *, round_: bytes) -> None:
    """Delete the sealed value of a round."""
    store.run("DELETE FROM pending WHERE round = ?", round_)


def add_released(store: Store, *, round_: bytes, label: str, envelopes: Sequence[Envelope]) -> None:
    """Keep what a release shows, by ascending handle."""
    for envelope in sorted(envelopes, key=lambda one: one.pseudonym):
        store.run(
            "INSERT INTO item (handle, round, label, key_id, message, signature, head, act, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            envelope.pseudonym,
            round_,
            label,
            envelope.key_id,
            envelope.message,
            envelope.signature,
            envelope.head,
            envelope.act,
            envelope.body,
        )


def add_later(store: Store, acts: Sequence[LaterAct]) -> None:
    """Keep acts that a tick shows, by ascending handle."""
    for act in sorted(acts, key=lambda one: (one.handle, one.seq)):
        store.run(
            "INSERT INTO later (handle, seq, head, act, body) VALUES (?, ?, ?, ?, ?)",
            act.handle,
            act.seq,
            act.head,
            act.act,
            act.body,
        )


def forget_texts(store: Store, handles: Collection[bytes]) -> None:
    """Delete what these pseudonyms wrote and withdrew."""
    for handle in sorted(handles):
        store.run("UPDATE item SET body = NULL WHERE handle = ?", handle)
        store.run("UPDATE later SET body = NULL WHERE handle = ?", handle)


def leave_out_texts(store: Store, handles: Collection[bytes]) -> None:
    """Delete what these pseudonyms wrote and what was hidden; that something stood there is kept."""
    for handle in sorted(handles):
        for table in ("item", "later"):
            store.run(
                f"UPDATE {table} SET body = ? WHERE handle = ? AND body IS NOT NULL",  # noqa: S608 (our own names)
                LEFT_OUT,
                handle,
            )


def put_board(store: Store, *, round_: bytes, label: str, release: int, root: bytes, written: bytes) -> None:
    """Keep a board. Of earlier ones of the scope only the root stays, since they may show what was withdrawn."""
    store.run("UPDATE board SET json = NULL WHERE round = ? AND label = ?", round_, label)
    store.run(
        "INSERT INTO board (round, label, release, root, json) VALUES (?, ?, ?, ?, ?)",
        round_,
        label,
        release,
        root,
        written,
    )


def find_board(store: Store, *, round_: bytes, label: str) -> bytes | None:
    """Return the newest board of a scope, or None."""
    found = store.run(
        "SELECT json FROM board WHERE round = ? AND label = ? ORDER BY release DESC LIMIT 1", round_, label
    )
    return cast("bytes", found[0][0]) if found else None


def list_boards(store: Store, *, round_: bytes, label: str) -> Sequence[tuple[int, bytes]]:
    """Return number and JSON of the boards of a scope that still have their JSON."""
    found = store.run(
        "SELECT release, json FROM board WHERE round = ? AND label = ? AND json IS NOT NULL", round_, label
    )
    return [(cast("int", release), cast("bytes", written)) for release, written in found]


def rewrite_board(store: Store, *, round_: bytes, label: str, release: int, written: bytes) -> None:
    """Keep a board as it is written now; its number and root stay."""
    store.run(
        "UPDATE board SET json = ? WHERE round = ? AND label = ? AND release = ?",
        written,
        round_,
        label,
        release,
    )


def count_releases(store: Store, *, round_: bytes, label: str) -> int:
    """Return how many boards of a scope there have been."""
    return cast(
        "int", store.run("SELECT count(*) FROM board WHERE round = ? AND label = ?", round_, label)[0][0]
    )


def drop_contributions(store: Store, *, round_: bytes, handles: Collection[bytes]) -> None:
    """Delete everything that was given in a round, given its released handles."""
    for handle in sorted(handles):
        store.run("DELETE FROM later WHERE handle = ?", handle)
    store.run("DELETE FROM item WHERE round = ?", round_)
    drop_pending(store, round_=round_)


def drop_boards(store: Store, *, round_: bytes, label: str) -> None:
    """Delete the boards of a scope."""
    store.run("DELETE FROM board WHERE round = ? AND label = ?", round_, label)


def seq_of(envelope: Envelope) -> int:
    """Return the number in the head of a kept contribution."""
    return bodies.read_head(envelope.head).seq
