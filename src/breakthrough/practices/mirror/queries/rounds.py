"""Rounds of Mirror, and what the ballot box knows of them."""

import uuid

from django.db.models import QuerySet

from breakthrough.collaborations.models import Member
from breakthrough.practices.mirror.models import Setup
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.models import Round

PRACTICE = "mirror"
SCOPE = "mirror/1"
"""What the answers are sealed under: one leader for each joining, since the list is everybody but them."""


def get_round(member: Member, round_id: uuid.UUID) -> Round:
    """Return a round of Mirror that the member may see, or a 404 Problem."""
    return round_queries.get_round(member, round_id, practice=PRACTICE)


def list_rounds(member: Member) -> list[Round]:
    """Return the rounds of Mirror that the member may see, newest first."""
    return round_queries.list_rounds(member, practice=PRACTICE)


def find_setup(round: Round) -> Setup | None:
    """Return how a round is set up, or None if it is gone."""
    return _setups().filter(round=round).first()


def find_setup_for(joining_id: uuid.UUID) -> Setup | None:
    """Return the set-up of a round by its joining in the ballot box."""
    return _setups().filter(joining_id=joining_id).first()


def find_leader_name(round: Round) -> str:
    """Return whose mirror it is, for letters; empty once they are erased."""
    setup = find_setup(round)
    return str(setup.leader.person) if setup is not None and setup.leader is not None else ""


def list_leader(round: Round) -> list[Member]:
    """Return whose mirror it is, as far as they are known."""
    setup = find_setup(round)
    return [setup.leader] if setup is not None and setup.leader is not None else []


def _setups() -> QuerySet[Setup]:
    return Setup.objects.select_related("round__collaboration", "leader__person", "leader__departure")
