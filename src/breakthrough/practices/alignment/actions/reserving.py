"""Reservations: raised, answered, lifted by whoever raised them. What sealed raisers say comes from the ballot box (`releasing`)."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import notifying, steps
from breakthrough.practices.alignment.models import Answered, Reservation, SaidAbout, Text
from breakthrough.practices.alignment.rules import reservations, texts
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, Who
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
        check_may_talk(held.pk, now=now)
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
    """Answer a reservation with a promise or a reply, by name. A change is linked where the version is (`writing.link_change`).

    A promise is one that came of this reservation and still holds; `address` says which. When it no longer does, the reservation
    is open again (`reopen`).
    """
    _check_takes_part(member)
    told = texts.check_words(words, may_be_empty=kind is AnswerKind.PROMISE)
    if kind is AnswerKind.CHANGE:
        raise Problem(
            "version-unknown",
            status=422,
            words=gettext_noop("Say in the next version which change answers it."),
            field="kind",
        )
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        check_may_talk(held.pk, now=now)
        found = queries.get_reservation(member, held.pk, number)
        who = Who.RAISER if found.by_id == member.pk else Who.MEMBER
        place = _check_promise(member, found, address) if kind is AnswerKind.PROMISE else ""
        said = say(found, Event.ANSWER, who, by=member, words=told, now=now)
        Answered.objects.create(said=said, kind=kind.value, address=place)
        steps.write_about(
            held, "alignment.reservation_answered", by=member, now=now, facts={"reservation": number}
        )
        notifying.tell_raiser(found, said, now=now)
    return said


def reopen(key: str, address: str, now: datetime) -> None:
    """Open a reservation again that was answered by the promise at `address`, because that no longer holds (see `rounds.threads`).

    It runs inside the promise's own transaction and takes no lock of the text: what is said meanwhile keeps its place.
    """
    text_key, _, number = key.partition(":")
    found = (
        Reservation.objects.select_related("text__collaboration")
        .filter(
            text=texts.find_id(text_key),
            number=int(number) if number.isdecimal() else 0,
            said__answered__kind=AnswerKind.PROMISE.value,
            said__answered__address=address,
        )
        .first()
    )
    if found is None or queries.state_of(found) not in reservations.LIVING:
        return
    say(found, Event.FELL_THROUGH, Who.SYSTEM, by=None, now=now)
    facts = {"reservation": found.number}
    steps.write_about(found.text, "alignment.reservation_fell_through", by=None, now=now, facts=facts)


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


def check_may_talk(text_id: uuid.UUID, *, now: datetime) -> None:
    """Raise a Problem that says when, while the sealed or the named part of a round about a text runs."""
    quiet = queries.find_quiet(text_id, now=now)
    if quiet is not None:
        raise Problem(
            "no-talk-between",
            status=409,
            words=gettext_noop(
                "People are saying where they stand, without talk between. Keep your words: from %(when)s on, as planned, the named part is over and you can raise and answer reservations by name."
            ),
            params={"when": date_format(timezone.localtime(quiet.ends_at), "DATETIME_FORMAT")},
        )


def let_all_stand(text: Text, *, now: datetime) -> list[int]:
    """Let every reservation that is not lifted stand openly, because the group concluded; return their numbers. Never a block.

    Those whose author can no longer be reached are marked so. As many queries for two hundred as for two.
    """
    mark_unreachable(Reservation.objects.filter(text=text), text, now=now)
    standing = [
        one
        for one in queries.list_stands(Reservation.objects.filter(text=text))
        if one.state in reservations.WAITING and not one.is_block
    ]
    SaidAbout.objects.bulk_create(
        SaidAbout(reservation_id=one.key, event=Event.LET_STAND.value, who=Who.GROUP.value, at=now)
        for one in standing
    )
    return [one.number for one in standing]


def mark_unreachable(found: QuerySet[Reservation], text: Text, *, now: datetime) -> list[int]:
    """Record which of these living reservations of a text have an author who can no longer be reached; return their numbers.

    They stand openly and block no more. Nobody presses this: it follows from who left and which seals have ended, and the journal
    names the reservations. A reservation is marked once.
    """
    marked = SaidAbout.objects.filter(event=Event.UNREACHABLE.value).values("reservation")
    gone = [
        one
        for one in queries.list_stands(found.exclude(pk__in=marked))
        if one.is_unreachable and one.state in reservations.LIVING
    ]
    SaidAbout.objects.bulk_create(
        SaidAbout(reservation_id=one.key, event=Event.UNREACHABLE.value, who=Who.SYSTEM.value, at=now)
        for one in gone
    )
    numbers = [one.number for one in gone]
    if numbers:
        facts = {"reservations": ", ".join(map(str, numbers))}
        steps.write_about(text, "alignment.authors_unreachable", by=None, now=now, facts=facts)
    return numbers


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


def _check_promise(member: Member, found: Reservation, address: str) -> str:
    """Return where the promise stands, or raise a Problem: it did not come of this reservation, or no longer holds."""
    follows = threads.list_follows(member, queries.PRACTICE, f"{found.text_id}:{found.number}")
    if address not in {one.address for one in follows if one.holds}:
        raise Problem(
            "promise-unknown",
            status=422,
            words=gettext_noop(
                "Choose a promise that came of this reservation and still holds. If there is none, ask for one or offer one from here."
            ),
            field="address",
        )
    return address


def _check_takes_part(member: Member) -> None:
    if member.role == Role.OBSERVER:
        raise Problem(
            "observers-see-results", status=403, words=gettext_noop("Observers see released results only.")
        )
