"""Pages of the ways in: links, codes and pictures for each party, e-mails one by one or from a list, the presenter's view."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from breakthrough.collaborations import (
    actions,
    forms,
    invitation_cards,
    links,
    people_lists,
    queries,
    review,
    rules,
)
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Invitation, Member, Party
from breakthrough.collaborations.pages import frame
from breakthrough.kernel.roles import ROLE_WORDS, Role
from breakthrough.people.rules import clean_address
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Column


@require_safe
@member_page
def show_invite(request: HttpRequest, member: Member) -> HttpResponse:
    """Every way in, and what became of the e-mails."""
    _own_parties(member)
    return _invite_page(request, member)


@require_POST
@member_page
def make_link(request: HttpRequest, member: Member) -> HttpResponse:
    """Make a link, or a fresh one instead of one that went too far."""
    form = forms.LinkForm(request.POST, parties=_own_parties(member))
    if not form.is_valid():
        return _invite_page(request, member, link_form=form)
    party = queries.get_party(member, int(form.cleaned_data["party"]))
    actions.make_link(member=member, party=party, role=Role(form.cleaned_data["role"]), now=timezone.now())
    messages.success(
        request,
        _("%(party)s has a fresh link and code. Earlier ones no longer work.") % {"party": party.name},
    )
    return see_other("collaborations:invite", member.collaboration.slug)


@require_POST
@member_page
def take_back(request: HttpRequest, member: Member, invitation_id: uuid.UUID) -> HttpResponse:
    """Close one way in."""
    actions.take_back(
        member=member, invitation=queries.get_invitation(member, invitation_id), now=timezone.now()
    )
    messages.success(request, _("The invitation is taken back. Its link no longer works."))
    return see_other("collaborations:invite", member.collaboration.slug)


@require_POST
@member_page
def send_again(request: HttpRequest, member: Member, invitation_id: uuid.UUID) -> HttpResponse:
    """Mail one invitation again."""
    invitation = queries.get_invitation(member, invitation_id)
    actions.send_again(member=member, invitation=invitation, now=timezone.now())
    messages.success(
        request, _("The e-mail to %(address)s goes out again.") % {"address": invitation.address}
    )
    return see_other("collaborations:invite", member.collaboration.slug)


@require_POST
@member_page
def look_at_list(request: HttpRequest, member: Member) -> HttpResponse:
    """Show what a list would do, line by line, before anything is sent."""
    form = forms.ListForm(request.POST, request.FILES, parties=_own_parties(member))
    if form.is_valid():
        with problems.into_form(form):
            party = queries.get_party(member, int(form.cleaned_data["party"]))
            found = review.review(member, _read(form), party=party, role=Role(form.cleaned_data["role"]))
            return frame.show(request, "list_review.html", member, _review_context(found))
    return _invite_page(request, member, list_form=form)


@require_POST
@member_page
def confirm_list(request: HttpRequest, member: Member) -> HttpResponse:
    """Invite the people of a list that was looked at; it is read anew, so nothing slips in between."""
    _own_parties(member)
    form = forms.ConfirmForm(request.POST)
    if not form.is_valid():
        raise people_lists.empty("entries")
    listing = people_lists.read_file(form.cleaned_data["entries"].encode(), clean_address=clean_address)
    found = review.review(member, listing, party=None, role=Role.MEMBER)
    made = actions.invite_people(member=member, invitees=found.ready, now=timezone.now())
    messages.success(
        request,
        ngettext("%(count)d e-mail is on its way.", "%(count)d e-mails are on their way.", len(made))
        % {"count": len(made)},
    )
    return see_other("collaborations:invite", member.collaboration.slug)


@require_safe
@member_page
def present(request: HttpRequest, member: Member, invitation_id: uuid.UUID) -> HttpResponse:
    """The join screen for a room: code and picture large, and the names of who is in, as they come."""
    own = {party.pk for party in _own_parties(member)}
    invitation = queries.get_invitation(member, invitation_id)
    if invitation.party_id not in own or not invitation.is_shared or hasattr(invitation, "revocation"):
        raise problems.not_found()
    arrived = queries.list_people_of(invitation.party)
    template = (
        "collaborations/present_names.html"
        if request.headers.get("HX-Request")
        else "collaborations/present.html"
    )
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "card": invitation_cards.card_of(invitation),
        "arrived": arrived,
        "topic": f"collaboration:{member.collaboration_id}",
        "join_address": links.code_page(),
    }
    return render(request, template, context)


def _own_parties(member: Member) -> list[Party]:
    """Return the parties this member may invite to, or refuse with words."""
    standing = queries.standing_of(member)
    parties = queries.list_parties(member)
    found = [party for party in parties if rules.may_invite_to(standing, party.pk)]
    if not found:
        rules.check_may_invite(
            standing, party=member.party_id, role=Role.MEMBER, is_shared=True, gathered=rules.Gathered(())
        )
    return found


def _invite_page(
    request: HttpRequest,
    member: Member,
    *,
    link_form: forms.LinkForm | None = None,
    list_form: forms.ListForm | None = None,
) -> HttpResponse:
    parties = _own_parties(member)
    own = {party.pk for party in parties}
    context = {
        "cards": [
            invitation_cards.card_of(one)
            for one in queries.list_shared_invitations(member)
            if one.party_id in own
        ],
        "personal": [
            _personal(one) for one in queries.list_personal_invitations(member) if one.party_id in own
        ],
        "link_form": link_form or forms.LinkForm(parties=parties, auto_id="link_%s"),
        "list_form": list_form or forms.ListForm(parties=parties, auto_id="list_%s"),
    }
    return frame.show(request, "invite.html", member, context, status=422 if link_form or list_form else 200)


def _review_context(found: review.Review) -> dict[str, object]:
    entries = people_lists.write_file(review.entries_of(found.ready))
    return {
        "review": found,
        "form": forms.ConfirmForm(initial={"entries": entries}),
        "bad_columns": [
            Column(_("Line")),
            Column(_("What is wrong")),
            Column(_("It begins")),
        ],
        "bad_lines": [(bad.line, _words_of(bad), bad.excerpt) for bad in found.bad_lines],
        "ready_columns": [
            Column(_("E-mail address")),
            Column(_("Name")),
            Column(_("Party")),
            Column(_("Joins as")),
        ],
        "ready_rows": [
            (one.address, one.name or "–", one.party.name, _(ROLE_WORDS[one.role])) for one in found.ready
        ],
    }


def _words_of(bad: people_lists.BadLine) -> str:
    """Return why the line cannot be used, in the reader's language."""
    words = _(bad.words)
    return words % bad.params if bad.params else words


def _personal(one: Invitation) -> dict[str, object]:
    """Return an e-mail invitation with one sentence on what became of it."""
    mailings = list(one.mailings.all())
    last = mailings[-1] if mailings else None
    is_closed = hasattr(one, "acceptance") or hasattr(one, "revocation")
    if hasattr(one, "acceptance"):
        words = _("has joined")
    elif hasattr(one, "revocation"):
        words = _("taken back")
    elif last is None or last.tried_at is None:
        words = _("on its way")
    elif last.sent_at is None:
        words = _("the mail server did not take it")
    else:
        words = _("sent on %(date)s, not used yet") % {"date": date_format(last.sent_at, "DATE_FORMAT")}
    return {"invitation": one, "words": words, "is_open": not is_closed}


def _read(form: forms.ListForm) -> people_lists.Listing:
    upload = form.cleaned_data["file"]
    if upload is None:
        return people_lists.read_pasted(form.cleaned_data["addresses"], clean_address=clean_address)
    return people_lists.read_file(upload.read(people_lists.MOST_BYTES + 1), clean_address=clean_address)
