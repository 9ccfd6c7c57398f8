"""The JSON door, assembled: every floor's router, one authentication, Problems as RFC 9457."""

import importlib
import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import django_auth

from breakthrough import __version__
from breakthrough.config import api_description
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people.access import ApiKeyAuth
from breakthrough.web import problems

api = api_description.Door(
    title="Breakthrough",
    version=__version__,
    description="Everything a page can do. Sign in with `Authorization: Bearer <API key>`; keys are made on your own page. "
    "Refusals are RFC 9457 problems.",
    auth=[ApiKeyAuth(), django_auth],
    urls_namespace="api",
    docs_url=None,
)

api.add_router("/people", "breakthrough.people.api.router")
api.add_router("/collaborations", "breakthrough.collaborations.api.router")
api.add_router("/ballots", "breakthrough.ballots.api.router")
api.add_router("/jobs", "breakthrough.background.api.router")
api.add_router("/collaborations/{slug}/threads", "breakthrough.rounds.api.router")
for _practice in settings.PRACTICES:
    api.add_router(
        f"/collaborations/{{slug}}/{_practice}",
        importlib.import_module(f"breakthrough.practices.{_practice}.api").router,
    )


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:  # noqa: ARG001 (ninja's signature)
    return problems.as_json(problem)


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001 (ninja's signature)
    return problems.as_json(
        Problem(
            "not-signed-in",
            status=401,
            words=gettext_noop("Sign in, or send an API key in the Authorization header."),
        )
    )


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 (ninja's signature)
    response = problems.as_json(
        Problem(
            "not-valid",
            status=422,
            words=gettext_noop("Some values do not fit. The list `errors` names each one."),
        )
    )
    body: dict[str, Any] = json.loads(response.content)
    body["errors"] = [
        {"where": [str(part) for part in one["loc"]], "what": one["msg"]} for one in error.errors
    ]
    return HttpResponse(json.dumps(body), status=422, content_type="application/problem+json")


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.FORBIDDEN:
        return problems.csrf_failure(request)  # ninja's only 403: a session without its protection token
    return problems.bad_request(request, error.__cause__ or error)
