"""Work that starts by the clock: made in the transaction of the change that wants it, kept by whoever looks after workers."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from breakthrough.background import actions, kinds
from breakthrough.background.kinds import Json
from breakthrough.background.models import Appointment

AT_ONCE = 200


def appoint(
    kind: str,
    payload: Mapping[str, Json],
    *,
    key: str,
    at: datetime,
    owner: uuid.UUID | None,
    topic: str,
) -> None:
    """Have a job of `kind` start at `at`. A second appointment with the same `key` takes the place of the first."""
    kinds.get(kind)
    Appointment.objects.update_or_create(
        key=key,
        defaults={"kind": kind, "payload": dict(payload), "owner": owner, "topic": topic, "at": at},
    )


def cancel(key: str) -> bool:
    """Take the appointment back; return whether there was one that had not begun."""
    count, _ = Appointment.objects.filter(key=key).delete()
    return count > 0


def start_due(*, now: datetime) -> int:
    """Start the jobs that are due, each exactly once however many processes ask; return how many.

    What was due while nothing ran starts late rather than never.
    """
    if not Appointment.objects.filter(at__lte=now).exists():
        return 0
    with transaction.atomic():
        due = list(Appointment.objects.select_for_update(skip_locked=True).filter(at__lte=now)[:AT_ONCE])
        for one in due:
            actions.start_job(one.kind, one.payload, owner=one.owner, topic=one.topic, now=now)
        Appointment.objects.filter(pk__in=[one.pk for one in due]).delete()
    return len(due)
