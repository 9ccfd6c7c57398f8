"""What every page inside a collaboration shows around its content: the trail, the tabs, the question that waits for an answer."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from breakthrough.collaborations import queries, registry
from breakthrough.collaborations.models import Member
from breakthrough.web.components.shape import Tab


def show(
    request: HttpRequest, template: str, member: Member, context: Mapping[str, object], *, status: int = 200
) -> HttpResponse:
    """Render a page of the member's collaboration; the tab whose address is the request's path is the current one.

    A floor above names its template in full ("evidence/where.html").
    """
    around: dict[str, object] = {
        "member": member,
        "collaboration": member.collaboration,
        "tabs": tabs_of(member, path=request.path),
        "topic": f"collaboration:{member.collaboration_id}",
        "offer": SimpleLazyObject(lambda: queries.find_offer(member)),  # most pages do not ask
    }
    name = template if "/" in template else f"collaborations/{template}"
    return render(request, name, {**around, **context}, status=status)


def tabs_of(member: Member, *, path: str) -> list[Tab]:
    """Return the tabs this member has use for."""
    slug = [member.collaboration.slug]
    named = [(_("Overview"), "collaborations:show")]
    named += [(_(words), name) for words, name in registry.list_tabs()]
    if not member.observes:
        named.append((_("People"), "collaborations:people"))
    if member.facilitates or member.leads:
        named.append((_("Invite"), "collaborations:invite"))
    if not member.observes:
        named += [(_("Journal"), "collaborations:journal"), (_("Settings"), "collaborations:settings")]
    addresses = [(words, reverse(name, args=slug)) for words, name in named]
    return [Tab(words, address, is_current=path == address) for words, address in addresses]
