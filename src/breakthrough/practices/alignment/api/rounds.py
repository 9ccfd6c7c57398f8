"""Rounds: set-up and life, named stances, outcome, readings."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Status

from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.api import shapes
from breakthrough.practices.alignment.api.door import READ, WRITE, member_of, round_of, router, text_of
from breakthrough.rounds import api_shapes
from breakthrough.web import problems

ROUND = "/rounds/{round_id}"


@router.get(
    "/rounds",
    response={200: list[shapes.AlignmentRoundLineOut], **READ},
    operation_id="listAlignmentRounds",
    summary="List rounds with their phases",
)
def list_rounds(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """The rounds you may see, newest first."""
    return [
        {
            "id": one.round.pk,
            "text": one.version.text_id,
            "version": one.version.number,
            "phase": one.phase.value,
            "outcome": one.outcome.kind if one.outcome else None,
        }
        for one in queries.list_asks(member_of(request, slug))
    ]


@router.post(
    "/texts/{text_id}/rounds",
    response={201: shapes.AlignmentRoundOut, **WRITE},
    operation_id="beginAlignmentRound",
    summary="Begin a round",
)
def begin_round(
    request: HttpRequest, slug: Path[str], text_id: uuid.UUID, asked: shapes.AlignmentPlanIn
) -> Status[dict[str, Any]]:
    """Make a draft of a round about the newest version; for facilitators."""
    member, text = text_of(request, slug, text_id)
    begun = actions.begin_round(
        member=member, text=text, plan=asked.to_plan(), left_out=asked.left_out, now=timezone.now()
    )
    return Status(201, shapes.round_out(queries.get_ask(member, begun.pk)))


@router.get(
    ROUND,
    response={200: shapes.AlignmentRoundOut, **READ},
    operation_id="getAlignmentRound",
    summary="Get a round's state",
)
def get_round(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Where the round stands, and what you may do in it."""
    return shapes.round_out(queries.get_ask(member_of(request, slug), round_id))


@router.put(
    ROUND,
    response={200: shapes.AlignmentRoundOut, **WRITE},
    operation_id="changeAlignmentRound",
    summary="Change a draft",
)
def change_round(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.AlignmentPlanIn
) -> dict[str, Any]:
    """Replace the plan of a draft; for facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.change_round(
        member=member, round=kept, plan=asked.to_plan(), left_out=asked.left_out, now=timezone.now()
    )
    return shapes.round_out(queries.get_ask(member, round_id))


@router.delete(
    ROUND,
    response={204: None, **WRITE},
    operation_id="discardAlignmentRound",
    summary="Throw a draft away",
)
def discard_round(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> Status[None]:
    """Throw a draft away; what people were asked to join stays."""
    member, kept = round_of(request, slug, round_id)
    actions.discard_round(member=member, round=kept, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{ROUND}/preparation",
    response={200: shapes.AlignmentRoundOut, **WRITE},
    operation_id="prepareAlignmentRound",
    summary="Let people join",
)
def prepare(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Fix the list of people, and let everybody's device fetch its seal. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.prepare(member=member, round=kept, now=timezone.now())
    return shapes.round_out(queries.get_ask(member, round_id))


@router.post(
    f"{ROUND}/restart",
    response={200: shapes.AlignmentRoundOut, **WRITE},
    operation_id="restartAlignmentRound",
    summary="Go back to the draft",
)
def restart(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Give the seals up. Only before the sealed part opens. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.restart(member=member, round=kept, now=timezone.now())
    return shapes.round_out(queries.get_ask(member, round_id))


@router.post(
    f"{ROUND}/sealed",
    response={200: shapes.AlignmentRoundOut, **WRITE},
    operation_id="openAlignmentSealed",
    summary="Open the sealed part",
)
def open_sealed(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Let people seal stances and reservations. Nobody can join any more after this. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.open_sealed(member=member, round=kept, now=timezone.now())
    return shapes.round_out(queries.get_ask(member, round_id))


@router.post(
    f"{ROUND}/release",
    response={200: shapes.AlignmentRoundOut, **WRITE},
    operation_id="closeAlignmentNamed",
    summary="End the named part",
)
def close_named(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """End the named part; everything is shown at once. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.close_named(member=member, round=kept, now=timezone.now())
    return shapes.round_out(queries.get_ask(member, round_id))


@router.post(
    f"{ROUND}/closing",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="closeAlignmentSealed",
    summary="Close the sealed part",
)
def close_sealed(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Announce the end of the sealed part; envelopes on their way still arrive until `closes_at`. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    return {"closes_at": actions.close_sealed(member=member, round=kept, now=timezone.now())}


@router.post(
    f"{ROUND}/time",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="giveAlignmentTime",
    summary="Give more time",
)
def give_time(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: api_shapes.TimeIn
) -> dict[str, Any]:
    """Move the end of the present part. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    return {
        "closes_at": actions.give_time(member=member, round=kept, minutes=asked.minutes, now=timezone.now())
    }


@router.put(
    f"{ROUND}/stance",
    response={200: shapes.AlignmentRoundOut, **WRITE},
    operation_id="takeAlignmentStance",
    summary="Give a named stance",
)
def take_stance(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.AlignmentStanceIn
) -> dict[str, Any]:
    """Say with your name where you stand. Leaders can from the joining on, everybody else after the sealed part."""
    member, kept = round_of(request, slug, round_id)
    actions.take_stance(
        member=member,
        round=kept,
        position=asked.position,
        weight=asked.weight,
        by_part=asked.by_part,
        now=timezone.now(),
    )
    return shapes.round_out(queries.get_ask(member, round_id))


@router.post(
    f"{ROUND}/outcome",
    response={200: shapes.AlignmentRoundOut, **WRITE},
    operation_id="concludeAlignmentRound",
    summary="Conclude a round",
)
def conclude(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.AlignmentOutcomeIn
) -> dict[str, Any]:
    """Adopt the text where the group's own rule says so, or end openly without alignment. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.conclude(
        member=member,
        round=kept,
        kind=asked.end(),
        text=asked.text,
        would_take=asked.would_take,
        review_date=asked.review_date,
        now=timezone.now(),
    )
    return shapes.round_out(queries.get_ask(member, round_id))


@router.get(
    f"{ROUND}/reading",
    response={200: shapes.AlignmentReadingOut, **READ},
    operation_id="getAlignmentReading",
    summary="Get the released readings",
)
def get_reading(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """What was released of the sealed stances, and of sealed against named; a 404 before."""
    found = shapes.reading_out(queries.get_ask(member_of(request, slug), round_id))
    if found is None:
        raise problems.not_found()
    return found
