"""Work about one round that begins at a time of its own: declared with the round at hand instead of its identifier."""

import functools
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from django.utils import timezone

from breakthrough.background import work
from breakthrough.background.kinds import Do
from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds import letters, sealed
from breakthrough.rounds.models import Round

About = Callable[[Round, Mapping[str, work.Json]], work.Json]


class AtItsTime(Protocol):
    """Takes a step of a round at its planned time, unless somebody moved it or was quicker."""

    def __call__(self, *, round: Round, now: datetime) -> work.Json:
        """Take it, or not."""


def declare(
    post: letters.Post,
    *,
    opens: AtItsTime,
    closes: AtItsTime,
    is_worth_reminding: Callable[[Round, str], bool],
    closing: str = gettext_noop("Closing a phase"),
) -> None:
    """Register the work that rounds of every sealed practice have: open, close, remind, and send a letter, which goes out once.

    Everybody on the list is reminded, whoever gave something: nobody can tell.
    """
    practice = post.practice

    @about_round(f"{practice}.open", title=gettext_noop("Opening a round"))
    def open_(kept: Round, _payload: Mapping[str, work.Json]) -> work.Json:
        return opens(round=kept, now=timezone.now())

    @about_round(f"{practice}.close", title=closing)
    def close(kept: Round, _payload: Mapping[str, work.Json]) -> work.Json:
        return closes(round=kept, now=timezone.now())

    @about_round(f"{practice}.remind", title=gettext_noop("Reminding everybody"))
    def remind(kept: Round, payload: Mapping[str, work.Json]) -> work.Json:
        letter = str(payload.get("letter", "reminder"))
        if not is_worth_reminding(kept, letter):
            return None
        return letters.send(post, kept, letter, payload=payload, clock=timezone.now)

    @about_round(f"{practice}.send-letter", title=gettext_noop("Writing to everybody"))
    def send_letter(kept: Round, payload: Mapping[str, work.Json]) -> work.Json:
        return letters.send(post, kept, str(payload["letter"]), payload=payload, clock=timezone.now)


def about_round(kind: str, *, title: str) -> Callable[[About], Do]:
    """Register the function below as work of `kind`, `<practice>.<word>`: it gets the round and the payload, or is left out if that is gone."""

    def register(do: About) -> Do:
        @work.kind(kind, title=title)
        @functools.wraps(do)
        def with_round(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (every job has this shape)
            kept = find_round(kind, payload)
            return None if kept is None else do(kept, payload)

        return with_round

    return register


def find_round(kind: str, payload: Mapping[str, work.Json]) -> Round | None:
    """Return the round that a job of `kind` is about, or None if it is gone."""
    practice = kind.partition(".")[0]
    return sealed.find_round_for_job(uuid.UUID(str(payload["round"])), practice=practice)
