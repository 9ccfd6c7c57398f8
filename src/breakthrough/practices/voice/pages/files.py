"""Bringing votes in: choose files, look at what they hold, name the round. And the list of rounds."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice import CARD, actions, forms, queries, rules
from breakthrough.practices.voice.pages import words
from breakthrough.rounds.models import Round
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.bodies import takes_files
from breakthrough.web.components.shape import Crumb, Entry


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list, and in words where it stands."""

    round: Round
    words: str


@require_safe
@member_page
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """The rounds of Straight talk in this collaboration."""
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "rounds": [RoundLine(one.round, _where(one)) for one in queries.list_talks(member)],
        "unanswered": queries.list_unanswered(member),
        "card": CARD,
        "crumbs": crumbs(member),
    }
    return render(request, "voice/index.html", context)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def choose_files(request: HttpRequest, member: Member) -> HttpResponse:
    """Choose the files of a conversation; they are looked at before anything is stored."""
    rules.check_may_import(Role(member.role))
    form = forms.FilesForm(request.POST, request.FILES) if request.method == "POST" else forms.FilesForm()
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            files = rules.unpack((one.name or "", one.file) for one in form.cleaned_data["files"])
            kept = actions.keep_upload(member=member, files=files, now=timezone.now())
            job = actions.start_check(member=member, upload=kept, now=timezone.now())
            return see_other("background:job", job.pk)
    context = {
        "form": form,
        "collaboration": member.collaboration,
        "crumbs": crumbs(member, Crumb(_("Bring in votes"))),
    }
    return render(request, "voice/import.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def upload(request: HttpRequest, member: Member, upload_id: uuid.UUID) -> HttpResponse:
    """What the files hold, or what stands in the way; naming the round brings them in."""
    rules.check_may_import(Role(member.role))
    kept = queries.get_upload(member, upload_id)
    check = queries.find_check(kept)
    found = check.findings if check else None
    form = forms.NamingForm(
        request.POST or None, initial={"expected": found["content_hash"], **found} if found else None
    )
    if request.method == "POST" and found and form.is_valid():
        with problems.into_form(form):
            job = actions.start_import(member=member, upload=kept, now=timezone.now(), **form.cleaned_data)
            return see_other("background:job", job.pk)
    context = {
        "form": form,
        "found": found,
        "entries": _entries(found) if found else (),
        "notes": [note_words(one) for one in found["notes"]] if found else (),
        "collaboration": member.collaboration,
        "crumbs": crumbs(member, Crumb(_("Bring in votes"))),
        **_obstacle(check),
    }
    return render(request, "voice/upload.html", context, status=422 if form.errors else 200)


def crumbs(member: Member, *further: Crumb) -> tuple[Crumb, ...]:
    """Return the trail from the collaboration down to a page of this practice."""
    from django.urls import reverse

    slug = member.collaboration.slug
    own = Crumb(_(CARD.title), reverse("voice:index", args=[slug]) if further else "")
    return (Crumb(member.collaboration.name, reverse("collaborations:show", args=[slug])), own, *further)


def note_words(note: dict[str, object]) -> str:
    """Return in words something to know about the files that did not stand in the way."""
    count = int(str(note["count"]))
    sentences = {
        "revotes": ngettext(
            "%(count)d vote was changed later; the last one counts.",
            "%(count)d votes were changed later; the last one counts.",
            count,
        ),
        "repeated_rows": ngettext(
            "%(count)d row of %(file)s stands there twice and counts once.",
            "%(count)d rows of %(file)s stand there twice and count once.",
            count,
        ),
        "unknown_columns": ngettext(
            "%(count)d column of %(file)s is unknown and left out.",
            "%(count)d columns of %(file)s are unknown and left out.",
            count,
        ),
        "ignored_files": _("The file %(file)s is not needed and left out."),
        "counts_differ": ngettext(
            "In %(count)d row of %(file)s the totals differ from the votes; the votes count.",
            "In %(count)d rows of %(file)s the totals differ from the votes; the votes count.",
            count,
        ),
        "people_without_votes": ngettext(
            "%(count)d person is listed without a vote.", "%(count)d people are listed without a vote.", count
        ),
        "statements_without_text": ngettext(
            "%(count)d statement has no text.", "%(count)d statements have no text.", count
        ),
        "statements_without_column": ngettext(
            "%(count)d statement has a text and no votes.",
            "%(count)d statements have a text and no votes.",
            count,
        ),
        "votes_without_column": ngettext(
            "%(count)d vote is on a statement that was taken out and is left out.",
            "%(count)d votes are on statements that were taken out and are left out.",
            count,
        ),
        "joined_cells": ngettext(
            "%(count)d row of %(file)s was mended.", "%(count)d rows of %(file)s were mended.", count
        ),
    }
    sentence = sentences.get(str(note["reason"]), _("%(file)s: %(reason)s (%(count)d)")) % {
        "count": count,
        "file": note["file"],
        "reason": note["reason"],
    }
    lines = note.get("lines")
    if isinstance(lines, list) and lines:
        shown = ", ".join(str(one) for one in lines[:8]) + ("…" if count > 8 else "")
        sentence = f"{sentence} " + _("(%(file)s, lines %(lines)s)") % {"file": note["file"], "lines": shown}
    return sentence


def _where(line: queries.TalkLine) -> str:
    day = date_format(line.round.made_at, "DATE_FORMAT")
    if line.phase is None:
        return _("Brought in on %(day)s") % {"day": day}
    return f"{words.phase(line.phase)} · {day}"


def _entries(found: dict[str, object]) -> list[Entry]:
    sizes = found["group_sizes"]
    groups = len(sizes) if isinstance(sizes, list) else 0
    return [
        Entry(_("People with a vote"), _number(found["person_count"])),
        Entry(_("Statements"), _number(found["statement_count"])),
        Entry(_("Votes"), _number(found["vote_count"]), _("The last vote of each person on each statement.")),
        Entry(
            _("Published groups"),
            str(groups) if groups else _("none"),
            _("They are kept and can be compared with. What you will see is worked out anew.")
            if groups
            else "",
        ),
    ]


def _number(value: object) -> str:
    from django.utils.formats import number_format

    return number_format(int(str(value)), use_l10n=True, force_grouping=True)


def _obstacle(check: object) -> dict[str, object]:
    """Return the Problem that looking at the files met, in words, and the round that already holds them, if that is it."""
    problem = getattr(check, "problem", None)
    if not problem:
        return {"obstacle": "", "round_id": None, "is_checked": check is not None}
    words = _(problem["words"])
    params = {name: "" if value is None else value for name, value in problem["params"].items()}
    return {
        "obstacle": words % params if params else words,
        "round_id": params.get("round"),
        "is_checked": True,
    }
