"""What the rest of the house uses: declare a kind of work, start a job of that kind.

    @work.kind("voice.import-votes", title=gettext_noop("Bringing in the votes"))
    def import_votes(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
        progress.report(0.1, gettext_noop("Reading line %(line)d"), line=12)
        return {"next": "/c/…"}

    work.appoint("voice.close", {"round": "…"}, key="voice:…:close", at=closes_at)

`result["next"]`, an address of this site, is where the job's page goes on to when it is done.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from breakthrough.background import actions, appointments, kinds
from breakthrough.background.kinds import Do, Json
from breakthrough.background.models import Job
from breakthrough.background.progress import Cancelled, Progress

__all__ = ["Cancelled", "Job", "Json", "Progress", "appoint", "cancel_appointment", "kind", "start"]


def kind(name: str, *, title: str = "") -> Callable[[Do], Do]:
    """Register the function below as the work of kind `name`, which is `<app label>.<word>`.

    The function must be safe to run again after it was interrupted. A `Problem` it raises is shown to the owner in
    words; any other exception is logged and shown as our mistake.
    """

    def register(do: Do) -> Do:
        kinds.register(name, title=title, do=do)
        return do

    return register


def start(
    kind: str, payload: Mapping[str, Json], *, owner: uuid.UUID | None, topic: str | None, now: datetime
) -> Job:
    """Return a waiting job of `kind`, which a worker takes up once the current transaction commits.

    `owner` is the person who may see and stop it, None for the operator. Readers of `topic` hear when it has ended.
    """
    return actions.start_job(kind, payload, owner=owner, topic=topic or "", now=now)


def appoint(
    kind: str,
    payload: Mapping[str, Json],
    *,
    key: str,
    at: datetime,
    owner: uuid.UUID | None = None,
    topic: str | None = None,
) -> None:
    """Have a job of `kind` start at `at`, unless the appointment is taken back or moved by then.

    There is at most one appointment for each `key`; making it again moves it. The job must look for itself whether its
    work is still wanted: it may start late when nothing ran at the time.
    """
    appointments.appoint(kind, payload, key=key, at=at, owner=owner, topic=topic or "")


def cancel_appointment(key: str) -> bool:
    """Take an appointment back; return whether there was one that had not begun."""
    return appointments.cancel(key)
