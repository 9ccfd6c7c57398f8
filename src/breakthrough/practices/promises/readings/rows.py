"""Conversations as the measure takes them: numbers for people and parties, hours for times."""

import hashlib
import json
import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from breakthrough.collaborations.models import Collaboration, Member, Party
from breakthrough.kernel.roles import Role
from breakthrough.measures.promises.histories import History, Said, read_history
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.models import Promise, PromiseStep

_START = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything the measure needs. `parties` are those of `party_sizes`, in the same order; `fingerprint` is of the histories."""

    histories: tuple[History, ...]
    party_sizes: tuple[int, ...]
    parties: tuple[tuple[int, str], ...]
    fingerprint: str


def list_rows(collaboration: Collaboration, *, at: datetime) -> Rows:
    """Return the collaboration's conversations as they stood at `at`. Four queries, however many they are."""
    parties = list(Party.objects.filter(collaboration=collaboration).order_by("position"))
    place = {party.pk: number for number, party in enumerate(parties)}
    sizes = [0] * len(parties)
    present = Member.objects.filter(collaboration=collaboration, departure__isnull=True)
    for party_id in present.exclude(role=Role.OBSERVER).values_list("party_id", flat=True):
        sizes[place[party_id]] += 1
    said: dict[uuid.UUID, list[Said]] = defaultdict(list)
    for step in (
        PromiseStep.objects.select_related("terms")
        .filter(promise__collaboration=collaboration, at__lte=at)
        .order_by("promise_id", "number")
    ):
        terms = getattr(step, "terms", None)
        due = _hours(rules.due_at(terms.due_date)) if terms else None
        said[step.promise_id].append(Said(step.event, step.side, _hours(step.at), due, step.reason))
    people: dict[uuid.UUID, int] = {}
    promises = Promise.objects.filter(collaboration=collaboration, made_at__lte=at).order_by("made_at", "id")
    histories = tuple(
        read_history(
            said[one.pk],
            asker=_number(people, one.customer_id),
            performer=_number(people, one.performer_id),
            from_party=place[one.customer_party_id],
            to_party=place[one.performer_party_id],
            reading_at=_hours(at),
            difficulty=one.difficulty,
        )
        for one in promises
    )
    return Rows(
        histories=histories,
        party_sizes=tuple(sizes),
        parties=tuple((party.pk, party.name) for party in parties),
        fingerprint=_fingerprint(histories, sizes),
    )


def _hours(at: datetime) -> float:
    return (at - _START).total_seconds() / 3600


def _number(people: dict[uuid.UUID, int], member_id: uuid.UUID | None) -> int | None:
    return None if member_id is None else people.setdefault(member_id, len(people))


def _fingerprint(histories: tuple[History, ...], sizes: list[int]) -> str:
    text = json.dumps([sizes, [asdict(one) for one in histories]], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
