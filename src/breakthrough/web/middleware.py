"""What happens around every request: security headers, and Problems become answers."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.web import policy, problems

Respond = Callable[[HttpRequest], HttpResponse]


def security_headers(respond: Respond) -> Respond:
    """Add the content security policy and its siblings to every answer. A page may have set a stricter policy."""
    written = policy.write_policy()

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.setdefault(policy.HEADER, written)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()"
        )
        if not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class render_problems:  # noqa: N801 (a middleware named like its siblings; a class because only classes can see exceptions)
    """Turn a Problem raised by any page, and a method that a page does not take, into the answer this request can show."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        return _not_allowed(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer anticipated refusals; leave everything else to be logged as an error."""
        if isinstance(exception, Problem):
            return problems.respond(request, exception)
        if isinstance(exception, (BadRequest, RequestDataTooBig, UnicodeDecodeError)):
            return problems.bad_request(request, exception)
        return None


def _not_allowed(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    words = gettext_noop(
        "This address does something else. Go back to the page you came from, or start again."
    )
    response = problems.respond(request, Problem("not-allowed", status=405, words=words))
    response["Allow"] = refused["Allow"]
    return response
