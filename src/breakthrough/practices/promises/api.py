"""The JSON door of Promises, below /api/collaborations/{slug}/promises: everything that the pages can do.

Over 150 lines because the shapes and the operations of one practice read best on one page.
"""

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from breakthrough.collaborations import access
from breakthrough.collaborations.models import Member, Party
from breakthrough.evidence import exports
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.kernel.roles import Role
from breakthrough.people.access import person_of
from breakthrough.practices.promises import actions, queries, rules
from breakthrough.practices.promises.readings import making
from breakthrough.rounds import threads
from breakthrough.rounds.models import Round
from breakthrough.web.api_shapes import REFUSED, Asked

router = Router(tags=["promises"])

READING = {404: REFUSED}
TAKING_PART = {403: REFUSED, 404: REFUSED, 422: REFUSED}
WRITING = {400: REFUSED, **TAKING_PART, 409: REFUSED, 413: REFUSED}
Words = Annotated[str, Field(max_length=20_000)]


class PromiseSideOut(Schema):
    """One side of a promise. `member` is None where the party was asked as a whole and nobody has taken it."""

    member: uuid.UUID | None
    name: str | None
    party: int
    party_name: str


class BriefPromiseOut(Schema):
    """A promise in a list."""

    id: uuid.UUID
    what: str
    due_date: date
    state: str
    waits_for: str | None = Field(
        description="customer or performer: whose turn it is; None when it is over."
    )
    is_overdue: bool
    customer: PromiseSideOut
    performer: PromiseSideOut
    difficulty: int | None
    made_at: datetime
    address: str


class PromiseTermsOut(Schema):
    """A wording and a day that a step put on the table."""

    version: int
    what: str
    due_date: date


class PromiseStepOut(Schema):
    """One thing said. `by` is None where the clock spoke, or the person is gone."""

    number: int
    event: str
    side: str
    by: uuid.UUID | None
    at: datetime
    words: str
    reason: str | None
    terms: PromiseTermsOut | None


class PromiseLinkOut(Schema):
    """A link to what was done."""

    address: str
    title: str
    at: datetime


class PromiseOriginOut(Schema):
    """Where the promise came from, as it was called then."""

    practice: str
    key: str
    title: str
    address: str


class WholePromiseOut(BriefPromiseOut):
    """A promise with its whole conversation. `possible` is what you may say now; send `seen` back with it."""

    seen: int
    possible: list[str]
    answer_by: datetime
    steps: list[PromiseStepOut]
    links: list[PromiseLinkOut]
    origin: PromiseOriginOut | None
    together: list[uuid.UUID]


class PromiseBoardOut(Schema):
    """A page of promises."""

    count: int
    page: int
    page_size: int
    promises: list[BriefPromiseOut]


class OwnPromisesOut(Schema):
    """Your open promises, by what you can do about them."""

    to_answer: list[BriefPromiseOut]
    to_accept: list[BriefPromiseOut]
    given: list[BriefPromiseOut]
    received: list[BriefPromiseOut]
    unanswered: list[BriefPromiseOut]


class PromiseLettersOut(Schema):
    """What you hear by e-mail; days are 0 (Monday) to 6, None for no weekly letter."""

    each_step: bool
    digest_weekday: int | None


class PromiseCalendarOut(Schema):
    """The secret address of your calendar, shown this once."""

    address: str


class LookBackOut(Schema):
    """A look back."""

    id: uuid.UUID
    title: str
    made_at: datetime
    address: str


class LookBackStartedOut(Schema):
    """A job that was started, and the look back it is for."""

    id: uuid.UUID
    round: uuid.UUID
    address: str


class PromiseBoardQuery(Schema):
    """What to list: `show` is open, due, asked, kept or ended."""

    q: str = Field("", max_length=200)
    show: str = Field("open", max_length=10)
    party: int | None = Field(None, ge=1, le=2**63 - 1)
    page: int = Field(1, ge=1, le=100_000)
    page_size: int = Field(queries.PAGE_SIZE, ge=1, le=200)


class PromiseAskIn(Asked):
    """Ask (`request`) or offer (`offer`). `to` holds members' ids, or `party-<id>` for a party as a whole."""

    kind: str = Field("request", max_length=10)
    to: list[Annotated[str, Field(max_length=40)]] = Field(max_length=100)
    what: Words
    due_date: date
    words: Words = ""
    difficulty: int | None = Field(None, ge=1, le=3)
    answer_by: date | None = None
    origin: str | None = Field(None, max_length=240, description="`<practice>:<key>` of what it comes from.")


class PromiseStepIn(Asked):
    """Say something. `seen` is the number of steps you have seen; if there are more by now you get 409."""

    event: str = Field(max_length=20)
    seen: int = Field(ge=0, le=10_000)
    words: Words = ""
    reason: str | None = Field(None, max_length=12)
    what: Words = ""
    due_date: date | None = None
    difficulty: int | None = Field(None, ge=1, le=3)
    link: Words = ""


class PromiseLinkIn(Asked):
    """A link to what was done."""

    address: Words
    title: Words = ""


class PromiseLettersIn(Asked):
    """What you want to hear."""

    each_step: Annotated[bool, Field(strict=True)]
    digest_weekday: int | None = Field(ge=0, le=6)


class LookBackIn(Asked):
    """A name for the look back."""

    title: Words


@router.get(
    "", response={200: PromiseBoardOut, **TAKING_PART}, operation_id="listPromises", summary="List promises"
)
def list_promises(request: HttpRequest, slug: Path[str], asked: Query[PromiseBoardQuery]) -> dict[str, Any]:
    """The promises of the collaboration, the most pressing first. Not for observers."""
    member, now = _member(request, slug), timezone.now()
    wanted = queries.Board(shown=asked.show, party=asked.party, search=asked.q)
    pages = Paginator(queries.list_board(member, wanted, now=now), asked.page_size)
    found = pages.page(asked.page).object_list if asked.page <= pages.num_pages else []
    return {
        "count": pages.count,
        "page": asked.page,
        "page_size": asked.page_size,
        "promises": [_brief(one, now=now) for one in found],
    }


@router.get(
    "/mine",
    response={200: OwnPromisesOut, **TAKING_PART},
    operation_id="listOwnPromises",
    summary="List your own",
)
def list_own(request: HttpRequest, slug: Path[str]) -> dict[str, Any]:
    """Your open promises. Each stands in one list."""
    mine, now = queries.list_mine(_member(request, slug)), timezone.now()
    names = ("to_answer", "to_accept", "given", "received", "unanswered")
    return {name: [_brief(one, now=now) for one in getattr(mine, name)] for name in names}


@router.post(
    "", response={201: list[BriefPromiseOut], **WRITING}, operation_id="askForPromise", summary="Ask or offer"
)
def ask(request: HttpRequest, slug: Path[str], asked: PromiseAskIn) -> Status[list[dict[str, Any]]]:
    """Ask for a promise, or offer one; one promise for each of those asked."""
    member, now = _member(request, slug), timezone.now()
    rules.check_takes_part(Role(member.role))
    made = actions.ask(
        member=member,
        event=rules.Event.OFFER if asked.kind == "offer" else rules.Event.REQUEST,
        recipients=queries.get_recipients(member, asked.to),
        what=asked.what,
        due_date=asked.due_date,
        words=asked.words,
        difficulty=asked.difficulty,
        answer_by=asked.answer_by,
        origin=_origin(asked.origin),
        now=now,
    )
    return Status(201, [_brief(queries.get_promise(member, one.pk), now=now) for one in made])


@router.get(
    "/letters",
    response={200: PromiseLettersOut, **TAKING_PART},
    operation_id="getPromiseLetters",
    summary="Get your letters",
)
def get_notices(request: HttpRequest, slug: Path[str]) -> queries.PromiseNotices:
    """What you hear by e-mail."""
    member = _member(request, slug)
    rules.check_takes_part(Role(member.role))
    return queries.get_notices(member)


@router.put(
    "/letters",
    response={200: PromiseLettersOut, **WRITING},
    operation_id="changePromiseLetters",
    summary="Change your letters",
)
def change_notices(request: HttpRequest, slug: Path[str], wanted: PromiseLettersIn) -> queries.PromiseNotices:
    """Say what you want to hear by e-mail."""
    return actions.change_notices(
        member=_member(request, slug), each_step=wanted.each_step, digest_weekday=wanted.digest_weekday
    )


@router.post(
    "/calendar",
    response={201: PromiseCalendarOut, **WRITING},
    operation_id="makePromiseCalendar",
    summary="Make a calendar address",
)
def make_feed(request: HttpRequest, slug: Path[str]) -> Status[dict[str, str]]:
    """Make the secret address of your calendar; one made before stops working."""
    member = _member(request, slug)
    secret = actions.make_feed(member=member, now=timezone.now())
    return Status(201, {"address": settings.ADDRESS + reverse("promises:calendar", args=[slug, secret])})


@router.delete(
    "/calendar", response={204: None, **WRITING}, operation_id="revokePromiseCalendar", summary="Take it back"
)
def revoke_feed(request: HttpRequest, slug: Path[str]) -> Status[None]:
    """Make your calendar's address stop working."""
    member = _member(request, slug)
    rules.check_takes_part(Role(member.role))
    actions.revoke_feed(member=member)
    return Status(204, None)


@router.get(
    "/readings",
    response={200: list[LookBackOut], **READING},
    operation_id="listPromiseReadings",
    summary="List look backs",
)
def list_readings(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """The look backs you may see, newest first."""
    return [_look_back(one) for one in queries.list_rounds(_member(request, slug))]


@router.post(
    "/readings",
    response={202: LookBackStartedOut, **WRITING},
    operation_id="beginPromiseReading",
    summary="Look back",
)
def begin_reading(request: HttpRequest, slug: Path[str], wanted: LookBackIn) -> Status[dict[str, Any]]:
    """Look back now, at most once a week; for facilitators."""
    member = _member(request, slug)
    access.check_facilitates(member)
    made, job = actions.look_back(member=member, title=wanted.title, now=timezone.now())
    return Status(202, {"id": job.pk, "round": made.pk, "address": reverse("background:job", args=[job.pk])})


@router.get(
    "/readings/{round_id}",
    response={200: dict[str, Any], **READING},
    operation_id="getPromiseReading",
    summary="Get a look back",
)
def get_reading(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """The released reading with its method and fingerprint. It holds nobody."""
    return exports.document_of(_reading(request, slug, round_id))


@router.get(
    "/readings/{round_id}/charts/{key}",
    response={200: dict[str, Any], **READING},
    operation_id="getPromiseChart",
    summary="Get a chart's specification",
)
def get_chart(request: HttpRequest, slug: Path[str], round_id: uuid.UUID, key: str) -> dict[str, Any]:
    """The Vega-Lite specification of the promise flow, with its values."""
    stored = _reading(request, slug, round_id)
    spec: dict[str, Any] = evidence_queries.get_chart(
        stored, key=key[:40].replace("\0", ""), language=translation.get_language() or "en"
    ).spec
    return spec


@router.get(
    "/{promise_id}",
    response={200: WholePromiseOut, **TAKING_PART},
    operation_id="getPromise",
    summary="Get a promise",
)
def get_promise(request: HttpRequest, slug: Path[str], promise_id: uuid.UUID) -> dict[str, Any]:
    """One promise with its whole conversation."""
    member = _member(request, slug)
    return _whole(member, queries.get_promise(member, promise_id))


@router.post(
    "/{promise_id}/steps",
    response={201: WholePromiseOut, **WRITING},
    operation_id="takePromiseStep",
    summary="Say something",
)
def take_step(
    request: HttpRequest, slug: Path[str], promise_id: uuid.UUID, said: PromiseStepIn
) -> Status[dict[str, Any]]:
    """Say the next thing: one of `possible`."""
    member = _member(request, slug)
    promise = queries.get_promise(member, promise_id)
    actions.take_step(
        member=member,
        promise=promise,
        event=_event(said.event),
        seen=said.seen,
        words=said.words,
        reason=said.reason if said.reason in set(rules.Reason) else "",
        what=said.what,
        due_date=said.due_date,
        difficulty=said.difficulty,
        link=said.link,
        now=timezone.now(),
    )
    return Status(201, _whole(member, queries.get_promise(member, promise_id)))


@router.post(
    "/{promise_id}/links",
    response={201: PromiseLinkOut, **WRITING},
    operation_id="addPromiseLink",
    summary="Add a link",
)
def add_link(
    request: HttpRequest, slug: Path[str], promise_id: uuid.UUID, link: PromiseLinkIn
) -> Status[queries.Proof]:
    """Add a link to what was done; for its two people."""
    member = _member(request, slug)
    promise = queries.get_promise(member, promise_id)
    return Status(
        201,
        actions.add_proof(
            member=member, promise=promise, address=link.address, title=link.title, now=timezone.now()
        ),
    )


def _member(request: HttpRequest, slug: str) -> Member:
    return access.get_member(person_of(request), slug)


def _reading(request: HttpRequest, slug: str, round_id: uuid.UUID) -> Reading:
    member = _member(request, slug)
    return evidence_queries.get_reading(member, queries.get_round(member, round_id), measure=making.MEASURE)


def _event(name: str) -> rules.Event:
    """Return the event; a name that is none is something that cannot be said now, as opening one again is."""
    return rules.Event(name) if name in set(rules.Event) else rules.Event.REQUEST


def _origin(written: str | None) -> tuple[str, str] | None:

    return (threads.parse(written) or ("", written)) if written else None


def _look_back(one: Round) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "made_at": one.made_at,
        "address": reverse("promises:show", args=[one.collaboration.slug, one.pk]),
    }


def _side(member: Member | None, party: Party) -> dict[str, Any]:
    return {
        "member": member.pk if member else None,
        "name": str(member.person) if member else None,
        "party": party.pk,
        "party_name": party.name,
    }


def _brief(one: queries.Promise, *, now: datetime) -> dict[str, Any]:
    return {
        "id": one.pk,
        "what": one.what,
        "due_date": one.due_date,
        "state": one.state,
        "waits_for": one.waits_for or None,
        "is_overdue": rules.is_overdue(rules.State(one.state), one.due_date, now=now),
        "customer": _side(one.customer, one.customer_party),
        "performer": _side(one.performer, one.performer_party),
        "difficulty": one.difficulty,
        "made_at": one.made_at,
        "address": reverse("promises:promise", args=[one.collaboration.slug, one.pk]),
    }


def _whole(member: Member, promise: queries.Promise) -> dict[str, Any]:
    now, steps = timezone.now(), queries.list_steps(promise)
    origin = getattr(promise, "origin", None)
    source = threads.find_source(member, origin.practice, origin.key) if origin else None
    return {
        **_brief(promise, now=now),
        "seen": len(steps),
        "possible": [one.value for one in queries.list_possible(member, promise, steps, now=now)],
        "answer_by": promise.answer_by,
        "steps": [
            {
                "number": one.number,
                "event": one.event,
                "side": one.side,
                "by": one.by_id,
                "at": one.at,
                "words": one.words,
                "reason": one.reason or None,
                "terms": getattr(one, "terms", None),
            }
            for one in steps
        ],
        "links": [
            {"address": one.address, "title": one.title, "at": one.at} for one in queries.list_proofs(promise)
        ],
        "origin": {
            "practice": origin.practice,
            "key": origin.key,
            "title": source.title if source else "",
            "address": origin.address,
        }
        if origin
        else None,
        "together": [one.pk for one in queries.list_together(promise)],
    }
