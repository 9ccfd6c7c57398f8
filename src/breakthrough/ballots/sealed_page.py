"""Pages with the browser's part of the ballot box: how every practice renders them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page

from breakthrough.web import policy


def can_seal(request: HttpRequest) -> bool:
    """Whether a browser can seal on this address: https, or this very machine. There is no weaker way."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    return request.is_secure() or host.strip("[]") in {"localhost", "127.0.0.1", "::1"}


def render(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return the page; where it hands the browser its part (`config` in `context`), strings cannot become markup there.

    A script that somebody smuggles into a page where others type could read everything before it is sealed.
    """
    response = render_page(request, template, dict(context), status=status)
    return policy.demand_trusted_types(response) if context.get("config") else response
