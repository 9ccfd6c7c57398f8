"""Rounds of Pulse, and what the ballot box knows of them."""

import uuid

from breakthrough.collaborations.models import Member
from breakthrough.practices.pulse.models import Setup
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.models import Round

PRACTICE = "pulse"
SCOPE = "pulse"
"""What the answers of a wave are sealed under."""


def get_round(member: Member, round_id: uuid.UUID) -> Round:
    """Return a round of Pulse that the member may see, or a 404 Problem."""
    return round_queries.get_round(member, round_id, practice=PRACTICE)


def list_rounds(member: Member) -> list[Round]:
    """Return the rounds of Pulse that the member may see, newest first."""
    return round_queries.list_rounds(member, practice=PRACTICE)


def find_setup(round: Round) -> Setup | None:
    """Return how a round is set up, or None if it is gone."""
    return Setup.objects.select_related("round__collaboration", "series").filter(round=round).first()


def find_setup_for(joining_id: uuid.UUID) -> Setup | None:
    """Return the set-up of a round by its joining in the ballot box."""
    return Setup.objects.select_related("round__collaboration").filter(joining_id=joining_id).first()
