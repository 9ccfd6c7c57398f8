"""Reservations: raised, answered, lifted by whoever raised them. What sealed raisers say comes from the ballot box (`releasing`)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import steps
from breakthrough.practices.alignment.models import Answered, Reservation, SaidAbout, Text
from breakthrough.practices.alignment.rules import reservations, texts
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, State, Who
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.rounds import threads, traces

TITLE_LENGTH = 200


def raise_named(
    *, member: Member, text: Text, words: Words, origin: tuple[str, str] | None = None, now: datetime
) -> Reservation:
    """Return a reservation raised by name on the newest version. `origin` is (practice, key) of what it comes from."""
    _check_takes_part(member)
    cleaned = texts.check_reservation(words)
    source = threads.find_source(member, *origin) if origin else None
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        made = Reservation.objects.create(
            text=held,
            number=next_number(held.pk),
            version=queries.newest_of(held),
            what=cleaned.what,
            lifts_when=cleaned.lifts_when,
            is_block=cleaned.is_block,
            reason=cleaned.reason,
            by=member,
            origin_practice=source.practice if source else "",
            origin_key=source.key if source else "",
            at=now,
        )
        steps.write_about(
            held, "alignment.reservation_raised", by=member, now=now, facts={"reservation": made.number}
        )
        if source is not None and source.statement is not None:
            _link_to_statement(member, source.statement, made, now=now)
    return made


def answer(
    *,
    member: Member,
    text: Text,
    number: int,
    kind: AnswerKind,
    words: str = "",
    address: str = "",
    now: datetime,
) -> SaidAbout:
    """Answer a reservation with a promise or a reply, by name. A change is linked where the version is (`writing.link_change`)."""
    _check_takes_part(member)
    told = texts.check_words(words, may_be_empty=kind is AnswerKind.PROMISE and bool(address))
    place = texts.check_address(address)
    if kind is AnswerKind.CHANGE:
        raise Problem(
            "version-unknown",
            status=422,
            words=gettext_noop("Say in the next version which change answers it."),
            field="kind",
        )
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        found = queries.get_reservation(member, held.pk, number)
        who = Who.RAISER if found.by_id == member.pk else Who.MEMBER
        said = say(found, Event.ANSWER, who, by=member, words=told, now=now)
        Answered.objects.create(said=said, kind=kind.value, address=place)
        steps.write_about(
            held, "alignment.reservation_answered", by=member, now=now, facts={"reservation": number}
        )
    return said


def say_as_raiser(
    *, member: Member, text: Text, number: int, event: Event, words: str = "", now: datetime
) -> SaidAbout:
    """Lift one's own reservation, let it stand, take it back, or say that an answer is not enough. Nobody else can."""
    _check_takes_part(member)
    told = texts.check_words(words, may_be_empty=True)
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        found = queries.get_reservation(member, held.pk, number)
        if found.is_sealed:
            raise Problem(
                "reservation-is-sealed",
                status=403,
                words=gettext_noop(
                    "This reservation was raised sealed. Only the device that holds its key can say this, on this page."
                ),
            )
        who = Who.RAISER if found.by_id == member.pk else Who.MEMBER
        said = say(found, event, who, by=member, words=told, now=now)
        steps.write_about(held, VERBS[event], by=member, now=now, facts={"reservation": number})
    return said


def say(
    reservation: Reservation, event: Event, who: Who, *, by: Member | None, words: str = "", now: datetime
) -> SaidAbout:
    """Record one thing said about a reservation of a locked text, or raise a Problem: not now, or not by them."""
    reservations.step(queries.state_of(reservation), event, who, is_block=reservation.is_block)
    return SaidAbout.objects.create(
        reservation=reservation, event=event.value, who=who.value, by=by, words=words, at=now
    )


def let_all_stand(text: Text, *, now: datetime) -> list[int]:
    """Let every reservation that is not lifted stand openly, because the group concluded; return their numbers. Never a block."""
    standing = []
    for one in Reservation.objects.filter(text=text):
        state = queries.state_of(one)
        if state in (State.OPEN, State.ANSWERED) and not one.is_block:
            say(one, Event.LET_STAND, Who.GROUP, by=None, now=now)
            standing.append(one.number)
    return standing


def next_number(text_id: uuid.UUID) -> int:
    """Return the number of the next reservation of a locked text."""
    last = Reservation.objects.filter(text_id=text_id).order_by("-number").values_list("number", flat=True)
    return (last.first() or 0) + 1


VERBS = {
    Event.NOT_ENOUGH: "alignment.reservation_not_enough",
    Event.LET_STAND: "alignment.reservation_let_stand",
    Event.LIFT: "alignment.reservation_lifted",
    Event.TAKE_BACK: "alignment.reservation_taken_back",
    Event.ANSWER: "alignment.reservation_answered",
}


def _link_to_statement(
    member: Member, statement: tuple[uuid.UUID, int], made: Reservation, *, now: datetime
) -> None:
    round_id, number = statement
    link = traces.Link(
        kind="reservation",
        title=made.what[:TITLE_LENGTH],
        address=reverse("alignment:reservation", args=[member.collaboration.slug, made.text_id, made.number]),
    )
    traces.link(member=member, round_id=round_id, number=number, link=link, now=now)


def _check_takes_part(member: Member) -> None:
    if member.role == Role.OBSERVER:
        raise Problem(
            "observers-see-results", status=403, words=gettext_noop("Observers see released results only.")
        )
