"""What a mirror came to: everything for its leader, what was shown for those who take part."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path

from breakthrough.practices.mirror import actions, queries
from breakthrough.practices.mirror.api import shapes
from breakthrough.practices.mirror.api.door import MIRROR, READ, WRITE, member_of, round_of, router
from breakthrough.practices.mirror.queries import Result
from breakthrough.web import problems


@router.get(
    f"{MIRROR}/result",
    response={200: shapes.MirrorResultOut, **READ},
    operation_id="getMirrorResult",
    summary="Get the result",
)
def get_result(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """All of it if the mirror is yours; if you take part, what its leader shows; else 404."""
    return shapes.result_out(_result_of(request, slug, round_id))


@router.post(
    f"{MIRROR}/shown",
    response={200: shapes.MirrorResultOut, **WRITE},
    operation_id="showMirrorFacets",
    summary="Show facets",
)
def show_facets(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.MirrorShowingIn
) -> dict[str, Any]:
    """Let those who take part see these facets of the result of your own mirror."""
    member, kept = round_of(request, slug, round_id)
    actions.show_facets(member=member, round=kept, facets=asked.facets, now=timezone.now())
    return shapes.result_out(_result_of(request, slug, round_id))


@router.post(
    f"{MIRROR}/pledge",
    response={200: shapes.MirrorResultOut, **WRITE},
    operation_id="pledgeAfterMirror",
    summary="Pledge something",
)
def pledge(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.MirrorPledgeIn
) -> dict[str, Any]:
    """Say what you will do differently, for those who take part to read. Promises can name it as their origin: `mirror:<id>`."""
    member, kept = round_of(request, slug, round_id)
    actions.pledge(member=member, round=kept, words=asked.words, now=timezone.now())
    return shapes.result_out(_result_of(request, slug, round_id))


def _result_of(request: HttpRequest, slug: str, round_id: uuid.UUID) -> Result:
    result = queries.result_of(queries.get_mirror(member_of(request, slug), round_id))
    if result is None:
        raise problems.not_found()
    return result
