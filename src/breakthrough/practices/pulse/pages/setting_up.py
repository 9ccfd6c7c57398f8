"""Beginning a Pulse in under a minute: the form, changing a draft, throwing one away."""

from __future__ import annotations

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
from breakthrough.practices.pulse import CARD, actions, forms, queries
from breakthrough.practices.pulse.forms.setting_up import RHYTHMS, initial_of
from breakthrough.practices.pulse.pages import frame
from breakthrough.practices.pulse.queries import Wave
from breakthrough.practices.pulse.rules import plans, standing
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import Mode
from breakthrough.practices.pulse.rules.standing import Act
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb, Entry

_MORE = ("rhythm", "title", "open_days", "minutes", "by_party", "own")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """Set a Pulse up; everything is filled in."""
    standing.check_facilitates(Role(member.role))
    form = forms.PulseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            begun = actions.begin_pulse(
                member=member, plan=form.plan(title=_default_title()), now=timezone.now()
            )
            return see_other("pulse:show", member.collaboration.slug, begun.pk)
    return _show_form(
        request,
        member,
        form,
        page_title=_("Begin a pulse"),
        button_words=_("Go on"),
        crumbs=frame.crumbs(member, Crumb(_("Begin a pulse"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def change(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    wave = queries.get_wave(member, round_id)
    standing.check_may(
        Act.CHANGE,
        standing.Facts(Role(member.role), wave.takes_part, wave.phase, wave.is_closing),
    )
    form = forms.PulseForm(
        request.POST if request.method == "POST" else None, initial=dict(initial_of(wave.plan))
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            plan = form.plan(title=wave.round.title)
            actions.change_pulse(member=member, round=wave.round, plan=plan, now=timezone.now())
            return see_other("pulse:show", member.collaboration.slug, round_id)
    return _show_form(
        request,
        member,
        form,
        page_title=_("Change the pulse"),
        button_words=_("Keep this"),
        crumbs=frame.frame(member, wave, Crumb(_("Change the pulse")))["crumbs"],
    )


@require_POST
@member_page
def discard(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_pulse(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    messages.success(request, _("The pulse is thrown away."))
    return see_other("pulse:index", member.collaboration.slug)


def draft_entries(wave: Wave) -> list[Entry]:
    """Return what a draft holds, for one last look."""
    count, plan = len(wave.taking_part), wave.plan
    is_enough = count >= plans.SMALLEST_GROUP
    entries = [
        Entry(
            _("Who takes part"),
            ngettext("%(count)d person", "%(count)d people", count) % {"count": count},
            ""
            if is_enough
            else _(
                "At least five are needed, so that it is hard to tell people apart. Invite some more first."
            ),
        ),
        Entry(
            _("What is asked"),
            _("All 23 questions") if plan.kind is Kind.FULL else _("Three taps"),
            ngettext("and %(count)d of your own", "and %(count)d of your own", len(plan.own))
            % {"count": len(plan.own)}
            if plan.own
            else "",
        ),
        Entry(
            _("How"),
            _("Live, everybody at once") if plan.mode is Mode.ROOM else _("Over days"),
            _("%(count)d minutes, and more if somebody asks.") % {"count": plan.minutes}
            if plan.mode is Mode.ROOM
            else _("A day to join, then %(count)d days to answer. One reminder goes to everybody.")
            % {"count": plan.open_days},
        ),
        Entry(
            _("Results"),
            _("for everyone, and by party") if wave.by_party else _("for everyone together"),
            ""
            if wave.by_party or not plan.by_party
            else _("A party has fewer than five people, so nothing is shown by party."),
        ),
    ]
    if plan.rhythm is not plans.Rhythm.ONCE:
        entries.append(Entry(_("How often"), str(dict(RHYTHMS)[plan.rhythm.value])))
    return entries


def _default_title() -> str:
    return _("Pulse, %(month)s") % {"month": date_format(timezone.localtime(), "YEAR_MONTH_FORMAT")}


def _show_form(request: HttpRequest, member: Member, form: forms.PulseForm, **shown: Any) -> HttpResponse:
    context = {
        **shown,
        "card": CARD,
        "member": member,
        "collaboration": member.collaboration,
        "form": form,
        "more_fields": [form[name] for name in _MORE],
        "more_open": any(form[name].errors for name in _MORE),
    }
    return render(request, "pulse/begin.html", context, status=422 if form.errors else 200)
