"""The journal: an append-only, hash-chained audit trail per collaboration.

Facts hold identifiers and plain values, never names or e-mail addresses, so that deleting a person keeps the chain honest.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from breakthrough.collaborations.models import Collaboration, JournalEntry, Member

Fact = str | int | float | bool | None
START = "0" * 64
_SAID = ("number", "at", "actor", "verb", "facts")  # the fields of a line, in the order they are hashed


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
    expected, count, of_whom = START, 0, str(collaboration.pk)
    lines = JournalEntry.objects.filter(collaboration=collaboration).order_by("number")
    # Plain values, because a long journal has thousands of lines and rows as objects cost three times as much.
    for *said, previous_hash, stored in lines.values_list(*_SAID, "previous_hash", "hash").iterator():
        count += 1
        if said[0] != count or previous_hash != expected or stored != _hash(of_whom, said, previous_hash):
            return Verdict(line_count=count, broken_at=count, head=expected)
        expected = stored
    return Verdict(line_count=count, broken_at=None, head=expected)


def hash_of_line(entry: JournalEntry) -> str:
    """Return the SHA-256 over every field of the line, in one canonical JSON form."""
    said = [getattr(entry, name) for name in _SAID]
    return _hash(str(entry.collaboration_id), said, entry.previous_hash)


def _hash(of_whom: str, said: Sequence[Any], previous_hash: str) -> str:
    number, at, actor, verb, facts = said
    line = json.dumps(
        [
            of_whom,
            number,
            at.astimezone(UTC).isoformat(timespec="microseconds"),
            str(actor) if actor else None,
            verb,
            facts,
            previous_hash,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(line.encode()).hexdigest()
