"""The JSON door to one's own jobs."""

import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import JsonValue

from breakthrough.background import actions, queries, readout
from breakthrough.background.models import Job
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.web.api_shapes import REFUSED

router = Router(tags=["jobs"])


class JobProblemOut(Schema):
    """Why something was refused (RFC 9457)."""

    type: str
    status: int
    detail: str


class JobOut(Schema):
    """A piece of work in the background. `share` is how far it is, 0..1, null while unknown."""

    id: uuid.UUID
    kind: str
    title: str
    state: str
    share: float | None
    words: str
    made_at: datetime
    ended_at: datetime | None
    result: JsonValue
    problem: JobProblemOut | None


@router.get("/{uuid:job_id}", response={200: JobOut, 404: REFUSED}, operation_id="getJob")
def show(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """One job of yours. States: waiting, running, cancelling; and final: done, refused, failed, cancelled, stopped."""
    return _written(_get(request, job_id))


@router.post(
    "/{uuid:job_id}/cancellation",
    response={200: JobOut, 404: REFUSED, 409: REFUSED},
    operation_id="cancelJob",
)
def cancel(request: HttpRequest, job_id: uuid.UUID) -> JobOut:
    """Ask for a job of yours to stop; asking twice changes nothing."""
    actions.cancel_job(job=_get(request, job_id), now=timezone.now())
    return _written(_get(request, job_id))


@router.post(
    "/{uuid:job_id}/repetition",
    response={201: JobOut, 404: REFUSED, 409: REFUSED},
    operation_id="repeatJob",
)
def repeat(request: HttpRequest, job_id: uuid.UUID) -> Status[JobOut]:
    """Start a job of yours again that failed, was stopped or was interrupted; returns the new job."""
    again = actions.repeat_job(job=_get(request, job_id), now=timezone.now())
    return Status(201, _written(_get(request, again.pk)))


def _get(request: HttpRequest, job_id: uuid.UUID) -> Job:
    person = getattr(request, "auth", None)
    if not isinstance(person, AbstractBaseUser):
        person = request.user
    if not person.is_authenticated:
        raise Problem("not-signed-in", status=401, words=gettext_noop("Sign in first."))
    return queries.get_job(uuid.UUID(str(person.pk)), job_id)


def _written(job: Job) -> JobOut:
    found = readout.read(job)
    ending = getattr(job, "ending", None)
    problem = ending.problem if ending is not None else None
    return JobOut(
        id=job.pk,
        kind=job.kind,
        title=found.title,
        state=found.state.value,
        share=job.share,
        words=found.sentence,
        made_at=job.made_at,
        ended_at=ending.at if ending is not None else None,
        result=ending.result if ending is not None else None,
        problem=problem
        and JobProblemOut(
            type=f"/problems/{problem['code']}",
            status=problem["status"],
            detail=readout.problem_sentence(problem),
        ),
    )
