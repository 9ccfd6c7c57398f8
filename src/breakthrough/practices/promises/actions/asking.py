"""Beginning a conversation: asking somebody for something, or offering it."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.collaborations.wording import clean_text
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.actions import steps
from breakthrough.practices.promises.models import Promise, PromiseOrigin
from breakthrough.rounds import threads, traces


@transaction.atomic
def ask(
    *,
    member: Member,
    event: rules.Event,
    recipients: Sequence[queries.Recipient],
    what: str,
    due_date: date,
    now: datetime,
    words: str = "",
    difficulty: int | None = None,
    answer_by: date | None = None,
    origin: tuple[str, str] | None = None,
) -> list[Promise]:
    """Ask each of `recipients` for something (`Event.REQUEST`), or offer it to each (`Event.OFFER`); one promise per recipient.

    `origin` is (practice, key) of the thing it comes from. Each promise stands alone; they know that they were asked together.
    """
    rules.check_takes_part(Role(member.role))
    rules.check_asked(len(recipients))
    rules.check_other(member.pk, [one.member.pk for one in recipients if one.member])
    rules.check_due(due_date, now=now)
    if answer_by is not None:
        rules.check_due(answer_by, now=now)
    said = steps.Said(
        event=event,
        words=clean_text(words, field="words", longest=rules.LONGEST_WORDS) if words.strip() else "",
        what=clean_text(what, field="what", longest=rules.LONGEST_WHAT),
        due_date=due_date,
        difficulty=difficulty if event is rules.Event.OFFER else None,
    )
    source = _source(member, origin)
    together = uuid.uuid4() if len(recipients) > 1 else None
    Collaboration.objects.select_for_update().only("id").get(pk=member.collaboration_id)
    return [
        _begin(member, one, said, source, together=together, now=now, answer_by=answer_by)
        for one in recipients
    ]


def _begin(
    member: Member,
    recipient: queries.Recipient,
    said: steps.Said,
    source: threads.Source | None,
    *,
    together: uuid.UUID | None,
    now: datetime,
    answer_by: date | None,
) -> Promise:
    assert said.due_date is not None  # noqa: S101 (`ask` has made sure; this tells the type checker)
    is_request = said.event is rules.Event.REQUEST
    side = rules.Side.CUSTOMER if is_request else rules.Side.PERFORMER
    promise = Promise.objects.create(
        collaboration=member.collaboration,
        customer=member if is_request else recipient.member,
        customer_party=member.party if is_request else recipient.party,
        performer=recipient.member if is_request else member,
        performer_party=recipient.party if is_request else member.party,
        together=together,
        made_at=now,
        moved_at=now,
        state=(rules.State.REQUESTED if is_request else rules.State.OFFERED).value,
        what=said.what,
        due_date=said.due_date,
        answer_by=rules.answer_by(asked_at=now, due_date=said.due_date, wanted=answer_by),
    )
    if source is not None:
        PromiseOrigin.objects.create(
            promise=promise,
            practice=source.practice,
            key=source.key,
            title=source.kept_title[:300],
            address=source.address,
        )
        if source.statement is not None:
            _link(promise, member, source.statement, now=now)
    steps.append(promise, (), said, side=side, by=member, now=now, answer_by=answer_by)
    return promise


def _link(promise: Promise, member: Member, statement: tuple[uuid.UUID, int], *, now: datetime) -> None:
    """Say beside the statement that this came of it."""
    round_id, number = statement
    address = reverse("promises:promise", args=[member.collaboration.slug, promise.pk])
    link = traces.Link(kind="promise", title=promise.what, address=address)
    traces.link(member=member, round_id=round_id, number=number, link=link, now=now)


def _source(member: Member, origin: tuple[str, str] | None) -> threads.Source | None:
    if origin is None:
        return None
    source = threads.find_source(member, *origin)
    if source is None or not source.address.startswith("/"):
        raise Problem(
            "origin-unknown",
            status=422,
            words=gettext_noop("What this was to come from is not here any more. Ask without it."),
            field="origin",
        )
    return source
