"""Readings of promises are rounds of this practice: begun, closed and read in one go."""

import uuid

from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.models import Round
from breakthrough.web import problems

PRACTICE = "promises"


def get_round(member: Member, round_id: uuid.UUID) -> Round:
    """Return a look back that the member may see, or a 404 Problem."""
    return round_queries.get_round(member, round_id, practice=PRACTICE)


def list_rounds(member: Member) -> list[Round]:
    """Return the looks back that the member may see, newest first."""
    return round_queries.list_rounds(member, practice=PRACTICE)


def find_last_round(collaboration: Collaboration) -> Round | None:
    """Return the latest look back of the collaboration, or None."""
    return Round.objects.filter(collaboration=collaboration, practice=PRACTICE).order_by("-made_at").first()


def get_round_for_reading(round_id: uuid.UUID) -> Round:
    """Return a look back for the job that reads it; a 404 Problem if it is gone. Not for doors: it asks no member."""
    found = Round.objects.select_related("collaboration").filter(pk=round_id, practice=PRACTICE).first()
    if found is None:
        raise problems.not_found()
    return found
