"""One round: the page that belongs to its phase and to the one who looks; the named stance, and the outcome."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.background import queries as background_queries
from breakthrough.background import readout
from breakthrough.background.rules import State
from breakthrough.ballots import asked_words, sealed_page
from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.models import Joining
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment import actions, forms, queries
from breakthrough.practices.alignment.pages import found, frame, script, setting_up
from breakthrough.practices.alignment.queries import Ask, Standing
from breakthrough.practices.alignment.rules import adoption, parts, plans
from breakthrough.practices.alignment.rules.adoption import RULE_WORDS, Kind
from breakthrough.practices.alignment.rules.carrying import Carried
from breakthrough.practices.alignment.rules.phases import Phase
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.practices.alignment.rules.wording import CARRIED_WORDS, OUTCOME_WORDS, POSITION_WORDS
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb

_TEMPLATES = {
    Phase.DRAFT: "draft",
    Phase.JOINING: "joining",
    Phase.SEALED: "sealed",
    Phase.NAMED: "named",
    Phase.COUNTING: "waiting",
}


@require_safe
@member_page
def show(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """The page of the round's phase; asked by htmx, the part that follows live, or word that the phase is another one now."""
    ask = queries.get_ask(member, round_id)
    if request.headers.get("HX-Request") and request.GET.get("phase") != ask.phase:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {**frame.round_frame(member, ask), **_context(request, member, ask)}
    if request.headers.get("HX-Request"):
        return render(request, "alignment/round/part.html", context)
    return sealed_page.render(request, f"alignment/round/{_template_of(ask)}.html", context)


@require_safe
@member_page
def seal_reservation(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Seal a reservation, while the sealed part is open."""
    ask = queries.get_ask(member, round_id)
    if ask.phase is not Phase.SEALED or not ask.takes_part:
        return see_other("alignment:show", member.collaboration.slug, round_id)
    context = {
        **frame.round_frame(member, ask, Crumb(_("Seal a reservation"))),
        **_sealing(request, member, ask, queries.RESERVATION),
        "slots": range(ask.plan.quota),
    }
    return sealed_page.render(request, "alignment/round/reservation.html", context)


@require_POST
@member_page
def take_stance(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Give a named stance."""
    ask = queries.get_ask(member, round_id)
    frame.check(member, ask, Act.TAKE_STANCE)
    form = _stance_form(ask, request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.take_stance(
                member=member,
                round=ask.round,
                position=form.cleaned_data["position"],
                weight=form.cleaned_data["weight"],
                by_part=form.by_part(),
                now=timezone.now(),
            )
            messages.success(
                request, _("Your stance stands, with your name. You can change it until the round ends.")
            )
            return see_other("alignment:show", member.collaboration.slug, round_id)
    return _again(request, member, ask, {"stance_form": form})


@require_POST
@member_page
def conclude(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """End the round: adopted, or openly not aligned."""
    ask = queries.get_ask(member, round_id)
    frame.check(member, ask, Act.CONCLUDE)
    form = forms.OutcomeForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            given = form.cleaned_data
            actions.conclude(
                member=member,
                round=ask.round,
                kind=Kind(given["kind"]),
                text=given["text"],
                would_take=given["would_take"],
                review_date=given["review_date"],
                now=timezone.now(),
            )
            return see_other("alignment:show", member.collaboration.slug, round_id)
    return _again(request, member, ask, {"outcome_form": form})


def _again(request: HttpRequest, member: Member, ask: Ask, form: dict[str, Any]) -> HttpResponse:
    context = {**frame.round_frame(member, ask), **_context(request, member, ask), **form}
    return sealed_page.render(request, f"alignment/round/{_template_of(ask)}.html", context, status=422)


def _template_of(ask: Ask) -> str:
    if ask.phase is Phase.SEALED and not ask.takes_part:
        return "watching"
    return _TEMPLATES.get(ask.phase, "talk")


def _context(request: HttpRequest, member: Member, ask: Ask) -> dict[str, Any]:
    context: dict[str, Any] = {
        "parts": parts.split(ask.version.body),
        "stance_form": _stance_form(ask, None),
        "asked_parts": [one for one in parts.split(ask.version.body) if one.mark in ask.own.asked],
        "own_words": _(CARRIED_WORDS[ask.own.how]),
        "own_position": _(POSITION_WORDS[ask.own.position]) if ask.own.position is not None else "",
        "rule_words": _(RULE_WORDS[ask.plan.rule]),
    }
    if ask.phase is Phase.DRAFT:
        context["entries"] = setting_up.draft_entries(ask)
    elif ask.phase is Phase.JOINING:
        context |= _joining(request, member, ask)
    elif ask.phase is Phase.SEALED and ask.takes_part:
        context |= _sealing(request, member, ask, queries.STANCE)
    elif ask.phase is Phase.COUNTING:
        context |= _waiting(ask)
    elif ask.phase in (Phase.TALK, Phase.CONCLUDED):
        context |= {**_talk(request, ask), **frame.taken_further(member, str(ask.round.pk))}
    return context


def _talk(request: HttpRequest, ask: Ask) -> dict[str, Any]:
    page = Paginator(ask.standings, frame.MOST_LINES).get_page(request.GET.get("page"))
    return {
        **found.context_of(ask),
        "are_reservations_held": queries.are_reservations_held(ask.joining_id),
        "more_lines": max(len(ask.living) - frame.MOST_LINES, 0),
        "missing_words": [_(one) for one in ask.missing],
        "openly_words": [_(one) for one in adoption.list_said_openly(ask.plan.rule, ask.found)],
        "outcome_form": forms.OutcomeForm(
            initial={
                "kind": Kind.NOT_ALIGNED.value if ask.missing else Kind.ADOPTED.value,
                "review_date": plans.review_on(ask.version.text.template, today=timezone.localdate()),
            }
        ),
        "outcome_words": _(OUTCOME_WORDS[Kind(ask.outcome.kind)]) if ask.outcome else "",
        "stances": _stances(page.object_list),
        "stances_page": page,
    }


def _stances(standings: Iterable[Standing]) -> SafeString:
    """Who stands where by name, one line each."""
    positions = {position: _(words) for position, words in POSITION_WORDS.items()}
    hows = {how: _(words) for how, words in CARRIED_WORDS.items()} | {Carried.OWN: ""}
    said, leads = _("%(position)s, weight %(weight)s"), _("leads")
    return format_html_join(
        "",
        '<li><span><bdi>{}</bdi> <span class="small">{}{}</span></span><span>{} <span class="small">{}</span></span></li>',
        (
            (
                one.name,
                one.party,
                f", {leads}" if one.leads else "",
                said % {"position": positions[one.carry.position], "weight": one.carry.weight}
                if one.carry.position is not None
                else "",
                hows[one.carry.how],
            )
            for one in standings
        ),
    )


def _stance_form(ask: Ask, data: Any) -> forms.StanceForm:
    """Where somebody stood elsewhere on a part whose words they have seen, it is filled in; all other parts are as on the whole."""
    return forms.StanceForm(
        data,
        parts=[(one.mark, one.text) for one in parts.split(ask.version.body)],
        kept=ask.own.apart,
        initial={"position": ask.own.position, "weight": ask.own.weight} if ask.own.counts else None,
    )


def _joining(request: HttpRequest, member: Member, ask: Ask) -> dict[str, Any]:
    if ask.joining_id is None:
        return {}
    scope = ballot_queries.get_scope_for(member, ask.joining_id, queries.STANCE)
    context: dict[str, Any] = {
        "joining": scope.joining,
        "four_words": scope.joining.words.split(),
        "people": queries.list_names(ask.round),
        "can_seal": sealed_page.can_seal(request),
    }
    if ask.takes_part:
        context["config"] = ballot_queries.config_for(member, scope, csrf=get_token(request))
        context["page_words"] = script.joining_page()
    return context


def _sealing(request: HttpRequest, member: Member, ask: Ask, label: str) -> dict[str, Any]:
    if ask.joining_id is None:
        return {"can_seal": False}
    other = queries.RESERVATION if label == queries.STANCE else queries.STANCE
    scope, beside = ballot_queries.get_scopes_for(member, ask.joining_id, (label, other))
    return {
        "can_seal": sealed_page.can_seal(request),
        "joining": scope.joining,
        "protection": ballot_queries.protection_for(member, scope),
        "config": ballot_queries.config_for(member, scope, csrf=get_token(request)),
        "config_beside": ballot_queries.config_for(member, beside, csrf=get_token(request)),
        "page_words": script.stance_page()
        if label == queries.STANCE
        else script.reservation_page(member, ask),
        "stance_questions": _stance_questions(scope.joining) if label == queries.STANCE else (),
    }


def _stance_questions(joining: Joining) -> tuple[queries.Question, ...]:
    words = asked_words.find(joining)
    return queries.questions_as_said(words.asked) if words else queries.questions()


def _waiting(ask: Ask) -> dict[str, Any]:
    """How far the box has come; its words if it says some."""
    job = background_queries.find_latest(f"round:{ask.round.pk}")
    told = readout.read(job) if job and job.state is State.RUNNING else None
    return {
        "progress": {
            "share": told.job.share if told else None,
            "words": told.sentence if told else _("This takes a moment."),
            "topic": told.job.live_topic if told else "",
        }
    }
