"""How much may be sent at once: refused by its announced length, before anything is read or written to disk."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.web import problems

ORDINARY = 6 * 1024 * 1024
WITH_FILES = 100 * 1024 * 1024

Page = TypeVar("Page", bound=Callable[..., HttpResponse])


def takes_files(page: Page) -> Page:
    """Mark a page to which people send files: up to 100 MB in one request."""
    page.largest_body = WITH_FILES  # type: ignore[attr-defined]  # read by the middleware below
    return page


class limit_bodies:  # noqa: N801 (a middleware named like its siblings; a class because only classes learn which page is meant)
    """Answer 413 to a request that announces more than its page takes, or that does not announce it at all."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(
        self,
        request: HttpRequest,
        page: Callable[..., Any],
        args: tuple[Any, ...],  # noqa: ARG002 (Django's signature)
        kwargs: dict[str, Any],  # noqa: ARG002 (Django's signature)
    ) -> HttpResponse | None:
        """Compare the announced length with what the page takes; the API reads its body only after it knows who asks."""
        most = getattr(page, "largest_body", WITH_FILES if request.path.startswith("/api/") else ORDINARY)
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if announced.isdecimal() and int(announced) <= most:
            return None
        return problems.respond(
            request,
            Problem(
                "too-large",
                status=413,
                words=gettext_noop(
                    "That is more than can be sent at once: up to %(most)d MB. Send less, or in parts."
                ),
                params={"most": most // (1024 * 1024)},
            ),
        )
