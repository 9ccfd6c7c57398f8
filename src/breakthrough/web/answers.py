"""Small answers every page gives."""

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url


class SeeOther(HttpResponseRedirect):
    """303: what was sent is done; go and look there."""

    status_code = 303


def see_other(to: str, *places: object) -> SeeOther:
    """Return a 303 to a named address (with its places filled) or to a path of this site."""
    return SeeOther(resolve_url(to, *places))
