"""The HTML door to one's own jobs."""

import functools
import uuid
from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from breakthrough.background import actions, queries, readout
from breakthrough.background.models import Job

Page = Callable[[HttpRequest, Job], HttpResponse]


def job_page(page: Page) -> Callable[[HttpRequest, uuid.UUID], HttpResponse]:
    """Give a page the job instead of its id; anybody but its owner gets a 404."""

    @login_required
    @functools.wraps(page)
    def with_job(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
        return page(request, queries.get_job(uuid.UUID(str(request.user.pk)), job_id))

    return with_job


@require_safe
@job_page
def show(request: HttpRequest, job: Job) -> HttpResponse:
    """How far it is; goes on by itself when it is done."""
    found = readout.read(job)
    is_fragment = bool(getattr(request, "htmx", False))
    if found.next_address and not is_fragment:
        return redirect(found.next_address)
    template = "background/job.html#standing" if is_fragment else "background/job.html"
    response = render(request, template, {"found": found, "job": job})
    if is_fragment and found.is_over:
        response["HX-Redirect"] = found.next_address or request.path
    return response


@require_POST
@job_page
def cancel(request: HttpRequest, job: Job) -> HttpResponse:  # noqa: ARG001 (every job page has this shape)
    """Ask for it to stop."""
    actions.cancel_job(job=job, now=timezone.now())
    return _see(job)


@require_POST
@job_page
def repeat(request: HttpRequest, job: Job) -> HttpResponse:  # noqa: ARG001 (every job page has this shape)
    """Start the same work again."""
    return _see(actions.repeat_job(job=job, now=timezone.now()))


def _see(job: Job) -> HttpResponse:
    response = redirect("background:job", job_id=job.pk)
    response.status_code = 303
    return response
