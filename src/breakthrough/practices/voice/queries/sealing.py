"""What the ballot box lets everybody know of a round: who is on its list, and who has their seal."""

import uuid
from dataclasses import dataclass

from breakthrough.collaborations.models import Member


@dataclass(frozen=True, slots=True)
class Readiness:
    """How many of those who take part have their seal, and who has not yet. Having one says nothing about who speaks."""

    have: int
    eligible: int
    lacking: tuple[str, ...]


def list_roster(joining_id: uuid.UUID) -> list[Member]:
    """Return those on the frozen list of a round, also whoever left since."""
    from breakthrough.ballots import queries as ballot_queries

    return list(ballot_queries.list_roster(joining_id))


def readiness(joining_id: uuid.UUID) -> Readiness:
    """Return how many have their seal, and the names of those who have not."""
    from breakthrough.ballots import queries as ballot_queries

    found = ballot_queries.readiness(joining_id)
    return Readiness(have=found.have, eligible=found.eligible, lacking=tuple(found.lacking))
