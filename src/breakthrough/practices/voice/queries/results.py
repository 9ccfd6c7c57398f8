"""What a round of Straight talk came to: its two readings, and what the presenter view shows."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.practices.voice.queries.said import Said, list_said
from breakthrough.practices.voice.queries.sealing import Readiness
from breakthrough.practices.voice.queries.talks import Talk, get_talk
from breakthrough.practices.voice.rules import phases
from breakthrough.practices.voice.rules.phases import Phase

OPINION, UNSAID = "opinion", "unsaid"


@dataclass(frozen=True, slots=True)
class Results:
    """The readings of a round, None where nothing was released; `is_held`: there were too few answers to show anything."""

    opinion: Reading | None
    unsaid: Reading | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class Presenter:
    """What stands on the wall: nothing that only some of those who look at it may know."""

    title: str
    question: str
    phase: Phase
    is_closing: bool
    readiness: Readiness | None
    closes_at: datetime | None
    statements: tuple[Said, ...]
    joining_id: uuid.UUID | None
    results: Results


def results_of(member: Member, talk: Talk) -> Results:
    """Return the two readings of a round: two queries."""
    return Results(
        opinion=evidence_queries.find_reading(member, talk.round, measure=OPINION),
        unsaid=evidence_queries.find_reading(member, talk.round, measure=UNSAID),
        is_held=talk.phase is Phase.HELD,
    )


def presenter_of(member: Member, round_id: uuid.UUID) -> Presenter:
    """Return what the presenter view shows of a round; the topic `round:<id>` says when to look again."""
    talk = get_talk(member, round_id)
    shown = talk.phase in phases.SHOWING
    return Presenter(
        title=talk.round.title,
        question=talk.round.question,
        phase=talk.phase,
        is_closing=talk.is_closing,
        readiness=talk.readiness,
        closes_at=talk.closes_at,
        statements=tuple(one for one in list_said(member, round_id) if not one.is_hidden) if shown else (),
        joining_id=talk.joining_id,
        results=results_of(member, talk),
    )
