"""Setting a round up: the rule, live or over days, who takes part; changing a draft, throwing it away."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment import actions, forms, queries
from breakthrough.practices.alignment.pages import frame
from breakthrough.practices.alignment.queries import Ask
from breakthrough.practices.alignment.rules import adoption, plans
from breakthrough.practices.alignment.rules.plans import Mode
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb, Entry

DAYS_FIELDS = ("opens_at", "sealed_closes_at", "named_closes_at")
ROOM_FIELDS = ("sealed_minutes", "named_minutes")
MORE_FIELDS = ("quota", "by_party", "left_out")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def begin_round(request: HttpRequest, member: Member, text_id: uuid.UUID) -> HttpResponse:
    """Ask where everybody stands on the newest version."""
    text = queries.get_text(member, text_id)
    plans.check_may_run(Role(member.role))
    form = forms.PlanForm(
        request.POST if request.method == "POST" else None,
        people=list(queries.list_possible(member.collaboration_id)),
        initial={
            **forms.initial_plan(now=timezone.localtime()),
            "rule": plans.rule_for(text.template).value,
        },
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            begun = actions.begin_round(
                member=member, text=text, plan=form.plan(), left_out=form.left_out_ids(), now=timezone.now()
            )
            return see_other("alignment:show", member.collaboration.slug, begun.pk)
    context = {
        **frame.text_frame(member, text, Crumb(_("Ask where we stand"))),
        "page_title": _("Ask where we stand"),
        "button_words": _("Go on"),
    }
    return _show(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def change(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    ask = queries.get_ask(member, round_id)
    frame.check(member, ask, Act.CHANGE)
    form = forms.PlanForm(
        request.POST if request.method == "POST" else None,
        people=list(queries.list_possible(member.collaboration_id)),
        initial=_initial(ask),
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            actions.change_round(
                member=member,
                round=ask.round,
                plan=form.plan(),
                left_out=form.left_out_ids(),
                now=timezone.now(),
            )
            return see_other("alignment:show", member.collaboration.slug, round_id)
    context = {
        **frame.round_frame(member, ask, Crumb(_("Change it"))),
        "page_title": _("Change the round"),
        "button_words": _("Keep this"),
    }
    return _show(request, form, context)


@require_POST
@member_page
def discard(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    ask = queries.get_ask(member, round_id)
    actions.discard_round(member=member, round=ask.round, now=timezone.now())
    messages.success(request, _("The draft is thrown away. The text stays."))
    return see_other("alignment:text", member.collaboration.slug, ask.version.text_id)


def draft_entries(ask: Ask) -> list[Entry]:
    """Return what a draft holds, for one last look."""
    plan = ask.plan
    return [
        Entry(
            _("Who takes part"),
            ngettext("%(count)d person", "%(count)d people", len(ask.taking_part))
            % {"count": len(ask.taking_part)},
            ""
            if len(ask.taking_part) >= plans.SMALLEST_GROUP
            else _(
                "At least five are needed, so that it is hard to tell people apart. Invite some more first."
            ),
        ),
        Entry(
            _("How"), _("Live, everybody at once") if plan.mode is Mode.ROOM else _("Over days"), _times(ask)
        ),
        Entry(_("Adopted when"), _(adoption.RULE_WORDS[plan.rule])),
        Entry(_("Results"), _("for everyone, and by party") if plan.by_party else _("for everyone together")),
    ]


def _times(ask: Ask) -> str:
    plan = ask.plan
    if plan.mode is Mode.ROOM:
        return _("%(sealed)d minutes sealed, %(named)d by name, and more if somebody asks.") % {
            "sealed": plan.sealed_minutes,
            "named": plan.named_minutes,
        }
    named = (
        (_("It opens: %(time)s."), plan.opens_at),
        (_("The sealed part closes: %(time)s."), plan.sealed_closes_at),
        (_("The named part closes: %(time)s."), plan.named_closes_at),
    )
    return " ".join(
        words % {"time": date_format(timezone.localtime(at), "DATETIME_FORMAT")} for words, at in named if at
    )


def _initial(ask: Ask) -> dict[str, Any]:
    plan = ask.plan
    return {
        **forms.initial_plan(now=timezone.localtime()),
        "mode": plan.mode.value,
        "rule": plan.rule.value,
        "quota": str(plan.quota),
        "by_party": plan.by_party,
        "sealed_minutes": plan.sealed_minutes,
        "named_minutes": plan.named_minutes,
        "left_out": [str(one.pk) for one in ask.left_out],
        **{name: getattr(plan, name) for name in DAYS_FIELDS if getattr(plan, name)},
    }


def _show(request: HttpRequest, form: forms.PlanForm, context: dict[str, Any]) -> HttpResponse:
    shown = {
        **context,
        "form": form,
        "days_fields": [form[name] for name in DAYS_FIELDS],
        "room_fields": [form[name] for name in ROOM_FIELDS],
        "more_fields": [form[name] for name in MORE_FIELDS],
        "more_open": any(form[name].errors for name in (*MORE_FIELDS, *ROOM_FIELDS)),
        "zone": timezone.get_current_timezone_name(),
        "people_count": len(form.people),
    }
    return render(request, "alignment/plan.html", shown, status=422 if form.errors else 200)
