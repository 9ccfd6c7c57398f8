"""The content security policy: what a page may load, whom it may speak to, and where it must not turn strings into markup."""

from django.conf import settings
from django.http import HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'{box}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
    "manifest-src 'self'"
)
# `sealed` starts the worker; `fragments` and `default` take the answers of this site that are swapped in, and nothing else.
TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types sealed fragments default"
HEADER = "Content-Security-Policy"


def write_policy() -> str:
    """Return the policy of every page: it may speak to this site, and to the box where that has a host of its own."""
    return POLICY.format(box=f" {settings.BOX_ORIGIN}" if settings.BOX_ORIGIN else "")


def demand_trusted_types(response: HttpResponse) -> HttpResponse:
    """Return `response` under the policy for pages where people seal: their browser refuses strings as markup or as script."""
    response[HEADER] = write_policy() + TRUSTED_TYPES
    return response
