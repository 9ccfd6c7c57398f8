"""What was said in a round: the statements, keeping them decent, answering them, and what they came to."""

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Status

from breakthrough.collaborations.models import Member
from breakthrough.evidence import exports as evidence_exports
from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.api import shapes
from breakthrough.practices.voice.api.door import member_of, round_of, router
from breakthrough.practices.voice.readings import exports, released, unsaid
from breakthrough.web import problems
from breakthrough.web.api_shapes import REFUSED

READ = {404: REFUSED}
WRITE = {403: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED}
TALK = "/talks/{round_id}"
STATEMENT = f"{TALK}/statements/{{number}}"


def _file(media_type: str, description: str) -> dict[str, Any]:
    content = {media_type: {"schema": {"type": "string"}}}
    return {"responses": {"200": {"description": description, "content": content}}}


@router.get(
    f"{TALK}/statements",
    response={200: list[shapes.SaidOut], **READ},
    operation_id="listVoiceSaid",
    summary="List what was said",
)
def list_said(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> list[dict[str, Any]]:
    """The released statements with replies and what came of them; hidden ones without their text."""
    return shapes.said_out(queries.list_said(member_of(request, slug), round_id))


@router.get(
    f"{TALK}/statements.csv",
    response=READ,
    operation_id="exportVoiceSaidCsv",
    summary="Export as CSV",
    openapi_extra=_file("text/csv", "One row per statement."),
)
def export_csv(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> HttpResponse:
    """The statements with everything that was released about them, for spreadsheets."""
    rows = _rows(member_of(request, slug), round_id)
    return HttpResponse(
        evidence_exports.write_csv(exports.COLUMNS, rows), content_type="text/csv; charset=utf-8"
    )


@router.get(
    f"{TALK}/statements.json",
    response={200: list[dict[str, Any]], **READ},
    operation_id="exportVoiceSaidJson",
    summary="Export as JSON",
)
def export_json(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> list[dict[str, Any]]:
    """The same rows as the CSV; their texts can be brought into another round as seeds."""
    return _rows(member_of(request, slug), round_id)


@router.get(
    f"{TALK}/frozen",
    response=READ,
    operation_id="getVoiceFrozenSet",
    summary="Get the frozen statements",
    openapi_extra=_file(
        "application/json",
        "Canonical JSON; without `text` and `salt`, its SHA-256 is the root that votes name. `words` is the SHA-256 of salt and text.",
    ),
)
def get_frozen(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> HttpResponse:
    """The statements that are voted on, and the hashes of their words; of a hidden one only the hash is left."""
    return HttpResponse(
        queries.get_frozen(member_of(request, slug), round_id), content_type="application/json"
    )


@router.get(
    f"{TALK}/board/{{label}}",
    response=READ,
    operation_id="getVoiceBoard",
    summary="Get the board",
    openapi_extra=_file("application/json", "BOARD.json, to be checked with `breakthrough verify`."),
)
def get_board(request: HttpRequest, slug: Path[str], round_id: uuid.UUID, label: str) -> HttpResponse:
    """The released board of `voice` or `votes~1`; hidden statements stay as envelopes without their words."""
    board = queries.get_board(member_of(request, slug), round_id, label.replace("~", "/"))
    return HttpResponse(json.dumps(board, ensure_ascii=False), content_type="application/json")


@router.get(
    f"{TALK}/unsaid",
    response={200: dict[str, Any], **READ},
    operation_id="getVoiceUnsaid",
    summary="Get the unsaid",
)
def get_unsaid(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """The released reading of what many hold and few would say, with method and seed; `parties` names the cells of `by_cell`."""
    member = member_of(request, slug)
    talk = queries.get_talk(member, round_id)
    found = queries.results_of(member, talk).unsaid
    if found is None:
        raise problems.not_found()
    return {
        **evidence_exports.document_of(found),
        "value": unsaid.shown_value(found),
        "parties": queries.list_cells(talk.round) if talk.plan.by_party else {},
    }


@router.put(
    f"{STATEMENT}/flag", response={204: None, **WRITE}, operation_id="flagVoiceStatement", summary="Flag"
)
def flag(request: HttpRequest, slug: Path[str], round_id: uuid.UUID, number: int) -> Status[None]:
    """Say that a statement should not stand here; it is hidden at the next tick when five members or more agree."""
    member, kept = round_of(request, slug, round_id)
    actions.flag(member=member, round=kept, number=number, now=timezone.now())
    return Status(204, None)


@router.delete(
    f"{STATEMENT}/flag",
    response={204: None, **WRITE},
    operation_id="unflagVoiceStatement",
    summary="Take a flag back",
)
def unflag(request: HttpRequest, slug: Path[str], round_id: uuid.UUID, number: int) -> Status[None]:
    """Take your flag back."""
    member, kept = round_of(request, slug, round_id)
    actions.unflag(member=member, round=kept, number=number)
    return Status(204, None)


@router.put(
    f"{STATEMENT}/hiding",
    response={204: None, **WRITE},
    operation_id="hideVoiceStatement",
    summary="Hide a statement",
)
def hide(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, number: int, asked: shapes.ReasonIn
) -> Status[None]:
    """Hide a statement with a reason that is in the journal; for facilitators. Nobody learns who wrote it."""
    member, kept = round_of(request, slug, round_id)
    actions.hide(member=member, round=kept, number=number, reason=asked.reason, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{STATEMENT}/replies",
    response={201: shapes.SaidOut, **WRITE},
    operation_id="replyToVoiceStatement",
    summary="Reply",
)
def reply(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, number: int, asked: shapes.TextIn
) -> Status[dict[str, Any]]:
    """Answer a statement by name, once the results are out."""
    member, kept = round_of(request, slug, round_id)
    actions.reply(member=member, round=kept, number=number, text=asked.text, now=timezone.now())
    return Status(201, shapes.said_out([queries.get_said(member, round_id, number)])[0])


@router.delete(
    f"{TALK}/replies/{{reply_id}}",
    response={204: None, **WRITE},
    operation_id="takeVoiceReplyBack",
    summary="Take a reply back",
)
def take_reply_back(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, reply_id: int
) -> Status[None]:
    """Delete your own reply."""
    member, kept = round_of(request, slug, round_id)
    actions.take_reply_back(member=member, round=kept, reply_id=reply_id, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{STATEMENT}/outcomes",
    response={201: shapes.SaidOut, **WRITE},
    operation_id="linkVoiceOutcome",
    summary="Say what came of it",
)
def link_outcome(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, number: int, asked: shapes.OutcomeIn
) -> Status[dict[str, Any]]:
    """Link what came of a statement: a reservation, a change, a promise, or something else."""
    member, kept = round_of(request, slug, round_id)
    actions.link_outcome(
        member=member,
        round=kept,
        number=number,
        kind=shapes.kind_of(asked.kind),
        title=asked.title,
        address=asked.address,
        now=timezone.now(),
    )
    return Status(201, shapes.said_out([queries.get_said(member, round_id, number)])[0])


@router.get(
    "/unanswered",
    response={200: list[shapes.UnansweredOut], **READ},
    operation_id="listVoiceUnanswered",
    summary="List what waits for an answer",
)
def list_unanswered(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """What was said in finished rounds and nobody has answered yet."""
    return shapes.unanswered_out(queries.list_unanswered(member_of(request, slug)))


def _rows(member: Member, round_id: uuid.UUID) -> list[dict[str, Any]]:
    found = queries.results_of(member, queries.get_talk(member, round_id))
    return exports.list_rows(
        queries.list_said(member, round_id),
        released.opinion_of(found.opinion) if found.opinion else None,
        unsaid.unsaid_of(found.unsaid) if found.unsaid else None,
    )
