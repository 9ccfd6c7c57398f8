"""Beginning a round in under a minute: the form, changing a draft, statements put in, throwing a draft away."""

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
from breakthrough.practices.voice import CARD, actions, forms, queries
from breakthrough.practices.voice.forms.setting_up import initial_of
from breakthrough.practices.voice.pages import files, frame
from breakthrough.practices.voice.queries import Talk, drafts
from breakthrough.practices.voice.rules import plans, standing
from breakthrough.practices.voice.rules.plans import Mode
from breakthrough.practices.voice.rules.standing import Act
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.bodies import takes_files
from breakthrough.web.components.shape import Crumb, Entry

DAYS_FIELDS = ("opens_at", "writing_closes_at", "voting_closes_at")
ROOM_FIELDS = ("writing_minutes", "voting_minutes")
MORE_FIELDS = ("title", "quota", "by_party", "left_out")


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """Set a round up; everything but the question is filled in."""
    plans.check_may_set_up(Role(member.role))
    template = plans.find_template(request.GET.get("template", "")) or plans.TEMPLATES[0]
    words = (_(template.title) if template.title else "", _(template.question) if template.question else "")
    form = forms.TalkForm(
        request.POST if request.method == "POST" else None,
        people=drafts.list_possible(member),
        initial=initial_of(template, now=timezone.localtime(), words=words),
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            begun = actions.begin_talk(
                member=member, plan=form.plan(), left_out=form.left_out_ids(), now=timezone.now()
            )
            return see_other("voice:show", member.collaboration.slug, begun.pk)
    context = {
        "page_title": _("Begin a round"),
        "button_words": _("Go on"),
        "template": template,
        "moments": [{"key": one.key, "name": _(one.name)} for one in plans.TEMPLATES],
        "crumbs": files.crumbs(member, Crumb(_("Begin a round"))),
    }
    return _show_form(request, member, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def change(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Change a draft."""
    talk = queries.get_talk(member, round_id)
    _check(member, talk, Act.CHANGE)
    form = forms.TalkForm(
        request.POST if request.method == "POST" else None,
        people=drafts.list_possible(member),
        initial=_initial(talk),
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            actions.change_talk(
                member=member,
                round=talk.round,
                plan=form.plan(),
                left_out=form.left_out_ids(),
                now=timezone.now(),
            )
            return see_other("voice:show", member.collaboration.slug, round_id)
    context = {
        "page_title": _("Change the round"),
        "button_words": _("Keep this"),
        "crumbs": frame.frame(member, talk, Crumb(_("Change the round")))["crumbs"],
    }
    return _show_form(request, member, form, context)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def put_seeds(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Statements that stand among the others from the start, marked as put in."""
    talk = queries.get_talk(member, round_id)
    _check(member, talk, Act.CHANGE)
    form = (
        forms.SeedsForm(request.POST, request.FILES)
        if request.method == "POST"
        else forms.SeedsForm(initial={"texts": "\n".join(drafts.list_seeds(member, round_id))})
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            count = _keep_seeds(form, member, talk)
            messages.success(
                request,
                ngettext("%(count)d statement is put in.", "%(count)d statements are put in.", count)
                % {"count": count},
            )
            return see_other("voice:show", member.collaboration.slug, round_id)
    context = {**frame.frame(member, talk, Crumb(_("Put statements in"))), "form": form}
    return render(request, "voice/talk/seeds.html", context, status=422 if form.errors else 200)


@require_POST
@member_page
def discard(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Throw a draft away."""
    kept = queries.get_round(member, round_id)
    actions.discard_talk(member=member, round=kept, now=timezone.now())
    messages.success(request, _("The round is thrown away."))
    return see_other("voice:index", member.collaboration.slug)


def draft_entries(talk: Talk) -> list[Entry]:
    """Return what a draft holds, for one last look."""
    plan = talk.plan
    entries = [
        Entry(
            _("Who takes part"),
            ngettext("%(count)d person", "%(count)d people", len(talk.taking_part))
            % {"count": len(talk.taking_part)},
            ""
            if len(talk.taking_part) >= plans.SMALLEST_GROUP
            else _(
                "At least five are needed, so that it is hard to tell people apart. Invite some more first."
            ),
        ),
        Entry(
            _("How"),
            _("Live, everybody at once") if plan.mode is Mode.ROOM else _("Over days"),
            _times(talk),
        ),
        Entry(_("Statements per person"), plan.quota),
        Entry(
            _("Results"),
            _("for everyone, and by party") if plan.by_party else _("for everyone together"),
        ),
    ]
    if talk.counts.seeds:
        entries.append(Entry(_("Statements put in"), talk.counts.seeds))
    return entries


def _times(talk: Talk) -> str:
    plan = talk.plan
    if plan.mode is Mode.ROOM:
        return _("%(writing)d minutes for writing, %(voting)d for voting, and more if somebody asks.") % {
            "writing": plan.writing_minutes,
            "voting": plan.voting_minutes,
        }
    named = (
        (_("Writing opens: %(time)s."), plan.opens_at),
        (_("Writing closes: %(time)s."), plan.writing_closes_at),
        (_("Voting closes: %(time)s."), plan.voting_closes_at),
    )
    return " ".join(
        words % {"time": date_format(timezone.localtime(at), "DATETIME_FORMAT")} for words, at in named if at
    )


def _initial(talk: Talk) -> dict[str, Any]:
    plan = talk.plan
    return {
        **initial_of(
            plans.find_template(plan.template) or plans.TEMPLATES[-1],
            now=timezone.localtime(),
            words=(plan.title, plan.question),
        ),
        "mode": plan.mode.value,
        "quota": str(plan.quota),
        "by_party": plan.by_party,
        "writing_minutes": plan.writing_minutes,
        "voting_minutes": plan.voting_minutes,
        "left_out": [str(one.pk) for one in talk.left_out],
        **{name: getattr(plan, name) for name in DAYS_FIELDS if getattr(plan, name)},
    }


def _keep_seeds(form: forms.SeedsForm, member: Member, talk: Talk) -> int:
    sent = form.cleaned_data["file"]
    if sent is not None:
        return actions.import_seeds(member=member, round=talk.round, content=sent.read(), now=timezone.now())
    return actions.set_seeds(
        member=member, round=talk.round, texts=form.cleaned_data["texts"], now=timezone.now()
    )


def _check(member: Member, talk: Talk, act: Act) -> None:
    facts = standing.Facts(
        role=Role(member.role),
        leads=member.leads,
        takes_part=talk.takes_part,
        phase=talk.phase,
        is_closing=talk.is_closing,
    )
    standing.check_may(act, facts)


def _show_form(
    request: HttpRequest, member: Member, form: forms.TalkForm, context: dict[str, Any]
) -> HttpResponse:
    shown = {
        **context,
        "card": CARD,
        "member": member,
        "collaboration": member.collaboration,
        "form": form,
        "days_fields": [form[name] for name in DAYS_FIELDS],
        "room_fields": [form[name] for name in ROOM_FIELDS],
        "more_fields": [form[name] for name in MORE_FIELDS],
        "more_open": any(form[name].errors for name in (*MORE_FIELDS, *ROOM_FIELDS)),
        "zone": timezone.get_current_timezone_name(),
        "people_words": _people_words(len(form.people)),
    }
    return render(request, "voice/talk/begin.html", shown, status=422 if form.errors else 200)


def _people_words(count: int) -> str:
    if count < plans.SMALLEST_GROUP:
        return _(
            "There are %(count)d of you so far. Straight talk needs at least five, so that it is hard to tell people apart. You can set the round up now and invite people before they join."
        ) % {"count": count}
    return _("All %(count)d of you take part, unless you leave somebody out.") % {"count": count}
