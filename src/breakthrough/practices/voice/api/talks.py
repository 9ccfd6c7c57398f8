"""Rounds of Straight talk: set-up and life."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from ninja import File, Path, Status
from ninja.files import UploadedFile

from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.api import shapes
from breakthrough.practices.voice.api.door import member_of, round_of, router
from breakthrough.practices.voice.rules import plans, seeds
from breakthrough.practices.voice.rules.standing import Act, check_may
from breakthrough.rounds import api_shapes
from breakthrough.web import problems
from breakthrough.web.api_shapes import REFUSED

READ = {404: REFUSED}
WRITE = {403: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED, 503: REFUSED}
TALK = "/talks/{round_id}"


@router.get(
    "/templates",
    response={200: list[shapes.TemplateOut], **READ},
    operation_id="listVoiceTemplates",
    summary="List templates",
)
def list_templates(request: HttpRequest, slug: Path[str]) -> list[dict[str, str]]:
    """Common moments for a round, in your language."""
    member_of(request, slug)
    return [
        {
            "key": one.key,
            "name": gettext(one.name),
            "title": gettext(one.title) if one.title else "",
            "question": gettext(one.question) if one.question else "",
        }
        for one in plans.TEMPLATES
    ]


@router.get(
    "/talks",
    response={200: list[shapes.TalkLineOut], **READ},
    operation_id="listVoiceTalks",
    summary="List rounds with their phases",
)
def list_talks(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """The rounds you may see, newest first, with where each stands."""
    return [
        {
            "id": one.round.pk,
            "title": one.round.title,
            "phase": shapes.phase_out(one.phase),
            "closes_at": one.closes_at,
        }
        for one in queries.list_talks(member_of(request, slug))
    ]


@router.post(
    "/talks",
    response={201: shapes.TalkOut, **WRITE},
    operation_id="beginVoiceTalk",
    summary="Begin a round",
)
def begin_talk(request: HttpRequest, slug: Path[str], asked: shapes.TalkPlanIn) -> Status[dict[str, Any]]:
    """Make a draft of a round; for facilitators."""
    member = member_of(request, slug)
    begun = actions.begin_talk(
        member=member, plan=asked.to_plan(), left_out=asked.left_out, now=timezone.now()
    )
    return Status(201, shapes.talk_out(queries.get_talk(member, begun.pk)))


@router.get(
    TALK, response={200: shapes.TalkOut, **READ}, operation_id="getVoiceTalk", summary="Get a round's state"
)
def get_talk(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Where the round stands, and what you may do in it."""
    return shapes.talk_out(queries.get_talk(member_of(request, slug), round_id))


@router.put(
    TALK,
    response={200: shapes.TalkOut, **WRITE},
    operation_id="changeVoiceTalk",
    summary="Change a draft",
)
def change_talk(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.TalkPlanIn
) -> dict[str, Any]:
    """Replace the plan of a draft; for facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.change_talk(
        member=member, round=kept, plan=asked.to_plan(), left_out=asked.left_out, now=timezone.now()
    )
    return shapes.talk_out(queries.get_talk(member, round_id))


@router.delete(
    TALK, response={204: None, **WRITE}, operation_id="discardVoiceTalk", summary="Throw a draft away"
)
def discard_talk(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> Status[None]:
    """Throw a draft away; what people were asked to join stays."""
    member, kept = round_of(request, slug, round_id)
    actions.discard_talk(member=member, round=kept, now=timezone.now())
    return Status(204, None)


@router.put(
    f"{TALK}/seeds",
    response={200: shapes.SeedsOut, **WRITE},
    operation_id="setVoiceSeeds",
    summary="Set seed statements",
)
def set_seeds(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.SeedsIn
) -> dict[str, Any]:
    """Replace the seed statements of a draft."""
    member, kept = round_of(request, slug, round_id)
    count = actions.set_seeds(member=member, round=kept, texts=asked.texts, now=timezone.now())
    return {"count": count, "faults": []}


@router.post(
    f"{TALK}/seeds/file",
    response={200: shapes.SeedsOut, **WRITE, 413: REFUSED},
    operation_id="importVoiceSeeds",
    summary="Bring seed statements in",
)
def import_seeds(
    request: HttpRequest,
    slug: Path[str],
    round_id: uuid.UUID,
    file: File[UploadedFile],
    dry_run: bool = False,
) -> dict[str, Any]:
    """Replace the seed statements by those of a CSV or JSON file, all or nothing. With `dry_run` every fault is listed by line,
    and nothing is stored."""
    member, kept = round_of(request, slug, round_id)
    setup = queries.find_setup(kept)
    if setup is None:
        raise problems.not_found()
    check_may(Act.CHANGE, queries.facts_of(setup, member))
    content = file.read(seeds.SIZE_LIMIT + 1)
    if dry_run:
        found = seeds.read_seeds(content)
        return {"count": len(found.texts), "faults": [_fault(one) for one in found.faults]}
    count = actions.import_seeds(member=member, round=kept, content=content, now=timezone.now())
    return {"count": count, "faults": []}


@router.put(
    f"{TALK}/opening",
    response={204: None, **WRITE},
    operation_id="writeVoiceOpening",
    summary="Write an opening statement",
)
def write_opening(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.TextIn
) -> Status[None]:
    """Write your statement as a leader, by name, before you see others'; an empty text takes it back."""
    member, kept = round_of(request, slug, round_id)
    actions.write_opening(member=member, round=kept, text=asked.text, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{TALK}/preparation",
    response={200: shapes.TalkOut, **WRITE},
    operation_id="prepareVoiceTalk",
    summary="Fix the list and let people join",
)
def prepare(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Freeze who takes part; everybody's browser fetches its seal. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.prepare(member=member, round=kept, now=timezone.now())
    return shapes.talk_out(queries.get_talk(member, round_id))


@router.delete(
    f"{TALK}/preparation",
    response={200: shapes.TalkOut, **WRITE},
    operation_id="restartVoiceTalk",
    summary="Restart",
)
def restart(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Give the list up and go back to the draft, before anything opens. Everybody sees how often this happened."""
    member, kept = round_of(request, slug, round_id)
    actions.restart(member=member, round=kept, now=timezone.now())
    return shapes.talk_out(queries.get_talk(member, round_id))


@router.post(
    f"{TALK}/writing",
    response={200: shapes.TalkOut, **WRITE},
    operation_id="openVoiceWriting",
    summary="Open writing",
)
def open_writing(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Let people write. Nobody can join any more after this. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.open_writing(member=member, round=kept, now=timezone.now())
    return shapes.talk_out(queries.get_talk(member, round_id))


@router.post(
    f"{TALK}/voting",
    response={200: shapes.TalkOut, **WRITE},
    operation_id="openVoiceVoting",
    summary="Open voting",
)
def open_voting(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Let people vote on the frozen statements. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.open_voting(member=member, round=kept, now=timezone.now())
    return shapes.talk_out(queries.get_talk(member, round_id))


@router.post(
    f"{TALK}/time",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="giveVoiceTime",
    summary="Give more time",
)
def give_time(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: api_shapes.TimeIn
) -> dict[str, Any]:
    """Move the end of writing or voting. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    return {
        "closes_at": actions.give_time(member=member, round=kept, minutes=asked.minutes, now=timezone.now())
    }


@router.post(
    f"{TALK}/closing",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="closeVoicePhase",
    summary="Close writing or voting",
)
def close(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Announce the end of writing or voting; envelopes on their way still arrive until `closes_at`. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    return {"closes_at": actions.close(member=member, round=kept, now=timezone.now())}


@router.get(
    f"{TALK}/presenter",
    response={200: shapes.PresenterOut, **READ},
    operation_id="getVoicePresenter",
    summary="Get the presenter view",
)
def get_presenter(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """What stands on the wall."""
    return shapes.presenter_out(queries.presenter_of(member_of(request, slug), round_id))


def _fault(one: seeds.Fault) -> dict[str, Any]:
    return {"line": one.line, "code": one.code, "words": gettext(one.words) % dict(one.params)}
