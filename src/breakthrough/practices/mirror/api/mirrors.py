"""Mirrors: set-up, what the leader says first, life."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Status

from breakthrough.practices.mirror import actions, queries
from breakthrough.practices.mirror.api import shapes
from breakthrough.practices.mirror.api.door import MIRROR, READ, WRITE, member_of, round_of, router
from breakthrough.rounds import api_shapes


@router.get(
    "/mirrors",
    response={200: list[shapes.MirrorLineOut], **READ},
    operation_id="listMirrors",
    summary="List mirrors",
)
def list_mirrors(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """The mirrors you may see, newest first, with where each stands."""
    return [shapes.line_out(one) for one in queries.list_mirrors(member_of(request, slug))]


@router.post(
    "/mirrors",
    response={201: shapes.MirrorOut, **WRITE},
    operation_id="beginMirror",
    summary="Begin a Mirror",
)
def begin(request: HttpRequest, slug: Path[str], asked: shapes.MirrorPlanIn) -> Status[dict[str, Any]]:
    """Make a draft, for yourself; for those who lead."""
    member = member_of(request, slug)
    begun = actions.begin_mirror(member=member, plan=asked.to_plan(), now=timezone.now())
    return Status(201, shapes.mirror_out(queries.get_mirror(member, begun.pk)))


@router.get(
    MIRROR, response={200: shapes.MirrorOut, **READ}, operation_id="getMirror", summary="Get a mirror's state"
)
def get_mirror(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Where the mirror stands, what it asks, and what you may do."""
    return shapes.mirror_out(queries.get_mirror(member_of(request, slug), round_id))


@router.put(
    MIRROR, response={200: shapes.MirrorOut, **WRITE}, operation_id="changeMirror", summary="Change a draft"
)
def change(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.MirrorPlanIn
) -> dict[str, Any]:
    """Replace the plan of a draft; for the one whose mirror it is."""
    member, kept = round_of(request, slug, round_id)
    actions.change_mirror(member=member, round=kept, plan=asked.to_plan(), now=timezone.now())
    return shapes.mirror_out(queries.get_mirror(member, round_id))


@router.put(
    f"{MIRROR}/own-view",
    response={200: shapes.MirrorOut, **WRITE},
    operation_id="sayMirrorOwnView",
    summary="Say your own first",
)
def say_first(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.MirrorOwnViewIn
) -> dict[str, Any]:
    """Keep how you see yourself and what you expect of the others, in a draft of your own. Nobody else reads it."""
    member, kept = round_of(request, slug, round_id)
    actions.say_first(member=member, round=kept, own=asked.own, predicted=asked.predicted)
    return shapes.mirror_out(queries.get_mirror(member, round_id))


@router.delete(
    MIRROR, response={204: None, **WRITE}, operation_id="discardMirror", summary="Throw a draft away"
)
def discard(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> Status[None]:
    """Throw a draft away; what people were asked to join stays."""
    member, kept = round_of(request, slug, round_id)
    actions.discard_mirror(member=member, round=kept, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{MIRROR}/preparation",
    response={200: shapes.MirrorOut, **WRITE},
    operation_id="prepareMirror",
    summary="Fix the list and let people join",
)
def prepare(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Freeze who takes part; everybody's browser fetches its seal. For the one whose mirror it is."""
    member, kept = round_of(request, slug, round_id)
    actions.prepare(member=member, round=kept, now=timezone.now())
    return shapes.mirror_out(queries.get_mirror(member, round_id))


@router.delete(
    f"{MIRROR}/preparation",
    response={200: shapes.MirrorOut, **WRITE},
    operation_id="restartMirror",
    summary="Restart",
)
def restart(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Give the list up and go back to the draft, before anything opens. Everybody sees how often this happened."""
    member, kept = round_of(request, slug, round_id)
    actions.restart(member=member, round=kept, now=timezone.now())
    return shapes.mirror_out(queries.get_mirror(member, round_id))


@router.post(
    f"{MIRROR}/answering",
    response={200: shapes.MirrorOut, **WRITE},
    operation_id="openMirror",
    summary="Open the questions",
)
def open_answering(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Let people answer. Nobody can join any more after this. For the one whose mirror it is."""
    member, kept = round_of(request, slug, round_id)
    actions.open_answering(member=member, round=kept, now=timezone.now())
    return shapes.mirror_out(queries.get_mirror(member, round_id))


@router.post(
    f"{MIRROR}/time",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="giveMirrorTime",
    summary="Give more time",
)
def give_time(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: api_shapes.TimeIn
) -> dict[str, Any]:
    """Move the close. For the one whose mirror it is."""
    member, kept = round_of(request, slug, round_id)
    moved = actions.give_time(member=member, round=kept, minutes=asked.minutes, now=timezone.now())
    return {"closes_at": moved}


@router.post(
    f"{MIRROR}/closing",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="closeMirror",
    summary="Close the questions",
)
def close(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Announce the close; envelopes on their way still arrive until `closes_at`. For the one whose mirror it is."""
    member, kept = round_of(request, slug, round_id)
    return {"closes_at": actions.close(member=member, round=kept, now=timezone.now())}
