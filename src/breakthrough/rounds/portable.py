"""What rounds keep about a member: that they began or closed some. Contributions are each practice's own."""

from datetime import datetime

from breakthrough.collaborations.models import Member
from breakthrough.people.registry import Json
from breakthrough.rounds.models import Closure, Round


def export(member: Member) -> Json:
    """Return the rounds the member began, with title and time."""
    begun = Round.objects.filter(made_by=member).order_by("made_at")
    return [
        {"practice": one.practice, "title": one.title, "begun_at": one.made_at.isoformat()} for one in begun
    ]


def merge(source: Member, target: Member, now: datetime) -> None:  # noqa: ARG001 (nothing here carries a time of its own)
    """Let the rounds that `source` began and closed be those of `target`."""
    Round.objects.filter(made_by=source).update(made_by=target)
    Closure.objects.filter(by=source).update(by=target)


def erase(member: Member, now: datetime) -> None:  # noqa: ARG001 (nothing here carries a time of its own)
    """Forget who began and closed; the rounds stay, they belong to everyone."""
    Round.objects.filter(made_by=member).update(made_by=None)
    Closure.objects.filter(by=member).update(by=None)
