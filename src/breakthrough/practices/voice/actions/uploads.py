"""Files on their way in: kept for a day, looked at, brought in."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from breakthrough.background import work
from breakthrough.background.models import Job
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.people.registry import Json
from breakthrough.practices.voice import rules
from breakthrough.practices.voice.actions.importing import find_findings, import_votes
from breakthrough.practices.voice.models import Upload, UploadCheck
from breakthrough.rounds import rules as round_rules
from breakthrough.rounds.models import Round

KEPT_FOR = timedelta(days=1)


def keep_upload(*, member: Member, files: Mapping[str, bytes], now: datetime) -> Upload:
    """Keep the files for a day, so that they can be looked at first and brought in after; older ones are thrown away."""
    rules.check_may_import(Role(member.role))
    with transaction.atomic():
        Upload.objects.filter(made_at__lt=now - KEPT_FOR).delete()
        return Upload.objects.create(
            collaboration=member.collaboration, by=member, made_at=now, content=rules.pack(files)
        )


def start_check(*, member: Member, upload: Upload, now: datetime) -> Job:
    """Start the job that looks at an upload."""
    return work.start(
        "voice.check-votes",
        {"upload": str(upload.pk)},
        owner=member.person_id,
        topic=None,
        now=now,
    )


def start_import(
    *, member: Member, upload: Upload, title: str, question: str, expected: str | None, now: datetime
) -> Job:
    """Start the job that brings an upload in. `expected` is the content hash that the member has looked at."""
    rules.check_may_import(Role(member.role))
    if title:
        round_rules.check_words(title=title, question=question)
    return work.start(
        "voice.import-votes",
        {
            "upload": str(upload.pk),
            "member": str(member.pk),
            "title": title,
            "question": question,
            "expected": expected,
        },
        owner=member.person_id,
        topic=f"collaboration:{member.collaboration_id}",
        now=now,
    )


def check_upload(*, upload_id: uuid.UUID, now: datetime) -> UploadCheck:
    """Look at an upload and keep what was found, or the Problem that stood in the way."""
    upload = _get_upload(upload_id)
    try:
        found = find_findings(
            collaboration=upload.collaboration, files=rules.unpack_archive(bytes(upload.content))
        )
    except Problem as problem:
        kept = {
            "code": problem.code,
            "words": problem.words,
            "params": {name: _plain(value) for name, value in problem.params.items()},
        }
        check, _ = UploadCheck.objects.update_or_create(
            upload=upload, defaults={"at": now, "findings": None, "problem": kept}
        )
    else:
        check, _ = UploadCheck.objects.update_or_create(
            upload=upload, defaults={"at": now, "findings": found.to_dict(), "problem": None}
        )
    return check


def import_upload(
    *,
    upload_id: uuid.UUID,
    member_id: uuid.UUID,
    title: str,
    question: str,
    expected: str | None,
    now: datetime,
) -> Round:
    """Bring an upload in: all of it or nothing. The upload is thrown away afterwards."""
    upload = _get_upload(upload_id)
    member = (
        Member.objects.select_related("collaboration").filter(pk=member_id, departure__isnull=True).first()
    )
    if member is None:
        raise Problem(
            "not-a-member",
            status=403,
            words=gettext_noop("You are no longer a member of this collaboration."),
        )
    made = import_votes(
        collaboration=upload.collaboration,
        actor=member,
        files=rules.unpack_archive(bytes(upload.content)),
        title=title,
        question=question,
        expected=expected,
        now=now,
    )
    upload.delete()
    return made


def export_records(member: Member) -> Json:
    """Return the uploads of the member that wait to be brought in; imported votes are nobody's here."""
    return [
        one.isoformat()
        for one in Upload.objects.filter(by=member).order_by("made_at").values_list("made_at", flat=True)
    ]


def merge_records(source: Member, target: Member, now: datetime) -> None:  # noqa: ARG001 (uploads keep their own time)
    """Let waiting uploads of `source` be those of `target`."""
    Upload.objects.filter(by=source).update(by=target)


def erase_records(member: Member, now: datetime) -> None:  # noqa: ARG001 (nothing of it stays)
    """Throw away the member's waiting uploads."""
    Upload.objects.filter(by=member).delete()


def _get_upload(upload_id: uuid.UUID) -> Upload:
    upload = Upload.objects.select_related("collaboration").filter(pk=upload_id).first()
    if upload is None:
        raise Problem(
            "upload-gone",
            status=404,
            words=gettext_noop(
                "These files are no longer here: they are kept for a day. Choose them once more."
            ),
        )
    return upload


def _plain(value: object) -> str | int | float | None:
    return value if isinstance(value, (str, int, float, type(None))) else str(value)
