"""Rounds of Voice and their readings, and bringing votes in."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from ninja import File, Form, Path, Query, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from breakthrough.collaborations import access
from breakthrough.collaborations.models import Member
from breakthrough.evidence import exports
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.kernel.roles import Role
from breakthrough.people.access import person_of
from breakthrough.practices.voice import actions, queries, rules
from breakthrough.practices.voice.api.door import router
from breakthrough.practices.voice.readings import making, released, rows, statements
from breakthrough.rounds.models import Round
from breakthrough.web.api_shapes import REFUSED


class RoundOut(Schema):
    """A round of Straight talk."""

    id: uuid.UUID
    title: str
    question: str
    made_at: datetime
    is_closed: bool
    source: str = Field(description="The address the imported summary names, or an empty text.")
    address: str = Field(description="The round's page.")


class ShareOut(Schema):
    """A share in 0..1 with the interval that holds it nineteen times in twenty; None where a word or nothing stands."""

    mean: float | None
    low: float | None
    high: float | None
    word: str | None


class StatementOut(Schema):
    """A statement with what was released about it."""

    key: str
    text: str
    moderation: int
    is_meta: bool
    n_band: str | None
    agree: ShareOut
    disagree: ShareOut
    passed: ShareOut
    gap: float | None = Field(description="Largest difference of agreement between the sides.")


class StatementsOut(Schema):
    """A page of statements."""

    count: int
    page: int
    page_size: int
    statements: list[StatementOut]


class StartedOut(Schema):
    """A job that was started."""

    id: uuid.UUID
    address: str


class StatementQuery(Schema):
    """What to list. `sort`: number, text, agree, disagree, pass, gap, unsure; with a leading "-" the largest first."""

    q: str = Field("", max_length=200)
    sort: str = Field("number", max_length=20)
    page: int = Field(1, ge=1, le=100_000)
    page_size: int = Field(statements.PAGE_SIZE, ge=1, le=statements.LARGEST_PAGE)


class ImportIn(Schema):
    """How to name the round; empty: as the files' summary says. With `dry_run` the files are only looked at."""

    title: str = Field("", max_length=200)
    question: str = Field("", max_length=4000)
    dry_run: bool = False


PROBLEMS = {403: REFUSED, 404: REFUSED}


@router.get(
    "/rounds",
    response={200: list[RoundOut], 404: REFUSED},
    operation_id="listVoiceRounds",
    summary="List rounds",
)
def list_rounds(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """The rounds you may see, newest first."""
    member = _member(request, slug)
    return [_round(one) for one in queries.list_rounds(member)]


@router.get(
    "/rounds/{round_id}",
    response={200: RoundOut, 404: REFUSED},
    operation_id="getVoiceRound",
    summary="Get a round",
)
def get_round(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """One round."""
    return _round(queries.get_round(_member(request, slug), round_id))


@router.get(
    "/rounds/{round_id}/reading",
    response={200: dict[str, Any], 404: REFUSED},
    operation_id="getVoiceReading",
    summary="Get the reading",
)
def get_reading(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """The released reading with method, seed and fingerprint. It holds nobody: no rows, no dots, no positions of people."""
    _kept, reading = _reading(request, slug, round_id)
    return {**exports.document_of(reading), "value": released.shown_value(reading)}


@router.get(
    "/rounds/{round_id}/rows",
    response={200: list[dict[str, Any]], 404: REFUSED},
    operation_id="listVoiceRows",
    summary="List the reading's rows",
)
def list_rows(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> list[dict[str, Any]]:
    """The released shares as flat rows: one per statement and side."""
    kept, reading = _reading(request, slug, round_id)
    return rows.list_rows(released.opinion_of(reading), queries.list_statements(kept))


@router.get(
    "/rounds/{round_id}/statements",
    response={200: StatementsOut, 404: REFUSED, 422: REFUSED},
    operation_id="listVoiceStatements",
    summary="Find statements",
)
def list_statements(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: Query[StatementQuery]
) -> dict[str, Any]:
    """Statements with their released shares, searched, sorted, page by page. Before there is a reading, their texts only."""
    member = _member(request, slug)
    kept = queries.get_round(member, round_id)
    reading = evidence_queries.find_reading(member, kept, measure=making.MEASURE)
    opinion = released.opinion_of(reading) if reading else None
    found = statements.find_lines(
        statements.make_lines(opinion, queries.list_statements(kept)), search=asked.q, sort=asked.sort
    )
    first = (asked.page - 1) * asked.page_size
    return {
        "count": len(found),
        "page": asked.page,
        "page_size": asked.page_size,
        "statements": [_statement(one) for one in found[first : first + asked.page_size]],
    }


@router.get(
    "/rounds/{round_id}/charts",
    response={200: list[str], 404: REFUSED},
    operation_id="listVoiceCharts",
    summary="List charts",
)
def list_charts(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> list[str]:
    """The keys of the charts that this reading bears."""
    _kept, reading = _reading(request, slug, round_id)
    return sorted(evidence_queries.list_charts(reading, language=_language()))


@router.get(
    "/rounds/{round_id}/charts/{key}",
    response={200: dict[str, Any], 404: REFUSED},
    operation_id="getVoiceChart",
    summary="Get a chart's specification",
)
def get_chart(request: HttpRequest, slug: Path[str], round_id: uuid.UUID, key: str) -> dict[str, Any]:
    """The Vega-Lite specification of a chart, with its values."""
    _kept, reading = _reading(request, slug, round_id)
    spec: dict[str, Any] = evidence_queries.get_chart(
        reading, key=key[:40].replace("\0", ""), language=_language()
    ).spec
    return spec


@router.post(
    "/rounds/{round_id}/readings",
    response={202: StartedOut, 403: REFUSED, 404: REFUSED},
    operation_id="beginVoiceReading",
    summary="Work it out",
)
def begin_reading(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> Status[dict[str, Any]]:
    """Start the job that works out what these people think; for facilitators."""
    member = _member(request, slug)
    access.check_facilitates(member)
    kept = queries.get_round(member, round_id)
    return _started(actions.start_reading(round=kept, owner=member.person_id, now=timezone.now()).pk)


@router.post(
    "/imports",
    response={202: StartedOut, 403: REFUSED, 404: REFUSED, 413: REFUSED, 422: REFUSED},
    operation_id="importVoiceVotes",
    summary="Bring votes in",
)
def import_votes(
    request: HttpRequest, slug: Path[str], asked: Form[ImportIn], files: File[list[UploadedFile]]
) -> Status[dict[str, Any]]:
    """Bring in the files of one conversation (CSV, ZIP or JSON, as they were exported). The answer is a job: its result names
    the round (`round`) and the job that reads it (`job`); its problem names file, line and column. With `dry_run` the result
    holds `findings` or `problem`, and nothing is stored."""
    member = _member(request, slug)
    rules.check_may_import(Role(member.role))
    unpacked = rules.unpack((one.name or "", one.file) for one in files if one.file)
    kept = actions.keep_upload(member=member, files=unpacked, now=timezone.now())
    if asked.dry_run:
        return _started(actions.start_check(member=member, upload=kept, now=timezone.now()).pk)
    job = actions.start_import(
        member=member,
        upload=kept,
        title=asked.title,
        question=asked.question,
        expected=None,
        now=timezone.now(),
    )
    return _started(job.pk)


@router.get(
    "/rounds/{round_id}/votes.zip",
    response=PROBLEMS,
    operation_id="exportVoiceVotes",
    summary="Export the votes",
    openapi_extra={
        "responses": {
            "200": {
                "description": "The canonical files as a ZIP.",
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def export_votes(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> HttpResponse:
    """The votes as they were published; they can be brought in again. Not for observers."""
    member = _member(request, slug)
    return HttpResponse(
        queries.get_votes_archive(member, queries.get_round(member, round_id)), content_type="application/zip"
    )


def _member(request: HttpRequest, slug: str) -> Member:
    return access.get_member(person_of(request), slug)


def _reading(request: HttpRequest, slug: str, round_id: uuid.UUID) -> tuple[Round, Reading]:
    member = _member(request, slug)
    kept = queries.get_round(member, round_id)
    return kept, evidence_queries.get_reading(member, kept, measure=making.MEASURE)


def _language() -> str:
    return translation.get_language() or "en"


def _started(job_id: uuid.UUID) -> Status[dict[str, Any]]:
    return Status(202, {"id": job_id, "address": reverse("background:job", args=[job_id])})


def _round(one: Round) -> dict[str, Any]:
    return {
        "id": one.pk,
        "title": one.title,
        "question": one.question,
        "made_at": one.made_at,
        "is_closed": one.is_closed,
        "source": queries.get_source(one),
        "address": reverse("voice:show", args=[one.collaboration.slug, one.pk]),
    }


def _statement(line: statements.StatementLine) -> dict[str, Any]:
    shares = line.shares
    answers = {
        "agree": (shares.agree, shares.agree_word) if shares else (None, None),
        "disagree": (shares.disagree, shares.disagree_word) if shares else (None, None),
        "passed": (shares.passed, shares.passed_word) if shares else (None, None),
    }
    return {
        "key": line.key,
        "text": line.text,
        "moderation": line.moderation,
        "is_meta": line.is_meta,
        "n_band": shares.n_band if shares else None,
        "gap": None if line.gap is None else round(line.gap, 2),
        **{
            name: {
                "mean": one.mean if one else None,
                "low": one.low if one else None,
                "high": one.high if one else None,
                "word": word,
            }
            for name, (one, word) in answers.items()
        },
    }
