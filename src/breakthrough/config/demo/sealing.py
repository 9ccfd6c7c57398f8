"""The people of the story at the ballot box: each makes their own secrets and seals what they say, as browsers do."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from breakthrough.ballotbox import participant
from breakthrough.ballotbox.participant import Credential
from breakthrough.ballotbox.protocol import bodies, messages
from breakthrough.ballotbox.protocol import card as cards
from breakthrough.ballotbox.protocol.bodies import Body, BodyKind, Payload
from breakthrough.ballots import actions, queries
from breakthrough.ballots.actions import BlindedRequest
from breakthrough.ballots.models import Joining
from breakthrough.collaborations.models import Member

Give = Callable[[bytes, bytes, bool], None]
"""Brings a request to the box: the round, the request, and whether it speaks of something that is released."""


@dataclass(frozen=True, slots=True)
class Device:
    """What somebody's browser holds: a credential for each scope. Nobody's name is in it."""

    card: cards.Card
    party: int
    credentials: dict[str, Credential]

    def say(self, give: Give, label: str, kind: BodyKind, payload: Payload = None, *, seq: int = 1) -> None:
        """Seal something and bring it to the box; of what one says twice, the higher `seq` counts."""
        request = participant.contribute(
            self.credentials[label],
            body=Body(secrets.token_bytes(bodies.SALT_LENGTH), kind, payload),
            seq=seq,
            scope=self.card.by_label[label],
        )
        give(self.card.round, request, kind not in bodies.FIRST_KINDS)


def fetch_seals(joining: Joining, member: Member) -> Device:
    """Return the device of `member` with every credential of the round, blindly signed."""
    place = queries.find_place(member, joining)
    written = bytes(joining.card)
    card, digest = cards.read_card(written), messages.digest_of(written)
    party = place.party_number if place else cards.EVERYONE
    wanted = participant.cells_of(card, party)
    prepared = [
        participant.prepare(alg=card.alg, digest=digest, cell=cell, random=secrets.token_bytes)
        for _scope, cell in wanted
    ]
    signatures = actions.issue(
        member=member,
        joining_id=joining.pk,
        digest=digest,
        requests=[BlindedRequest(kept.key_id.hex(), (blinded,)) for blinded, kept in prepared],
    )
    credentials = {
        scope.label: participant.finalize(kept, signature)
        for (scope, _cell), (_blinded, kept), (signature,) in zip(wanted, prepared, signatures, strict=True)
    }
    return Device(card, party, credentials)
