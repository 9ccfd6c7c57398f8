"""What Straight talk keeps about a member by name: openings, replies, outcomes, what they hid. Never what they sealed."""

from datetime import datetime

from breakthrough.collaborations.models import Member
from breakthrough.people.registry import Json
from breakthrough.practices.voice.actions import uploads
from breakthrough.practices.voice.models import (
    Flag,
    Hiding,
    LeftOut,
    OpeningStatement,
    Reply,
    Statement,
    StepRecord,
    Trace,
)


def export_records(member: Member) -> Json:
    """Return what the member gave by name. Sealed statements and votes are nobody's here, so they cannot be among them."""
    return {
        "uploads": uploads.export_records(member),
        "openings": [
            {"round": one.setup.round.title, "text": one.text, "at": one.at.isoformat()}
            for one in OpeningStatement.objects.filter(member=member)
            .select_related("setup__round")
            .order_by("at")
        ],
        "replies": [
            {"statement": one.statement.shown_text, "text": one.text, "at": one.at.isoformat()}
            for one in Reply.objects.filter(by=member).select_related("statement__hiding").order_by("at")
        ],
        "outcomes": [
            {
                "statement": one.statement.shown_text,
                "kind": one.kind,
                "title": one.title,
                "at": one.at.isoformat(),
            }
            for one in Trace.objects.filter(by=member).select_related("statement__hiding").order_by("at")
        ],
        "flags": Flag.objects.filter(member=member).count(),
    }


def merge_records(source: Member, target: Member, now: datetime) -> None:
    """Let what `source` gave by name be `target`'s; where both did the same, once."""
    uploads.merge_records(source, target, now)
    _carry(LeftOut, source, target, "setup")
    _carry(OpeningStatement, source, target, "setup")
    _carry(Flag, source, target, "statement")
    for model in (StepRecord, Statement, Hiding, Reply, Trace):
        model.objects.filter(by=source).update(by=target)


def erase_records(member: Member, now: datetime) -> None:
    """Take the name off what was said by name; openings not yet shown are thrown away, flags with them."""
    uploads.erase_records(member, now)
    OpeningStatement.objects.filter(member=member).delete()
    Flag.objects.filter(member=member).delete()
    LeftOut.objects.filter(member=member).delete()
    for model in (StepRecord, Statement, Hiding, Reply, Trace):
        model.objects.filter(by=member).update(by=None)


def _carry(
    model: type[LeftOut] | type[OpeningStatement] | type[Flag], source: Member, target: Member, once: str
) -> None:
    """Both cannot stand where one row per member is kept: the target's own stays."""
    mine = model.objects.filter(member=target).values(once)
    model.objects.filter(member=source, **{f"{once}__in": mine}).delete()
    model.objects.filter(member=source).update(member=target)
