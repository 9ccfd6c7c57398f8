"""Texts, their versions, and what changed from one to the next."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment import CARD, actions, forms, queries
from breakthrough.practices.alignment.pages import frame
from breakthrough.practices.alignment.rules import parts, plans
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.phases import Phase
from breakthrough.practices.alignment.rules.reservations import State
from breakthrough.practices.alignment.rules.wording import OUTCOME_WORDS, PHASE_WORDS
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@require_safe
@member_page
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """The texts of this collaboration, with what waits in each."""
    today = timezone.localdate()
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "card": CARD,
        "crumbs": frame.crumbs(member),
        "texts": [
            {
                "line": one,
                "outcome": _(OUTCOME_WORDS[Kind(one.outcome.kind)]) if one.outcome else "",
                "is_due": bool(one.review_date and one.review_date <= today),
            }
            for one in queries.list_texts(member)
        ],
        "may_write": member.role in (Role.FACILITATOR, Role.LEADER),
        "moments": [{"key": one.key, "name": _(one.name)} for one in plans.TEMPLATES],
    }
    return render(request, "alignment/index.html", context)


@require_safe
@member_page
def method(request: HttpRequest, member: Member) -> HttpResponse:
    """How it is worked out, and how it can mislead."""
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "crumbs": frame.crumbs(member, Crumb(_("How we know"))),
    }
    return render(request, "alignment/method.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def begin(request: HttpRequest, member: Member) -> HttpResponse:
    """Write the first version of a text."""
    plans.check_may_write(Role(member.role))
    template = plans.find_template(request.GET.get("template", "")) or plans.TEMPLATES[0]
    form = (
        forms.TextForm(request.POST)
        if request.method == "POST"
        else forms.TextForm(
            initial={"template": template.key, "title": _(template.title), "body": _(template.body)}
        )
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            given = form.cleaned_data
            made = actions.begin_text(
                member=member,
                title=given["title"],
                body=given["body"],
                template=given["template"] or template.key,
                now=timezone.now(),
            )
            return see_other("alignment:text", member.collaboration.slug, made.pk)
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "form": form,
        "card": CARD,
        "template": template,
        "moments": [{"key": one.key, "name": _(one.name)} for one in plans.TEMPLATES],
        "crumbs": frame.crumbs(member, Crumb(_("Write a text"))),
    }
    return render(request, "alignment/begin.html", context, status=422 if form.errors else 200)


@require_safe
@member_page
def show_text(request: HttpRequest, member: Member, text_id: uuid.UUID) -> HttpResponse:
    """A text: its newest words, reservations, versions, rounds."""
    page = queries.get_page(member, text_id)
    asks = queries.list_asks(member, text_id)
    lines = frame.lines_of(member, page.raised)
    is_under_way = queries.is_under_way(text_id)
    talked = next((one for one in asks if one.phase is Phase.TALK), None)
    context = {
        **frame.text_frame(member, page.text),
        "page": page,
        "parts": parts.split(page.newest.body),
        "end": _end_of(page),
        "living": [one for one in lines if one.raised.is_living],
        "settled": [one for one in lines if not one.raised.is_living],
        "asks": [_ask_line(one) for one in asks],
        "versions": [_version_line(one) for one in page.versions],
        "may_begin_round": member.facilitates and not is_under_way and talked is None,
        "is_under_way": is_under_way,
        "talked": talked,
        "quiet": queries.find_quiet(text_id, now=timezone.now()),
        **_carried(member, page.newest),
    }
    return render(request, "alignment/text.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def write_next(request: HttpRequest, member: Member, text_id: uuid.UUID) -> HttpResponse:
    """Write the next version, and say which reservations it answers."""
    plans.check_may_write(Role(member.role))
    page = queries.get_page(member, text_id)
    form = forms.NextForm(
        request.POST if request.method == "POST" else None,
        raised=page.living,
        before=page.newest.body,
        initial={"body": page.newest.body, "seen": page.newest.number},
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            given = form.cleaned_data
            made = actions.write_version(
                member=member,
                text=page.text,
                body=given["body"],
                note=given["note"],
                answers=form.answers(),
                seen=given["seen"],
                now=timezone.now(),
            )
            return see_other("alignment:version", member.collaboration.slug, text_id, made.number)
    context = {
        **frame.text_frame(member, page.text, Crumb(_("Next version"))),
        "form": form,
        "number": page.newest.number + 1,
    }
    return render(request, "alignment/next.html", context, status=422 if form.errors else 200)


@require_safe
@member_page
def show_version(request: HttpRequest, member: Member, text_id: uuid.UUID, number: int) -> HttpResponse:
    """What changed in a version, word by word, and which reservation each change answers."""
    version = queries.get_version(member, text_id, number)
    context = _version_context(member, version, part=request.GET.get("part", ""))
    return render(request, "alignment/version.html", context)


@require_POST
@member_page
def link_change(request: HttpRequest, member: Member, text_id: uuid.UUID, number: int) -> HttpResponse:
    """Say which reservation a changed part answers."""
    version = queries.get_version(member, text_id, number)
    plans.check_may_write(Role(member.role))
    form = forms.LinkForm(request.POST, raised=queries.list_raised(member, version.text))
    if form.is_valid():
        with problems.into_form(form):
            given = form.cleaned_data
            actions.link_change(
                member=member,
                version=version,
                answer=actions.Answer(given["reservation"], given["words"], given["part"]),
                now=timezone.now(),
            )
            messages.success(request, _("It is linked. Whoever raised it decides whether it is enough."))
            return see_other("alignment:version", member.collaboration.slug, text_id, number)
    return render(
        request,
        "alignment/version.html",
        {**_version_context(member, version, part=request.POST.get("part", "")), "form": form},
        status=422,
    )


def _version_context(member: Member, version: queries.Version, *, part: str) -> dict[str, Any]:
    """`part` is the mark of the part for which somebody says what it answers; the form for it is on the page once."""
    page = queries.get_page(member, version.text_id)
    number = version.number
    changes = queries.list_changes_on(page, version) if number > 1 and page.may_raise else []
    return {
        **frame.text_frame(member, version.text, Crumb(_("Version %(number)d") % {"number": number})),
        "version": version,
        "parts": parts.split(version.body),
        **_carried(member, version),
        "changes": [
            {
                "change": one.change,
                "answers": frame.lines_of(member, one.answers),
                "is_changed": one.change.kind.value != "same",
                "is_asked": one.change.mark == part,
            }
            for one in changes
        ],
        "whole": frame.lines_of(member, tuple(queries.list_answered_as_whole(page, number))),
        "came_along": frame.lines_of(member, tuple(one for one in page.living if one.version < number)),
        "may_link": page.may_write and bool(page.living),
        "linkable": page.living,
        "has_before": number > 1,
        "has_next": number < page.newest.number,
    }


def _carried(member: Member, version: queries.Version) -> dict[str, Any]:
    """What stays of what people said by name, in the whole and part by part."""
    carriage = queries.count_carried(member, version)
    if carriage is None:
        return {"carriage": None}
    words = {one.mark: one.text for one in parts.split(version.body)}
    return {
        "carriage": carriage,
        "carried_parts": [
            {"text": words[one.mark], "stays": one.stays, "asked": one.asked} for one in carriage.parts
        ],
    }


def _end_of(page: queries.TextPage) -> dict[str, Any] | None:
    """How the text ended last: in which words, when it is looked at again, and what stands beside it; None before any end."""
    for one in page.versions:
        if one.outcome is not None and one.outcome.kind != Kind.NEXT_VERSION.value:
            stands = [kept for kept in page.raised if kept.state is State.STANDS]
            return {
                "outcome": one.outcome,
                "words": _(OUTCOME_WORDS[Kind(one.outcome.kind)]),
                "number": one.number,
                "is_newest": one.number == page.newest.number,
                "stands": len(stands),
                "unreachable": sum(kept.is_unreachable for kept in stands),
                "is_due": bool(one.outcome.review_date and one.outcome.review_date <= timezone.localdate()),
            }
    return None


def _ask_line(one: queries.AskLine) -> dict[str, Any]:
    return {
        "ask": one,
        "words": _(OUTCOME_WORDS[Kind(one.outcome.kind)]) if one.outcome else _(PHASE_WORDS[one.phase]),
    }


def _version_line(one: queries.VersionLine) -> dict[str, Any]:
    return {"line": one, "outcome": _(OUTCOME_WORDS[Kind(one.outcome.kind)]) if one.outcome else ""}
