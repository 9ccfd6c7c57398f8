"""What Alignment keeps about a member by name: texts, reservations, answers, stances, outcomes. Never what they sealed."""

from datetime import datetime

from breakthrough.collaborations.models import Member
from breakthrough.people.registry import Json
from breakthrough.practices.alignment.actions import reserving
from breakthrough.practices.alignment.models import (
    Flag,
    Hiding,
    LeftOut,
    Outcome,
    Reservation,
    SaidAbout,
    Stance,
    StepRecord,
    Text,
    TextLetter,
    Version,
)


def export_records(member: Member) -> Json:
    """Return what the member gave by name. What was sealed is nobody's here, so it cannot be among them."""
    return {
        "versions": [
            {"text": one.text.title, "number": one.number, "body": one.body, "at": one.at.isoformat()}
            for one in Version.objects.filter(by=member).select_related("text").order_by("at")
        ],
        "reservations": [
            {"text": one.text.title, "what": one.what, "lifts_when": one.lifts_when, "at": one.at.isoformat()}
            for one in Reservation.objects.filter(by=member).select_related("text").order_by("at")
        ],
        "said": [
            {
                "reservation": one.reservation.what,
                "event": one.event,
                "words": one.words,
                "at": one.at.isoformat(),
            }
            for one in SaidAbout.objects.filter(by=member).select_related("reservation").order_by("at")
        ],
        "stances": [
            {
                "text": one.setup.version.text.title,
                "version": one.setup.version.number,
                "position": one.position,
                "weight": one.weight,
                "at": one.at.isoformat(),
            }
            for one in Stance.objects.filter(member=member)
            .select_related("setup__version__text")
            .order_by("at")
        ],
    }


def merge_records(source: Member, target: Member, now: datetime) -> None:  # noqa: ARG001 (every practice has this shape)
    """Let what `source` gave by name be `target`'s."""
    mine = LeftOut.objects.filter(member=target).values("setup")
    LeftOut.objects.filter(member=source, setup__in=mine).delete()
    LeftOut.objects.filter(member=source).update(member=target)
    Flag.objects.filter(
        member=source, reservation__in=Flag.objects.filter(member=target).values("reservation")
    ).delete()
    Flag.objects.filter(member=source).update(member=target)
    Stance.objects.filter(member=source).update(member=target)
    Text.objects.filter(made_by=source).update(made_by=target)
    for model in (Version, Reservation, SaidAbout, Hiding, StepRecord, Outcome):
        model.objects.filter(by=source).update(by=target)


def erase_records(member: Member, now: datetime) -> None:
    """Take the name off what was said by name; named stances are thrown away, because they are nothing without a name.

    What they raised stands on, marked: its author can no longer be reached.
    """
    raised = list(Reservation.objects.filter(by=member).values_list("pk", "text_id"))
    LeftOut.objects.filter(member=member).delete()
    Flag.objects.filter(member=member).delete()
    TextLetter.objects.filter(member=member).delete()
    Stance.objects.filter(member=member).delete()
    Text.objects.filter(made_by=member).update(made_by=None)
    for model in (Version, Reservation, SaidAbout, Hiding, StepRecord, Outcome):
        model.objects.filter(by=member).update(by=None)
    for text in Text.objects.filter(pk__in={text_id for _, text_id in raised}).select_related(
        "collaboration"
    ):
        mine = Reservation.objects.filter(text=text, pk__in=[key for key, _ in raised])
        reserving.mark_unreachable(mine, text, now=now)
