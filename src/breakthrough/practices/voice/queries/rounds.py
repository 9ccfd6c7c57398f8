"""Rounds of Voice, sealed or imported, and their statements as every page, export and measure names them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from breakthrough.collaborations.models import Member
from breakthrough.practices.voice.models import ImportedStatement, OpeningStatement, Reply, Setup, Statement
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.models import Round
from breakthrough.web import problems

PRACTICE = "voice"
ACCEPTED, TAKEN_OUT = 1, -1


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement of a reading: `key` is what the reading calls it. A hidden one has `moderation` -1 and no text.

    `why_hidden` is the reason that was given, empty where members hid it together, None where nobody hid it here.
    """

    key: str
    position: int
    text: str
    moderation: int
    is_meta: bool
    why_hidden: str | None = None


def get_round(member: Member, round_id: uuid.UUID) -> Round:
    """Return a round of Voice that the member may see, or a 404 Problem."""
    return round_queries.get_round(member, round_id, practice=PRACTICE)


def list_rounds(member: Member) -> list[Round]:
    """Return the rounds of Voice that the member may see, newest first."""
    return round_queries.list_rounds(member, practice=PRACTICE)


def list_statements(round: Round) -> list[ShownStatement]:
    """Return the statements of a round (got through `get_round`) in the order of their numbers; hidden ones without text."""
    imported = ImportedStatement.objects.filter(vote_import__round=round)
    found = [ShownStatement(one.key, one.position, one.text, one.moderation, one.is_meta) for one in imported]
    if found:
        return found
    said = Statement.objects.filter(setup__round=round).select_related("hiding")
    return [
        ShownStatement(
            key=str(one.number),
            position=one.number - 1,
            text=one.shown_text,
            moderation=TAKEN_OUT if hasattr(one, "hiding") else ACCEPTED,
            is_meta=False,
            why_hidden=one.hiding.reason if hasattr(one, "hiding") else None,
        )
        for one in said
    ]


def list_texts_said(rounds: Sequence[Round], *, most: int) -> list[str]:
    """Return up to `most` texts that everybody could read in these rounds (got through `get_round`); one query."""
    imported = ImportedStatement.objects.filter(vote_import__round__in=rounds).order_by()
    said = Statement.objects.filter(setup__round__in=rounds, hiding__isnull=True).order_by()
    return list(imported.values_list("text", flat=True).union(said.values_list("text", flat=True))[:most])


def list_own_texts(member: Member, *, most: int) -> list[str]:
    """Return up to `most` of the newest texts that the member wrote here by name: replies and openings. For nobody but the member."""
    replies = Reply.objects.filter(by=member).order_by().values_list("at", "text")
    openings = OpeningStatement.objects.filter(member=member).order_by().values_list("at", "text")
    return [text for _at, text in replies.union(openings).order_by("-at")[:most]]


def find_setup(round: Round) -> Setup | None:
    """Return how a sealed round is set up, None for imported votes."""
    return Setup.objects.select_related("round__collaboration").filter(round=round).first()


def get_round_for_reading(round_id: uuid.UUID) -> Round:
    """Return a round of Voice for the job that reads it; a 404 Problem if it is gone. Not for doors: it asks no member."""
    found = Round.objects.select_related("collaboration").filter(pk=round_id, practice=PRACTICE).first()
    if found is None:
        raise problems.not_found()
    return found


def get_round_by_text(round_id: str) -> Round:
    """Return a round of Voice for the operator, by its identifier as typed; a 404 Problem if there is none."""
    try:
        return get_round_for_reading(uuid.UUID(round_id))
    except ValueError as error:
        raise problems.not_found() from error
