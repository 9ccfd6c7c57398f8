"""Small answers every page gives."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST_PATH = 2000


class SeeOther(HttpResponseRedirect):
    """303: what was sent is done; go and look there."""

    status_code = 303


def see_other(to: str, *places: object) -> SeeOther:
    """Return a 303 to a named address (with its places filled) or to a path of this site."""
    return SeeOther(resolve_url(to, *places))


def own_path(request: HttpRequest, asked: str) -> str:
    """Return `asked` if it is a path of this site that one can be sent on to, otherwise an empty text."""
    is_own = url_has_allowed_host_and_scheme(asked, allowed_hosts=None, require_https=request.is_secure())
    is_path = asked.startswith("/") and asked.isprintable() and len(asked) <= LONGEST_PATH
    return asked if is_own and is_path else ""
