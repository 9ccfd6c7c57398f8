"""The journal: an append-only, hash-chained audit trail per collaboration.

Facts hold identifiers and plain values, never names or e-mail addresses, so that deleting a person keeps the chain honest.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from breakthrough.collaborations.models import Collaboration, JournalEntry, Member

Fact = str | int | float | bool | None
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a journal found: `broken_at` is the number of the first line that does not fit, or None."""

    line_count: int
    broken_at: int | None
    head: str


def write(
    *,
    collaboration: Collaboration,
    actor: Member | None,
    verb: str,
    now: datetime,
    facts: Mapping[str, Fact] | None = None,
) -> JournalEntry:
    """Append a line inside the caller's transaction; `verb` reads like `member.joined`. Must run inside `transaction.atomic`."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "The journal is written inside the transaction of the change it tells of."
        )
    Collaboration.objects.select_for_update().only("id").get(pk=collaboration.pk)
    last = JournalEntry.objects.filter(collaboration=collaboration).order_by("-number").first()
    entry = JournalEntry(
        collaboration=collaboration,
        number=last.number + 1 if last else 1,
        at=now,
        actor=actor.pk if actor else None,
        verb=verb,
        facts=dict(facts or {}),
        previous_hash=last.hash if last else START,
    )
    entry.hash = hash_of_line(entry)
    entry.save(force_insert=True)
    return entry


def verify(collaboration: Collaboration) -> Verdict:
    """Walk the chain from its first line and report where it breaks, if it does."""
    expected, number = START, 0
    for entry in JournalEntry.objects.filter(collaboration=collaboration).order_by("number").iterator():
        number += 1
        if entry.number != number or entry.previous_hash != expected or entry.hash != hash_of_line(entry):
            return Verdict(line_count=number, broken_at=number, head=expected)
        expected = entry.hash
    return Verdict(line_count=number, broken_at=None, head=expected)


def hash_of_line(entry: JournalEntry) -> str:
    """Return the SHA-256 over every field of the line, in one canonical JSON form."""
    line = json.dumps(
        [
            str(entry.collaboration_id),
            entry.number,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(entry.actor) if entry.actor else None,
            entry.verb,
            entry.facts,
            entry.previous_hash,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(line.encode()).hexdigest()
