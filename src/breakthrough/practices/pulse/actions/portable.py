"""What a Pulse keeps about a member by name: who pressed what, and the dates they fixed. Never what they answered."""

from datetime import datetime

from breakthrough.collaborations.models import Member
from breakthrough.people.registry import Json
from breakthrough.practices.pulse.models import Series, SeriesEnd, StepRecord, TurningPoint


def export_records(member: Member) -> Json:
    """Return what the member did by name. Sealed answers are nobody's here, so they cannot be among them."""
    return {
        "turning_points": [
            {"on": one.on.isoformat(), "words": one.words} for one in TurningPoint.objects.filter(by=member)
        ],
        "series_begun": Series.objects.filter(begun_by=member).count(),
    }


def merge_records(source: Member, target: Member, now: datetime) -> None:  # noqa: ARG001 (every practice has this shape)
    """Let what `source` did by name be `target`'s."""
    for model in (StepRecord, SeriesEnd, TurningPoint):
        model.objects.filter(by=source).update(by=target)
    Series.objects.filter(begun_by=source).update(begun_by=target)


def erase_records(member: Member, now: datetime) -> None:  # noqa: ARG001 (as above)
    """Take the name off what was done by name."""
    for model in (StepRecord, SeriesEnd, TurningPoint):
        model.objects.filter(by=member).update(by=None)
    Series.objects.filter(begun_by=member).update(begun_by=None)
