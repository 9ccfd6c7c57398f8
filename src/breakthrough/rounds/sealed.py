"""Reads: what the ballot box lets everybody know of a round of sealed answers; and the round for its jobs."""

import uuid
from dataclasses import dataclass

from breakthrough.ballots.models import Joining, Place, ReleasedBoard
from breakthrough.collaborations.models import Member
from breakthrough.rounds.models import Round, SealedSetup


@dataclass(frozen=True, slots=True)
class FourWords:
    """The four words of a round's card and of its newest board, empty where there is none: what people compare."""

    card: str
    board: str


def find_round_for_job(round_id: uuid.UUID, *, practice: str) -> Round | None:
    """Return a round for a job, or None: a draft can be thrown away while an appointment waits. Not for doors: it asks no member."""
    found = Round.objects.select_related("collaboration", "made_by__person")
    return found.filter(pk=round_id, practice=practice).first()


def list_roster(setup: SealedSetup) -> list[Member]:
    """Return those on the frozen list of a prepared round, also whoever left since; nobody in draft."""
    if setup.joining_id is None:
        return []
    places = Place.objects.filter(joining_id=setup.joining_id)
    found = places.select_related("member__person", "member__party", "member__departure")
    return [place.member for place in found]


def find_voided(setup: SealedSetup) -> Joining | None:
    """Return what the ballot box knows of the card that was given up last, or None if none was."""
    return Joining.objects.filter(pk=setup.voided_id).first() if setup.voided_id else None


def get_joining(setup: SealedSetup) -> Joining:
    """Return what the ballot box knows of a prepared round, for jobs and actions; fails in draft, which is a mistake in code."""
    assert setup.joining_id is not None  # noqa: S101 (a mistake in code: see above)
    return Joining.objects.select_related("collaboration", "voiding", "end").get(pk=setup.joining_id)


def find_words(setup: SealedSetup | None) -> FourWords:
    """Return the four words that everybody can compare."""
    joining = Joining.objects.filter(pk=setup.joining_id).first() if setup and setup.joining_id else None
    if joining is None:
        return FourWords("", "")
    board = ReleasedBoard.objects.filter(scope__joining=joining).order_by("-at", "-number").first()
    return FourWords(card=joining.words, board=board.words if board else "")
