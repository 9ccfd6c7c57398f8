"""Imported rounds: their votes and statements, and files on their way in."""

import json
import uuid
from typing import Any

from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice import rules
from breakthrough.practices.voice.models import Upload, VoteImport
from breakthrough.practices.voice.queries.rounds import get_round
from breakthrough.rounds.models import Round
from breakthrough.web import problems


def get_upload(member: Member, upload_id: uuid.UUID) -> Upload:
    """Return files the member has sent, or a 404 Problem; other members' uploads do not exist for them."""
    upload = (
        Upload.objects.select_related("check_record", "collaboration")
        .defer("content")
        .filter(pk=upload_id, by_id=member.pk, collaboration_id=member.collaboration_id)
        .first()
    )
    if upload is None:
        raise problems.not_found()
    return upload


def find_check(upload: Upload) -> Any:
    """Return what looking at the upload gave (`findings` or `problem`), or None while nobody has looked."""
    return getattr(upload, "check_record", None)


def get_source(round: Round) -> str:
    """Return the address that the imported summary names, or an empty text."""
    return VoteImport.objects.filter(round=round).values_list("source", flat=True).first() or ""


def get_votes_archive(member: Member, round: Round) -> bytes:
    """Return the votes as they came in, as a ZIP; not for observers."""
    rules.check_may_export_votes(Role(member.role))
    return get_content(get_round(member, round.pk))


def get_votes_document(member: Member, round: Round) -> bytes:
    """Return the same as a JSON document that can be brought in again."""
    files = rules.unpack_archive(get_votes_archive(member, round))
    return json.dumps(rules.document_of(files), ensure_ascii=False).encode()


def get_content(round: Round) -> bytes:
    """Return the packed votes of a round, for the measure and the operator; a 404 Problem if it holds none."""
    content = VoteImport.objects.filter(round=round).values_list("content", flat=True).first()
    if content is None:
        raise problems.not_found()
    return bytes(content)


def find_round_with(collaboration: Collaboration, content_hash: str) -> Round | None:
    """Return the round of the collaboration that holds exactly these votes, or None."""
    found = (
        VoteImport.objects.select_related("round")
        .defer("content")
        .filter(collaboration=collaboration, content_hash=content_hash)
        .first()
    )
    return found.round if found else None
