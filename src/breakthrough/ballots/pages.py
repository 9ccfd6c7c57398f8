"""The HTML door of sealed rounds: the roster and its four words, the boards, and what protects you."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.ballots import actions, forms, program, queries
from breakthrough.ballots.models import Joining
from breakthrough.ballots.rules import Phase
from breakthrough.collaborations import queries as collaboration_queries
from breakthrough.collaborations import rules as collaboration_rules
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.invitation_cards import picture_of
from breakthrough.collaborations.models import Member
from breakthrough.collaborations.pages import frame
from breakthrough.web import problems
from breakthrough.web.answers import see_other


@require_safe
@member_page
def show(request: HttpRequest, member: Member, joining_id: uuid.UUID) -> HttpResponse:
    """The roster by name, who has a seal, the four words, objections, and the boards once there are some."""
    return _show(request, member, _get(member, joining_id), forms.ObjectionForm())


@require_safe
@member_page
def show_readiness(request: HttpRequest, member: Member, joining_id: uuid.UUID) -> HttpResponse:
    """Who has a seal, as a fragment that pages load anew when somebody got theirs."""
    joining = _get(member, joining_id)
    return render(
        request,
        "ballots/readiness_lines.html",
        {"joining": joining, "readiness": queries.readiness(joining), "collaboration": member.collaboration},
    )


@require_POST
@member_page
def raise_objection(request: HttpRequest, member: Member, joining_id: uuid.UUID) -> HttpResponse:
    """Object to the list or the card, by name."""
    joining = _get(member, joining_id)
    form = forms.ObjectionForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.raise_objection(
                member=member, joining=joining, words=form.cleaned_data["words"], now=timezone.now()
            )
            messages.success(request, _("Everybody on the list can read your objection now."))
            return see_other("ballots:show", member.collaboration.slug, joining.pk)
    return _show(request, member, joining, form, status=422)


@require_safe
@member_page
def roster(request: HttpRequest, member: Member, joining_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The roster as a file, for `breakthrough verify --roster`."""
    joining = _get(member, joining_id)
    answer = HttpResponse(queries.roster_bytes(joining), content_type="application/cbor")
    answer["Content-Disposition"] = f'attachment; filename="roster-{joining.pk.hex[:8]}.cbor"'
    return answer


@require_safe
@member_page
def plan(request: HttpRequest, member: Member, joining_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (as above)
    """What is asked as a file, byte for byte, for `breakthrough verify --plan`."""
    joining = _get(member, joining_id)
    if not (content := queries.plan_bytes(joining)):
        raise problems.not_found()
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="plan-{joining.pk.hex[:8]}.json"'
    return answer


@require_safe
@member_page
def board(request: HttpRequest, member: Member, joining_id: uuid.UUID, label: str) -> HttpResponse:  # noqa: ARG001 (as above)
    """The newest board of a scope as a file, byte for byte. Released results are for observers too."""
    joining = queries.get_joining(member, joining_id)
    found = queries.get_board(joining, label.replace("~", "/"))
    answer = HttpResponse(bytes(found.written), content_type="application/json")
    name = f"board-{joining.pk.hex[:8]}-{label.replace('~', '-')}-{found.number}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def about_sealed(request: HttpRequest) -> HttpResponse:
    """What protects you, and what does not: in plain words, for anybody."""
    return render(request, "ballots/about_sealed.html")


@require_safe
def about_code(request: HttpRequest) -> HttpResponse:
    """The SHA-256 of every script that this server hands to browsers, and how to build the same."""
    scripts = program.list_scripts()
    return render(
        request,
        "ballots/about_code.html",
        {"hashes": list(scripts.items()), "hash_of_all": program.hash_of_all(scripts)},
    )


@require_safe
def keeper(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The service worker that keeps the program on a device for sealed answers. Browsers ask for it anew each time."""
    return HttpResponse(program.read_keeper(), content_type="text/javascript; charset=utf-8")


def _show(
    request: HttpRequest, member: Member, joining: Joining, form: forms.ObjectionForm, *, status: int = 200
) -> HttpResponse:
    scopes = queries.list_scopes(joining)
    phase = queries.phase_of(scopes[0])
    context = {
        "joining": joining,
        "phase": phase,
        "is_joining": phase is Phase.JOINING,
        "readiness": queries.readiness(joining),
        "roster": queries.list_rows(joining),
        "may_object": phase is Phase.JOINING and queries.find_place(member, joining) is not None,
        "form": form,
        "picture": picture_of(joining.digest),
        "boards": [
            {
                "scope": scope,
                "board": found,
                "address": reverse(
                    "ballots:board",
                    args=[member.collaboration.slug, joining.pk, scope.label.replace("/", "~")],
                ),
            }
            for scope in scopes
            if (found := queries.find_board(joining, scope.label)) is not None
        ],
    }
    around = {
        "member": member,
        "collaboration": member.collaboration,
        "tabs": frame.tabs_of(member, path=request.path),
    }
    return render(request, "ballots/show.html", {**around, **context}, status=status)


def _get(member: Member, joining_id: uuid.UUID) -> Joining:
    collaboration_rules.check_may_see_people(collaboration_queries.standing_of(member))
    return queries.get_joining(member, joining_id)
