"""Pages about the people of a collaboration: who is here, one person, facilitation, leaving."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakthrough.collaborations import actions, forms, queries, rules
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.collaborations.pages import frame
from breakthrough.kernel.roles import ROLE_WORDS, Role
from breakthrough.web.answers import see_other


@require_safe
@member_page
def show_people(request: HttpRequest, member: Member) -> HttpResponse:
    """Everybody who is here, by party."""
    standing = queries.standing_of(member)
    rules.check_may_see_people(standing)
    people = queries.list_people(member)
    parties = [{"party": one.party, "rows": _rows(member, standing, one)} for one in people]
    template = "people_list.html" if request.headers.get("HX-Request") else "people.html"
    return frame.show(
        request,
        template,
        member,
        {"parties": parties, "people_count": sum(len(one.members) for one in people)},
    )


@require_safe
@member_page
def show_person(request: HttpRequest, member: Member, member_id: uuid.UUID) -> HttpResponse:
    """One person, with what may be done for them."""
    rules.check_may_see_people(queries.standing_of(member))
    return _person_page(request, member, queries.get_subject(member, member_id))


@require_POST
@member_page
def change_role(request: HttpRequest, member: Member, member_id: uuid.UUID) -> HttpResponse:
    """Give somebody another role."""
    rules.check_may_see_people(queries.standing_of(member))
    subject = queries.get_subject(member, member_id)
    form = forms.RoleForm(request.POST, roles=Role)
    if not form.is_valid():
        return _person_page(request, member, subject, role_form=form)
    actions.change_role(
        member=member, subject=subject, role=Role(form.cleaned_data["role"]), now=timezone.now()
    )
    messages.success(request, _("The role is changed."))
    return see_other("collaborations:people", member.collaboration.slug)


@require_POST
@member_page
def move(request: HttpRequest, member: Member, member_id: uuid.UUID) -> HttpResponse:
    """Move somebody to another party."""
    rules.check_may_see_people(queries.standing_of(member))
    subject = queries.get_subject(member, member_id)
    form = forms.MoveForm(request.POST, parties=queries.list_parties(member))
    if not form.is_valid():
        return _person_page(request, member, subject, move_form=form)
    party = queries.get_party(member, int(form.cleaned_data["party"]))
    actions.move(member=member, subject=subject, party=party, now=timezone.now())
    messages.success(
        request, _("%(name)s belongs to %(party)s now.") % {"name": subject.person, "party": party.name}
    )
    return see_other("collaborations:people", member.collaboration.slug)


@require_POST
@member_page
def remove(request: HttpRequest, member: Member, member_id: uuid.UUID) -> HttpResponse:
    """Remove somebody of one's own party."""
    subject = queries.get_subject(member, member_id)
    actions.remove(member=member, subject=subject, now=timezone.now())
    messages.success(
        request,
        _("%(name)s is removed. If your link or code may be passed on, renew it on the invite page.")
        % {"name": subject.person},
    )
    return see_other("collaborations:people", member.collaboration.slug)


@require_POST
@member_page
def offer_facilitation(request: HttpRequest, member: Member, member_id: uuid.UUID) -> HttpResponse:
    """Ask somebody to facilitate."""
    subject = queries.get_subject(member, member_id)
    actions.offer_facilitation(
        member=member, subject=subject, hands_over=request.POST.get("hands_over") == "on", now=timezone.now()
    )
    messages.success(
        request, _("%(name)s is asked. It takes effect when they accept.") % {"name": subject.person}
    )
    return see_other("collaborations:people", member.collaboration.slug)


@require_POST
@member_page
def withdraw_offer(request: HttpRequest, member: Member, member_id: uuid.UUID) -> HttpResponse:
    """Take the question back."""
    actions.withdraw_offer(member=member, subject=queries.get_subject(member, member_id), now=timezone.now())
    messages.success(request, _("The question is taken back."))
    return see_other("collaborations:people", member.collaboration.slug)


@require_POST
@member_page
def accept_facilitation(request: HttpRequest, member: Member) -> HttpResponse:
    """Say yes to facilitating."""
    actions.accept_facilitation(member=member, now=timezone.now())
    messages.success(request, _("You facilitate now."))
    return see_other("collaborations:show", member.collaboration.slug)


@require_POST
@member_page
def decline_facilitation(request: HttpRequest, member: Member) -> HttpResponse:
    """Say no to facilitating."""
    actions.decline_facilitation(member=member, now=timezone.now())
    messages.success(request, _("You said no. Nothing changes."))
    return see_other("collaborations:show", member.collaboration.slug)


@require_POST
@member_page
def change_leading(request: HttpRequest, member: Member) -> HttpResponse:
    """Say whether one also leads the own party."""
    actions.change_leading(member=member, leads=request.POST.get("leads") == "yes", now=timezone.now())
    messages.success(request, _("Saved."))
    return see_other("collaborations:person", member.collaboration.slug, member.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def leave(request: HttpRequest, member: Member) -> HttpResponse:
    """Leave, after a page that says what it means."""
    gathered, standing = queries.gather(member.collaboration), queries.standing_of(member)
    if request.method != "POST":
        context = {
            "is_last_facilitator": not rules.may_leave(standing, gathered),
            "is_alone": not gathered.has_others(member.pk),
        }
        return frame.show(request, "leave.html", member, context)
    actions.leave(member=member, now=timezone.now())
    messages.success(request, _("You left “%(name)s”.") % {"name": member.collaboration.name})
    return see_other("collaborations:index")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in the list: everything that is shown of them, and what the reader may do."""

    id: uuid.UUID
    name: str
    role: Role
    detail: str
    can_open: bool
    is_self: bool

    @property
    def role_words(self) -> str:
        """The role in the reader's language."""
        return _(ROLE_WORDS[self.role])


def _rows(reader: Member, standing: rules.Standing, one: queries.PartyPeople) -> list[PersonRow]:
    has_steward = any(member.facilitates or member.leads for member in one.members)
    return [
        PersonRow(
            id=member.pk,
            name=str(member.person),
            role=Role(member.role),
            detail=_("leads this party too") if member.also_leads else "",
            can_open=rules.may_act_for(standing, queries.standing_of(member), party_has_steward=has_steward),
            is_self=member.pk == reader.pk,
        )
        for member in one.members
    ]


def _person_page(
    request: HttpRequest,
    member: Member,
    subject: Member,
    *,
    role_form: forms.RoleForm | None = None,
    move_form: forms.MoveForm | None = None,
) -> HttpResponse:
    gathered, standing = queries.gather(member.collaboration), queries.standing_of(member)
    possible = rules.possibilities(standing, queries.standing_of(subject), gathered)
    others = [party for party in queries.list_parties(member) if party.pk != subject.party_id]
    context = {
        "subject": subject,
        "is_self": subject.pk == member.pk,
        "possible": possible,
        "waiting_offer": queries.find_offer(subject),
        "role_form": role_form or forms.RoleForm(roles=possible.roles),
        "move_form": move_form or (forms.MoveForm(parties=others) if possible.can_move and others else None),
        "hand_over_form": forms.ConsentForm(),
    }
    return frame.show(request, "person.html", member, context, status=422 if role_form or move_form else 200)
