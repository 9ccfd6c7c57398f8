"""Limits how often something may be tried. Kept in the database, so that it holds across processes and restarts."""

from datetime import datetime

from django.utils.crypto import salted_hmac

from breakthrough.people import rules
from breakthrough.people.models import Attempt


def check(pace: rules.Pace, source: str, *, now: datetime) -> None:
    """Raise a Problem (429) if `source` has used up `pace`; notes nothing."""
    count = Attempt.objects.filter(
        purpose=pace.purpose, source=_hidden(source), at__gt=now - pace.window
    ).count()
    rules.check_pace(pace, count=count)


def note(pace: rules.Pace, source: str, *, now: datetime) -> None:
    """Count one try of `source`; commit it even when the try itself is refused."""
    Attempt.objects.filter(at__lt=now - rules.DAY).delete()
    Attempt.objects.create(purpose=pace.purpose, source=_hidden(source), at=now)


def take(pace: rules.Pace, source: str, *, now: datetime) -> None:
    """Check and count in one step."""
    check(pace, source, now=now)
    note(pace, source, now=now)


def _hidden(source: str) -> str:
    return salted_hmac("breakthrough.people.attempt", source, algorithm="sha256").hexdigest()
