"""Texts, versions, reservations."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Path, Status

from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.api import shapes
from breakthrough.practices.alignment.api.door import READ, WRITE, member_of, router, text_of
from breakthrough.practices.alignment.readings import exports
from breakthrough.practices.alignment.rules import plans
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.rounds import threads

TEXT = "/texts/{text_id}"
ONE = f"{TEXT}/reservations/{{number}}"


@router.get(
    "/templates",
    response={200: list[shapes.AlignmentTemplateOut], **READ},
    operation_id="listAlignmentTemplates",
    summary="List templates of texts",
)
def list_templates(request: HttpRequest, slug: Path[str]) -> list[dict[str, str]]:
    """Common moments for a text, in your language."""
    member_of(request, slug)
    return [
        {"key": one.key, "name": gettext(one.name), "title": gettext(one.title), "body": gettext(one.body)}
        for one in plans.TEMPLATES
    ]


@router.get(
    "/texts",
    response={200: list[shapes.AlignmentTextLineOut], **READ},
    operation_id="listAlignmentTexts",
    summary="List texts",
)
def list_texts(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """The texts you may see, newest first."""
    return [shapes.text_line_out(one) for one in queries.list_texts(member_of(request, slug))]


@router.post(
    "/texts",
    response={201: shapes.AlignmentTextOut, **WRITE},
    operation_id="beginAlignmentText",
    summary="Write a text",
)
def begin_text(
    request: HttpRequest, slug: Path[str], asked: shapes.AlignmentTextIn
) -> Status[dict[str, Any]]:
    """Write the first version of a text; for facilitators and leaders."""
    member = member_of(request, slug)
    made = actions.begin_text(
        member=member, title=asked.title, body=asked.body, template=asked.template, now=timezone.now()
    )
    return Status(201, _text_out(member, made.pk))


@router.get(
    TEXT,
    response={200: shapes.AlignmentTextOut, **READ},
    operation_id="getAlignmentText",
    summary="Get a text with versions and reservations",
)
def get_text(request: HttpRequest, slug: Path[str], text_id: uuid.UUID) -> dict[str, Any]:
    """A text, whole. Observers see adopted versions, and no reservations."""
    return _text_out(member_of(request, slug), text_id)


@router.post(
    f"{TEXT}/versions",
    response={201: shapes.AlignmentTextOut, **WRITE},
    operation_id="writeAlignmentVersion",
    summary="Write a next version",
)
def write_version(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, asked: shapes.AlignmentVersionIn
) -> Status[dict[str, Any]]:
    """Write the next version, and say which reservations it answers; not while people answer the words there are."""
    member, text = text_of(request, slug, text_id)
    actions.write_version(
        member=member,
        text=text,
        body=asked.body,
        note=asked.note,
        answers=[actions.Answer(one.reservation, one.words, one.part) for one in asked.answers],
        seen=asked.seen,
        now=timezone.now(),
    )
    return Status(201, _text_out(member, text_id))


@router.get(
    f"{TEXT}/versions/{{number}}/changes",
    response={200: list[shapes.AlignmentChangeOut], **READ},
    operation_id="listAlignmentChanges",
    summary="List what changed in a version",
)
def list_changes(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int, before: int | None = None
) -> list[dict[str, Any]]:
    """What changed from the version before it (or from `before`), word by word, with what each change answers."""
    found = queries.list_changes(member_of(request, slug), text_id, number, before=before)
    return [shapes.change_out(one) for one in found]


@router.post(
    f"{TEXT}/versions/{{number}}/answers",
    response={204: None, **WRITE},
    operation_id="linkAlignmentChange",
    summary="Say which reservation a change answers",
)
def link_change(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int, asked: shapes.AlignmentAnswersIn
) -> Status[None]:
    """Link a version, or one of its parts, with a reservation that it answers; the same link stands once."""
    member = member_of(request, slug)
    version = queries.get_version(member, text_id, number)
    answer = actions.Answer(asked.reservation, asked.words, asked.part)
    actions.link_change(member=member, version=version, answer=answer, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{TEXT}/reservations",
    response={201: shapes.AlignmentReservationOut, **WRITE},
    operation_id="raiseAlignmentReservation",
    summary="Raise a reservation",
)
def raise_named(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, asked: shapes.AlignmentReservationIn
) -> Status[dict[str, Any]]:
    """Raise a reservation by name. It follows the text through every version until you lift it."""
    member, text = text_of(request, slug, text_id)
    made = actions.raise_named(
        member=member,
        text=text,
        words=Words(asked.what, asked.lifts_when, asked.is_block, asked.reason),
        origin=threads.parse(asked.came_from) if asked.came_from else None,
        now=timezone.now(),
    )
    return Status(201, exports.reservation_of(queries.get_raised(member, text_id, made.number)))


@router.get(
    ONE,
    response={200: shapes.AlignmentReservationOut, **READ},
    operation_id="getAlignmentReservation",
    summary="Get a reservation",
)
def get_reservation(request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int) -> dict[str, Any]:
    """A reservation with everything said about it."""
    return exports.reservation_of(queries.get_raised(member_of(request, slug), text_id, number))


@router.post(
    f"{ONE}/answers",
    response={200: shapes.AlignmentReservationOut, **WRITE},
    operation_id="answerAlignmentReservation",
    summary="Answer a reservation",
)
def answer(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int, asked: shapes.AlignmentAnswerIn
) -> dict[str, Any]:
    """Answer with a promise or a reply, by name. Whoever raised it decides whether it is enough."""
    member, text = text_of(request, slug, text_id)
    actions.answer(
        member=member,
        text=text,
        number=number,
        kind=asked.answer_kind(),
        words=asked.words,
        address=asked.address,
        now=timezone.now(),
    )
    return exports.reservation_of(queries.get_raised(member, text_id, number))


@router.post(
    f"{ONE}/steps",
    response={200: shapes.AlignmentReservationOut, **WRITE},
    operation_id="sayAlignmentReservation",
    summary="Lift a reservation, or let it stand",
)
def say(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int, asked: shapes.AlignmentSayIn
) -> dict[str, Any]:
    """For whoever raised it by name. A sealed one is lifted through the ballot box, by the device that holds its key."""
    member, text = text_of(request, slug, text_id)
    actions.say_as_raiser(
        member=member, text=text, number=number, event=asked.said(), words=asked.words, now=timezone.now()
    )
    return exports.reservation_of(queries.get_raised(member, text_id, number))


@router.put(
    f"{ONE}/flag", response={204: None, **WRITE}, operation_id="flagAlignmentReservation", summary="Flag"
)
def flag(request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int) -> Status[None]:
    """Say that a reservation should not stand here like this; its words are hidden at the next tick when five members or more agree."""
    member, text = text_of(request, slug, text_id)
    actions.flag(member=member, text=text, number=number, now=timezone.now())
    return Status(204, None)


@router.delete(
    f"{ONE}/flag",
    response={204: None, **WRITE},
    operation_id="unflagAlignmentReservation",
    summary="Take a flag back",
)
def unflag(request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int) -> Status[None]:
    """Take your flag back."""
    member, text = text_of(request, slug, text_id)
    actions.unflag(member=member, text=text, number=number)
    return Status(204, None)


@router.put(
    f"{ONE}/hiding",
    response={204: None, **WRITE},
    operation_id="hideAlignmentReservation",
    summary="Hide the words of a reservation",
)
def hide(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, number: int, asked: shapes.AlignmentReasonIn
) -> Status[None]:
    """Hide its words with a reason that is in the journal; for facilitators. It stays, and a block goes on blocking."""
    member, text = text_of(request, slug, text_id)
    actions.hide(member=member, text=text, number=number, reason=asked.reason, now=timezone.now())
    return Status(204, None)


def _text_out(member: Member, text_id: uuid.UUID) -> dict[str, Any]:
    return exports.document_of(queries.get_page(member, text_id), queries.list_bodies(member, text_id))
