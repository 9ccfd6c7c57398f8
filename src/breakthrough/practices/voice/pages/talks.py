"""One round of Straight talk: the page that belongs to its phase and to the one who looks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from breakthrough.background import queries as background_queries
from breakthrough.background import readout
from breakthrough.background.rules import State
from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots import sealed_page
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice import forms, queries
from breakthrough.practices.voice.pages import found, frame, script, setting_up
from breakthrough.practices.voice.queries import Talk
from breakthrough.practices.voice.rules.phases import Phase

_TEMPLATES = {
    Phase.DRAFT: "draft",
    Phase.JOINING: "joining",
    Phase.GATHERING: "waiting",
    Phase.STATEMENTS: "frozen",
    Phase.COUNTING: "waiting",
    Phase.HELD: "held",
}


def show_talk(
    request: HttpRequest, member: Member, talk: Talk, *, opening_form: forms.OpeningForm | None = None
) -> HttpResponse:
    """The page of the round's phase; asked by htmx, the part that follows live, or word that the phase is another one now."""
    name = _template_of(talk)
    context = {
        **frame.frame(member, talk),
        "opening_form": opening_form or _opening_form(talk),
        **_context(request, member, talk),
    }
    if opening_form is not None:
        return sealed_page.render(request, f"voice/talk/{name}.html", context, status=422)
    if not request.headers.get("HX-Request"):
        return sealed_page.render(request, f"voice/talk/{name}.html", context)
    if request.GET.get("phase") != talk.phase:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "voice/talk/part.html", context)


def _opening_form(talk: Talk) -> forms.OpeningForm | None:
    """Openings are written before writing begins, by those who lead; nobody else sees a form."""
    may_see = talk.phase in (Phase.DRAFT, Phase.JOINING)
    return forms.OpeningForm(initial={"text": talk.own_opening}) if may_see else None


def _template_of(talk: Talk) -> str:
    if talk.phase is Phase.WRITING:
        return "writing" if talk.takes_part else "watching"
    if talk.phase is Phase.VOTING:
        return "voting" if talk.takes_part else "watching"
    return _TEMPLATES.get(talk.phase, "results")


def _context(request: HttpRequest, member: Member, talk: Talk) -> dict[str, Any]:
    if talk.phase in (Phase.WRITING, Phase.VOTING) and talk.takes_part:
        return _sealing(request, member, talk)
    if talk.phase is Phase.DRAFT:
        return {"entries": setting_up.draft_entries(talk)}
    if talk.phase is Phase.JOINING:
        return _joining(request, member, talk)
    if talk.phase is Phase.STATEMENTS:
        return {"said": queries.list_asked(member, talk.round)}
    if talk.phase in (Phase.RELEASED, Phase.ENDED):
        return found.context_of(request, member, talk)
    if talk.phase is Phase.HELD:
        return {"said": queries.list_asked(member, talk.round)}
    return _waiting(talk)


def _waiting(talk: Talk) -> dict[str, Any]:
    """How far the box has come; its words if it says some."""
    job = background_queries.find_latest(f"round:{talk.round.pk}")
    told = readout.read(job) if job and job.state is State.RUNNING else None
    return {
        "progress": {
            "share": told.job.share if told else None,
            "words": told.sentence if told else _("This takes a moment."),
            "topic": told.job.live_topic if told else "",
        }
    }


def _sealing(request: HttpRequest, member: Member, talk: Talk) -> dict[str, Any]:
    if talk.joining_id is None or talk.scope is None:
        return {"can_seal": False}
    scope = ballot_queries.get_scope_for(member, talk.joining_id, talk.scope)
    said = queries.list_asked(member, talk.round) if talk.phase is Phase.VOTING else []
    return {
        "can_seal": sealed_page.can_seal(request),
        "joining": scope.joining,
        "protection": ballot_queries.protection_for(member, scope),
        "config": ballot_queries.config_for(member, scope, csrf=get_token(request)),
        "slots": range(talk.plan.quota),
        "said": said,
        "page_words": script.voting_page(said, people_count=ballot_queries.size_for(scope))
        if talk.phase is Phase.VOTING
        else script.writing_page(member, talk),
    }


def _joining(request: HttpRequest, member: Member, talk: Talk) -> dict[str, Any]:
    if talk.joining_id is None or talk.scope is None:
        return {}
    scope = ballot_queries.get_scope_for(member, talk.joining_id, talk.scope)
    context: dict[str, Any] = {
        "joining": scope.joining,
        "four_words": scope.joining.words.split(),
        "people": queries.list_names(talk.round),
        "can_seal": sealed_page.can_seal(request),
    }
    if talk.takes_part:
        context["config"] = ballot_queries.config_for(member, scope, csrf=get_token(request))
        context["page_words"] = script.joining_page()
    return context
