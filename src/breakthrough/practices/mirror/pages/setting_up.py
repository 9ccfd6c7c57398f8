"""Beginning a Mirror in a minute: the form, what the leader says first, changing a draft, throwing one away."""

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
from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror import CARD, actions, forms, queries
from breakthrough.practices.mirror.forms.saying_first import SentencesForm
from breakthrough.practices.mirror.forms.setting_up import initial_of
from breakthrough.practices.mirror.pages import frame
from breakthrough.practices.mirror.queries import Mirror
from breakthrough.practices.mirror.rules import plans, standing
from breakthrough.practices.mirror.rules.plans import Mode
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb, Entry

_MORE = ("title", "open_days", "minutes")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """Set a Mirror up; everything is filled in. What the leader says first comes next."""
    standing.check_leads(leads=member.leads)
    form = forms.MirrorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            begun = actions.begin_mirror(
                member=member, plan=form.plan(title=_default_title()), now=timezone.now()
            )
            return see_other("mirror:say_own", member.collaboration.slug, begun.pk)
    return _show_form(
        request,
        member,
        form,
        page_title=_("Begin a mirror"),
        button_words=_("Go on"),
        crumbs=frame.crumbs(member, Crumb(_("Begin a mirror"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def change(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Change how a draft is set up."""
    mirror = queries.get_mirror(member, round_id)
    standing.check_may(Act.CHANGE, mirror.facts)
    form = forms.MirrorForm(
        request.POST if request.method == "POST" else None, initial=dict(initial_of(mirror.plan))
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            plan = form.plan(title=mirror.round.title)
            actions.change_mirror(member=member, round=mirror.round, plan=plan, now=timezone.now())
            return see_other("mirror:show", member.collaboration.slug, round_id)
    return _show_form(
        request,
        member,
        form,
        page_title=_("Change the mirror"),
        button_words=_("Keep this"),
        crumbs=frame.frame(member, mirror, Crumb(_("Change the mirror")))["crumbs"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def say_own(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """How the leader sees themselves; what they expect of the others comes next."""
    mirror = queries.get_mirror(member, round_id)
    standing.check_may(Act.CHANGE, mirror.facts)
    form = forms.OwnForm(request.POST if request.method == "POST" else None, codes=mirror.own)
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            actions.say_first(member=member, round=mirror.round, own=form.codes)
            following = "mirror:show" if mirror.predicted else "mirror:say_expected"
            return see_other(following, member.collaboration.slug, round_id)
    return _show_sentences(
        request,
        member,
        mirror,
        form,
        page_title=_("How do you see yourself?"),
        lede=_("How often does each sentence fit you? Answer before anybody else does; it stays with you."),
        place=1,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def say_expected(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """What the leader expects the others to answer on average."""
    mirror = queries.get_mirror(member, round_id)
    standing.check_may(Act.CHANGE, mirror.facts)
    form = forms.ExpectedForm(request.POST if request.method == "POST" else None, codes=mirror.predicted)
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            actions.say_first(member=member, round=mirror.round, predicted=form.codes)
            return see_other("mirror:show", member.collaboration.slug, round_id)
    return _show_sentences(
        request,
        member,
        mirror,
        form,
        page_title=_("What will the others answer?"),
        lede=_("What do you expect the others to answer about you, on average? A guess is enough."),
        place=2,
    )


@require_POST
@member_page
def discard(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_mirror(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    messages.success(request, _("The mirror is thrown away."))
    return see_other("mirror:index", member.collaboration.slug)


def draft_entries(mirror: Mirror) -> list[Entry]:
    """Return what a draft holds, for one last look."""
    count, plan = len(mirror.taking_part), mirror.plan
    return [
        Entry(
            _("Who answers"),
            ngettext("%(count)d person besides you", "%(count)d people besides you", count)
            % {"count": count},
            ""
            if count >= plans.FEWEST_OTHERS
            else _(
                "At least five others are needed, so that it is hard to tell who said what. Invite some more first."
            ),
        ),
        Entry(
            _("What is asked"),
            _("8 sentences, one at a time"),
            _("About two minutes each. They answer sealed: nobody can tell who answers what."),
        ),
        Entry(
            _("How"),
            _("Live, everybody at once") if plan.mode is Mode.ROOM else _("Over days"),
            ngettext(
                "%(count)d minute, and more if somebody asks.",
                "%(count)d minutes, and more if somebody asks.",
                plan.minutes,
            )
            % {"count": plan.minutes}
            if plan.mode is Mode.ROOM
            else ngettext(
                "A day to join, then %(count)d day to answer. One reminder goes to everybody.",
                "A day to join, then %(count)d days to answer. One reminder goes to everybody.",
                plan.open_days,
            )
            % {"count": plan.open_days},
        ),
        Entry(
            _("Result"),
            _("for you alone"),
            _("You see it first, and decide afterwards what the others see: nothing, some of it, or all."),
        ),
    ]


def _default_title() -> str:
    return _("Mirror, %(month)s") % {"month": date_format(timezone.localtime(), "YEAR_MONTH_FORMAT")}


def _show_form(request: HttpRequest, member: Member, form: forms.MirrorForm, **shown: Any) -> HttpResponse:
    context = {
        **shown,
        "card": CARD,
        "member": member,
        "collaboration": member.collaboration,
        "form": form,
        "more_fields": [form[name] for name in _MORE],
        "more_open": any(form[name].errors for name in _MORE),
    }
    return render(request, "mirror/begin.html", context, status=422 if form.errors else 200)


def _show_sentences(
    request: HttpRequest, member: Member, mirror: Mirror, form: SentencesForm, **shown: Any
) -> HttpResponse:
    rows = list(form)
    context = {
        **frame.frame(member, mirror, Crumb(str(shown["page_title"]))),
        **shown,
        "form": form,
        "facets": [
            (_(questions.FACET_NAMES[facet]), [rows[place] for place in places])
            for facet, places in zip(questions.FACETS, questions.PLACES, strict=True)
        ],
    }
    return render(request, "mirror/sentences.html", context, status=422 if form.errors else 200)
