"""What the box holds in memory of a round: its card ready for checks, where each scope stands, how many were issued."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from breakthrough.ballotbox.protocol import encoding, messages
from breakthrough.ballotbox.protocol.card import Card, Cell, Scope, read_card

OVERHEAD = 1024  # bytes of a slot beside the body


class Phase(StrEnum):
    """Where a scope stands; it only goes forward."""

    JOINING = "joining"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"
    HELD = "held"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Opening:
    """What was fixed when a scope opened: signatures given by key id, and the root that answers are about."""

    issued: Mapping[bytes, int]
    root: bytes | None

    def written(self) -> bytes:
        """Return this as bytes to keep."""
        return encoding.encode(
            [[[key_id, count] for key_id, count in sorted(self.issued.items())], self.root]
        )


def read_opening(written: bytes) -> Opening:
    """Return what `Opening.written` wrote."""
    issued, root = encoding.decode_list(written, length=2)
    pairs = [encoding.list_of(pair, length=2) for pair in encoding.list_of(issued)]
    return Opening(
        issued={encoding.bytes_of(key_id, 32): encoding.exactly(count, int) for key_id, count in pairs},
        root=None if root is None else encoding.bytes_of(root, 32),
    )


@dataclass(slots=True)
class Standing:
    """A scope and where it stands."""

    scope: Scope
    phase: Phase
    opening: Opening | None

    @property
    def slots(self) -> int:
        """How many contributions there can be: one for every signature given."""
        return sum(self.opening.issued.values()) if self.opening else 0

    @property
    def slot_size(self) -> int:
        """How many bytes one contribution may take in the sealed value."""
        return self.scope.max_body + OVERHEAD

    @property
    def keeps_pending(self) -> bool:
        """Whether the sealed value has room for this scope: contributions, or acts after the release of texts."""
        return self.phase in {Phase.OPEN, Phase.CLOSED, Phase.HELD} or (
            self.phase is Phase.RELEASED and self.scope.kind == "text"
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """A key of a card, with everything a check of a contribution needs."""

    standing: Standing
    cell: Cell
    key_id: bytes
    context: bytes


@dataclass(frozen=True, slots=True)
class Round:
    """A card that the box serves."""

    card: Card
    written: bytes
    standings: Mapping[str, Standing] = field(default_factory=dict)
    desks: Mapping[bytes, Desk] = field(default_factory=dict)

    @property
    def id(self) -> bytes:
        """The 16 bytes of the round."""
        return self.card.round

    @property
    def capacity(self) -> int:
        """How long the sealed value of this round is before encryption, whatever is in it."""
        return sum(
            standing.slots * standing.slot_size
            for standing in self.standings.values()
            if standing.keeps_pending
        )


def open_round(written: bytes, kept: Mapping[str, tuple[Phase, Opening | None]] | None = None) -> Round:
    """Return the round of a card, its scopes joining or where they were `kept`; raises `Malformed`."""
    card, digest, kept = read_card(written), messages.digest_of(written), kept or {}
    standings = {
        scope.label: Standing(scope, *kept.get(scope.label, (Phase.JOINING, None))) for scope in card.scopes
    }
    desks = {
        cell.key_id: Desk(standings[scope.label], cell, cell.key_id, messages.context_of(digest, cell.key_id))
        for scope in card.scopes
        for cell in scope.cells
    }
    return Round(card, written, standings, desks)
