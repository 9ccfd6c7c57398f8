"""Answers to what was said: replies by name, and what came of a statement."""

import uuid
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.actions import steps
from breakthrough.practices.voice.models import Reply, Statement, Trace
from breakthrough.practices.voice.rules import words
from breakthrough.practices.voice.rules.standing import Act
from breakthrough.practices.voice.rules.traces import Kind
from breakthrough.practices.voice.rules.votes import shorten
from breakthrough.rounds import traces
from breakthrough.rounds.models import Round
from breakthrough.web import problems


def reply(*, member: Member, round: Round, number: int, text: str, now: datetime) -> Reply:
    """Answer a statement by name, for everyone to read; only once the results are out, so that no vote is pressed."""
    cleaned = words.check_reply(text)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.REPLY)
        made = Reply.objects.create(
            statement=_standing(member, round, number), by=member, text=cleaned, at=now
        )
        steps.write(setup, "voice.replied", by=member, now=now, facts={"statement": number})
    return made


def take_reply_back(*, member: Member, round: Round, reply_id: int, now: datetime) -> None:
    """Delete one's own reply; the journal still says that there was one. A 404 Problem for anybody else's."""
    with transaction.atomic():
        setup = steps.lock(round)
        found = Reply.objects.select_related("statement").filter(
            pk=reply_id, by=member, statement__setup=setup
        )
        mine = found.first()
        if mine is None:
            raise problems.not_found()
        steps.write(
            setup, "voice.reply_taken_back", by=member, now=now, facts={"statement": mine.statement.number}
        )
        mine.delete()


def link_outcome(
    *,
    member: Member,
    round: Round,
    number: int,
    kind: Kind,
    title: str,
    address: str = "",
    now: datetime,
) -> Trace:
    """Say what came of a statement; the same address of the same kind stands once."""
    named, place = words.check_link(title=title, address=address)
    with transaction.atomic():
        setup = steps.lock(round)
        steps.check_may(setup, member, Act.LINK)
        statement = _standing(member, round, number)
        same = Trace.objects.filter(statement=statement, kind=kind.value, address=place).exclude(address="")
        known = same.first()
        if known is not None:
            return known
        made = Trace.objects.create(
            statement=statement, kind=kind.value, title=named, address=place, by=member, at=now
        )
        steps.write(
            setup, "voice.outcome_linked", by=member, now=now, facts={"statement": number, "kind": kind.value}
        )
    return made


def keep_trace(*, member: Member, round_id: uuid.UUID, number: int, link: traces.Link, now: datetime) -> None:
    """Keep what another practice made of a statement (see `rounds.traces`)."""
    link_outcome(
        member=member,
        round=queries.get_round(member, round_id),
        number=number,
        kind=Kind(link.kind),
        title=shorten(link.title, limit=words.TITLE_LENGTH),
        address=link.address,
        now=now,
    )


def list_waiting(member: Member) -> list[traces.Waiting]:
    """Return what was said in this practice and not answered yet (see `rounds.traces`)."""
    return [
        traces.Waiting(round=one.round, number=one.number, text=one.text)
        for one in queries.list_unanswered(member)
    ]


def _standing(member: Member, kept: Round, number: int) -> Statement:
    """Return a statement that is not hidden: on what nobody can read, nothing is answered."""
    found = queries.get_statement(member, kept.pk, number)
    if hasattr(found, "hiding"):
        raise Problem(
            "statement-hidden",
            status=409,
            words=gettext_noop("This statement is hidden, so it cannot be answered here."),
        )
    return found
