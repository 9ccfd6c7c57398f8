"""The JSON door of sealed rounds: cards, credentials, boards. Binary values are base64url without padding."""

import uuid
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from breakthrough.ballotbox.protocol import encoding
from breakthrough.ballots import actions, queries, rules
from breakthrough.ballots.actions import BlindedRequest
from breakthrough.ballots.models import Joining
from breakthrough.collaborations import queries as collaboration_queries
from breakthrough.collaborations import rules as collaboration_rules
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import access
from breakthrough.web.api_shapes import REFUSED, Asked

router = Router(tags=["sealed rounds"])

READING = {401: REFUSED, 403: REFUSED, 404: REFUSED, 422: REFUSED}
WRITING = {**READING, 400: REFUSED, 409: REFUSED, 413: REFUSED, 503: REFUSED}
BOARD = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}

Digest = Annotated[str, Field(min_length=43, max_length=43, pattern=r"^[A-Za-z0-9_-]+$")]
Binary = Annotated[str, Field(max_length=1000)]


class CardOut(Schema):
    """The card and the roster of a round, and which place on it is yours."""

    card: str = Field(description="Deterministic CBOR; the ballot box serves the same bytes.")
    roster: str = Field(description="Deterministic CBOR; its SHA-256 is on the card.")
    plan: str = Field(description="What is asked, in UTF-8; its SHA-256 is on the card.")
    me: str = Field(description="Your reference on the roster.")
    words: str = Field(description="Four words of the card's digest, to be compared aloud.")
    restarts: int = Field(description="How often the round was prepared before.")
    phases: dict[str, str]


class WaitingScopeOut(Schema):
    """A round this person's browser can fetch its seals for, or an open scope it can send what is unused to."""

    round: str
    label: str
    who: str
    box: str
    account: str
    space: str
    phase: str
    root: str | None
    closesAt: str | None  # noqa: N815 (the browser's part reads it as it stands)
    words: str


class WaitingOut(Schema):
    """Everything this person's home device should fetch now."""

    account: str
    waiting: list[WaitingScopeOut]


class RequestIn(Asked):
    """Blinded messages for one key."""

    key: Digest
    blinded: Annotated[list[Binary], Field(max_length=rules.LARGEST_QUOTA)]


class CredentialsIn(Asked):
    """What a browser asks for: everything it needs in the round, at once."""

    digest: Digest
    requests: Annotated[list[RequestIn], Field(max_length=200)]


class CredentialsOut(Schema):
    """Blind signatures, in the order of the request."""

    signatures: list[list[str]]


class CapabilityIn(Asked):
    """What this browser can make."""

    ed25519: Annotated[bool, Field(strict=True)]


@router.get("/waiting", response={200: WaitingOut, 401: REFUSED}, operation_id="listWaitingRounds")
def list_waiting(request: HttpRequest) -> WaitingOut:
    """The rounds in joining for which you have no seal yet, and the open scopes of those you have seals for."""
    person = access.person_of(request)
    return WaitingOut(
        account=queries.account_of(person.pk),
        waiting=[
            WaitingScopeOut.model_validate(
                {
                    **queries.moment_of(scope),
                    "words": scope.joining.words,
                    "account": queries.account_of(person.pk),
                }
            )
            for scope in queries.list_waiting(person)
        ],
    )


@router.post("/capability", response={204: None, **WRITING}, operation_id="reportSealingCapability")
def report_capability(request: HttpRequest, asked: CapabilityIn) -> Status[None]:
    """Report whether this browser can make Ed25519 keys; a round uses them if everybody's can."""
    actions.note_capability(person=access.person_of(request), has_ed25519=asked.ed25519)
    return Status(204, None)


@router.get("/{uuid:joining_id}/card", response={200: CardOut, **READING}, operation_id="getSealedCard")
def show_card(request: HttpRequest, joining_id: uuid.UUID) -> CardOut:
    """The card and the roster of a round; for those on the roster."""
    place = queries.get_own_place(access.person_of(request), joining_id)
    joining = place.joining
    return CardOut(
        card=encoding.to_base64url(bytes(joining.card)),
        roster=encoding.to_base64url(queries.roster_bytes(joining)),
        plan=encoding.to_base64url(queries.plan_bytes(joining)),
        me=encoding.to_base64url(bytes.fromhex(place.ref)),
        words=joining.words,
        restarts=joining.restarts,
        phases={scope.label: queries.phase_of(scope).value for scope in queries.list_scopes(joining)},
    )


@router.post(
    "/{uuid:joining_id}/credentials",
    response={200: CredentialsOut, **WRITING},
    operation_id="issueCredentials",
)
def issue(request: HttpRequest, joining_id: uuid.UUID, asked: CredentialsIn) -> CredentialsOut:
    """Blind signatures for all keys of yours, once: the same request gets the same answer, another is refused."""
    signatures = actions.issue_to(
        seat=queries.get_own_seat(access.person_of(request), joining_id),
        digest=_bytes(asked.digest),
        requests=[
            BlindedRequest(key_id=_bytes(one.key).hex(), blinded=tuple(_bytes(each) for each in one.blinded))
            for one in asked.requests
        ],
    )
    return CredentialsOut(signatures=[[encoding.to_base64url(one) for one in row] for row in signatures])


@router.get(
    "/{uuid:joining_id}/{str:label}/board",
    response=READING,
    operation_id="getBoard",
    openapi_extra={"responses": BOARD},
)
def show_board(request: HttpRequest, joining_id: uuid.UUID, label: str) -> HttpResponse:
    """The newest board of a scope, byte for byte as the ballot box wrote it. Write `/` in a label as `~`."""
    _member, joining = queries.get_own_joining(access.person_of(request), joining_id)
    board = queries.get_board(joining, label.replace("~", "/"))
    return HttpResponse(bytes(board.written), content_type="application/json")


def _bytes(text: str) -> bytes:
    try:
        return encoding.from_base64url(text)
    except encoding.Malformed as error:
        raise Problem(
            "blinded-message-invalid",
            status=422,
            words=gettext_noop(
                "Your browser sent something that cannot be sealed. Reload the page and try again."
            ),
        ) from error


# What the page of the list does: who is on it and has a seal, the list as a file, and objecting to it by name.


class SealsOut(Schema):
    """How many of those on the list have their seal, and who has none yet. It says nothing about who speaks."""

    have: int
    eligible: int
    lacking: list[str]


class OnRosterOut(Schema):
    """Somebody on the frozen list. `objection` is what they say is wrong with it, empty where they say nothing."""

    name: str
    party: str
    is_new: bool
    has_credential: bool
    has_left: bool
    objection: str


class ObjectionIn(Asked):
    """What is wrong with the list or the card; everybody on the page reads it with your name."""

    words: Annotated[str, Field(max_length=4_000)]


@router.get(
    "/{uuid:joining_id}/readiness",
    response={200: SealsOut, **READING},
    operation_id="getSealedReadiness",
    summary="See who has their seal",
)
def show_readiness(request: HttpRequest, joining_id: uuid.UUID) -> queries.Readiness:
    """How many of those on the list have their seal, and the names of those who have none yet; not for observers."""
    _member, joining = _seen(request, joining_id)
    return queries.readiness(joining)


@router.get(
    "/{uuid:joining_id}/roster",
    response={200: list[OnRosterOut], **READING},
    operation_id="listSealedRoster",
    summary="List who takes part",
)
def list_roster(request: HttpRequest, joining_id: uuid.UUID) -> list[queries.RosterRow]:
    """The frozen list by party and name, with who has a seal and who objects; not for observers."""
    _member, joining = _seen(request, joining_id)
    return queries.list_rows(joining)


@router.get(
    "/{uuid:joining_id}/roster.cbor",
    response=READING,
    operation_id="getSealedRosterFile",
    summary="Get the list as a file",
    openapi_extra={
        "responses": {
            200: {"content": {"application/cbor": {"schema": {"type": "string", "format": "binary"}}}}
        }
    },
)
def show_roster_file(request: HttpRequest, joining_id: uuid.UUID) -> HttpResponse:
    """The list as its bytes, for `breakthrough verify --roster`; its SHA-256 is on the card."""
    _member, joining = _seen(request, joining_id)
    return HttpResponse(queries.roster_bytes(joining), content_type="application/cbor")


@router.post(
    "/{uuid:joining_id}/objection",
    response={204: None, **WRITING},
    operation_id="objectToSealedRound",
    summary="Object to the list",
)
def raise_objection(request: HttpRequest, joining_id: uuid.UUID, asked: ObjectionIn) -> Status[None]:
    """Say by name what is wrong with the list or the card, while people join; saying it again takes its place."""
    member, joining = _seen(request, joining_id)
    actions.raise_objection(member=member, joining=joining, words=asked.words, now=timezone.now())
    return Status(204, None)


def _seen(request: HttpRequest, joining_id: uuid.UUID) -> tuple[Member, Joining]:
    """Return the round and the membership behind the request, or 404; a 403 Problem for observers, who see nobody."""
    member, joining = queries.get_own_joining(access.person_of(request), joining_id)
    collaboration_rules.check_may_see_people(collaboration_queries.standing_of(member))
    return member, joining
