"""Texts and their versions, and which change answers which reservation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.actions import concluding, notifying, reserving, steps
from breakthrough.practices.alignment.models import Answered, SaidAbout, Text, Version
from breakthrough.practices.alignment.rules import differences, parts, plans, texts
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, Who


@dataclass(frozen=True, slots=True)
class Answer:
    """Which reservation a version answers, in a few words how, and by which of its parts (empty: as a whole)."""

    reservation: int
    words: str = ""
    part: str = ""


def begin_text(*, member: Member, title: str, body: str, template: str = "ambition", now: datetime) -> Text:
    """Return a text with its first version. Raises Problems."""
    plans.check_may_write(Role(member.role))
    named = texts.check_line(title, limit=texts.TITLE_LENGTH, field="title")
    written = texts.check_words(body, limit=texts.BODY_LENGTH, field="body")
    if plans.find_template(template) is None:
        raise Problem(
            "plan-does-not-fit",
            status=422,
            words=gettext_noop("Choose one of the templates."),
            field="template",
        )
    with transaction.atomic():
        text = Text.objects.create(
            collaboration=member.collaboration, title=named, template=template, made_by=member, made_at=now
        )
        Version.objects.create(text=text, number=1, body=written, by=member, at=now)
        steps.write_about(text, "alignment.text_begun", by=member, now=now)
    return text


def write_version(
    *,
    member: Member,
    text: Text,
    body: str,
    note: str = "",
    answers: Collection[Answer] = (),
    seen: int | None = None,
    now: datetime,
) -> Version:
    """Return the next version, with what it answers. Refused while people answer the words there are, and if nothing changed.

    `seen` is the number of the version that the writer started from: where somebody wrote another one since, nothing is stored.
    """
    plans.check_may_write(Role(member.role))
    written = texts.check_words(body, limit=texts.BODY_LENGTH, field="body")
    noted = texts.check_line(note, limit=texts.NOTE_LENGTH, field="note", may_be_empty=True)
    with transaction.atomic():
        held = steps.lock_text(text.pk)
        newest = queries.newest_of(held)
        _check_may_change(held, newest, written, seen=seen)
        concluding.move_on(held, by=member, now=now)
        made = Version.objects.create(
            text=held, number=newest.number + 1, body=written, note=noted, by=member, at=now
        )
        for answer in answers:
            _link(member, held, made, answer, now=now)
        steps.write_about(
            held, "alignment.version_written", by=member, now=now, facts={"version": made.number}
        )
        notifying.tell_of_version(held, now=now)
    return made


def link_change(*, member: Member, version: Version, answer: Answer, now: datetime) -> SaidAbout:
    """Say which reservation a version, or one changed part of it, answers. The same link stands once."""
    plans.check_may_write(Role(member.role))
    with transaction.atomic():
        held = steps.lock_text(version.text_id)
        reserving.check_may_talk(held.pk, now=now)
        said, is_first = _link(member, held, version, answer, now=now)
        if is_first:
            notifying.tell_raiser(said.reservation, said, now=now)
    return said


def _link(
    member: Member, text: Text, version: Version, answer: Answer, *, now: datetime
) -> tuple[SaidAbout, bool]:
    """Return what was said by the link, and whether it is there only since now."""
    words = texts.check_words(answer.words, may_be_empty=True)
    found = queries.get_reservation(member, text.pk, answer.reservation)
    _check_part(version, answer.part)
    known = SaidAbout.objects.filter(
        reservation=found, answered__version=version, answered__part=answer.part
    ).first()
    if known is not None:
        return known, False
    said = reserving.say(found, Event.ANSWER, Who.MEMBER, by=member, words=words, now=now)
    Answered.objects.create(said=said, kind=AnswerKind.CHANGE.value, version=version, part=answer.part)
    steps.write_about(
        text,
        "alignment.change_linked",
        by=member,
        now=now,
        facts={"reservation": found.number, "version": version.number},
    )
    return said, True


def _check_may_change(text: Text, newest: Version, body: str, *, seen: int | None) -> None:
    if queries.is_under_way(text.pk):
        raise Problem(
            "round-under-way",
            status=409,
            words=gettext_noop(
                "People are answering these words right now. Write the next version when the results are there."
            ),
        )
    if seen is not None and seen != newest.number:
        raise Problem(
            "already-so",
            status=409,
            words=gettext_noop(
                "Somebody wrote a version while you did. Copy your words, load the page anew, and look."
            ),
        )
    if differences.is_same(newest.body, body):
        raise Problem(
            "nothing-changed",
            status=422,
            words=gettext_noop("These are the words of the version before. Change something first."),
            field="body",
        )


def _check_part(version: Version, part: str) -> None:
    known = {one.mark for one in parts.split(version.body)}
    if version.number > 1:
        before = Version.objects.get(text_id=version.text_id, number=version.number - 1)
        known |= {
            one.mark for one in parts.split(before.body)
        }  # a part that was taken out can be an answer too
    if part and part not in known:
        raise Problem(
            "version-unknown",
            status=422,
            words=gettext_noop("This version has no such part. Load the page anew."),
            field="part",
        )
