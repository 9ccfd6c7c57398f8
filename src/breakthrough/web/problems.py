"""The one place that turns a Problem into a page, a fragment, a form error or RFC 9457 JSON."""

import contextlib
from collections.abc import Iterator

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

TITLES = {
    400: gettext_noop("That did not arrive as expected"),
    401: gettext_noop("Please sign in first"),
    403: gettext_noop("This is not open to you"),
    404: gettext_noop("There is nothing here for you"),
    405: gettext_noop("This page cannot do that"),
    409: gettext_noop("That cannot be done now"),
    410: gettext_noop("This is no longer here"),
    413: gettext_noop("That is too large"),
    422: gettext_noop("Please look at this again"),
    429: gettext_noop("Please wait a moment"),
    500: gettext_noop("Something went wrong on our side"),
    503: gettext_noop("Not available right now"),
}


def sentence(problem: Problem) -> str:
    """Return the problem's words in the reader's language."""
    words = gettext(problem.words)
    return words % problem.params if problem.params else words


def as_json(problem: Problem) -> JsonResponse:
    """Return `problem` as `application/problem+json` (RFC 9457)."""
    body: dict[str, object] = {
        "type": f"/problems/{problem.code}",
        "title": gettext(TITLES.get(problem.status, TITLES[400])),
        "status": problem.status,
        "detail": sentence(problem),
    }
    if problem.field:
        body["field"] = problem.field
    return JsonResponse(body, status=problem.status, content_type="application/problem+json")


def respond(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return `problem` in the form this request can show: JSON, a fragment for htmx, or a full page."""
    if request.path.startswith("/api/"):
        return as_json(problem)
    swapped = bool(getattr(request, "htmx", False))
    response = render(
        request,
        "web/problem_fragment.html" if swapped else "web/problem.html",
        {
            "title": gettext(TITLES.get(problem.status, TITLES[400])),
            "sentence": sentence(problem),
            "status": problem.status,
            "code": problem.code,
        },
        status=problem.status,
    )
    if swapped:
        # The refusal stands above the page and takes the focus; what the person was using stays as it is.
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML"
    return response


@contextlib.contextmanager
def into_form(form: forms.BaseForm) -> Iterator[None]:
    """Show a Problem raised inside as an error of `form`, at the field it names; `form.is_valid()` is false afterwards.

    What somebody may not do (403) or know about (404) is no mistake in a form, and passes through.
    """
    try:
        yield
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        form.add_error(problem.field if problem.field in form.fields else None, sentence(problem))


def not_found() -> Problem:
    """Return the refusal used for everything a person may not know about: it never says whether it exists."""
    return Problem(
        "not-found",
        status=404,
        words=gettext_noop(
            "Either it never existed, it was removed, or you are not a member of it. Check the link, or ask the person who sent it."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Answer a form whose protection token is missing or old."""
    return respond(
        request,
        Problem(
            "form-expired",
            status=403,
            words=gettext_noop(
                "This form was open for too long, or cookies are off. Go back, reload the page and send it again."
            ),
        ),
    )


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Answer an address that leads nowhere."""
    return respond(request, not_found())


def bad_request(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """Answer a request that cannot be read (too large, too many fields, broken encoding, unknown host)."""
    if isinstance(exception, RequestDataTooBig):
        words = gettext_noop("What you sent is larger than we can take. Send less at once.")
        return respond(request, Problem("too-large", status=413, words=words))
    return respond(
        request,
        Problem(
            "bad-request",
            status=400,
            words=gettext_noop("We could not read what was sent. Go back and try once more."),
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error that is ours; what happened is logged, never shown."""
    return respond(
        request,
        Problem(
            "server-error",
            status=500,
            words=gettext_noop(
                "The mistake is ours and has been noted. Nothing you wrote was changed. Please try again in a minute."
            ),
        ),
    )
