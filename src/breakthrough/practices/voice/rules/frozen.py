"""The frozen set: the released statements in their order, and the root by which votes say what they vote on."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from breakthrough.practices.voice.rules.plans import Plan


class Source(StrEnum):
    """Where a statement comes from; seeds and openings are always marked as such."""

    SEALED = "sealed"
    OPENING = "opening"
    SEED = "seed"


@dataclass(frozen=True, slots=True)
class Text:
    """A statement before it has its number. `seal` is the hex of its envelope's public fingerprint, empty if it had none."""

    text: str
    source: Source
    seal: str = ""
    by: str = ""


def arrange(*, openings: Iterable[Text], seeds: Sequence[Text], sealed: Iterable[Text]) -> tuple[Text, ...]:
    """Return all statements in the canonical order: openings by their words, seeds as they were sent, sealed by their seal.

    The order says nothing about who wrote what and when: seals are random numbers. Equal texts of seeds stand once.
    """
    once = tuple({one.text: one for one in seeds}.values())
    return (
        *sorted(openings, key=lambda one: (one.text, one.by)),
        *once,
        *sorted(sealed, key=lambda one: one.seal),
    )


def canonical(round_hex: str, statements: Sequence[Text]) -> bytes:
    """Return the frozen set as canonical JSON: keys sorted, no spaces, UTF-8, numbers from 1 in the order given."""
    document = {
        "format": "breakthrough-statements/1",
        "round": round_hex,
        "statements": [
            {"number": number, "seal": one.seal or None, "source": one.source.value, "text": one.text}
            for number, one in enumerate(statements, start=1)
        ],
    }
    return _write(document)


def canonical_plan(plan: Plan, seeds: Sequence[str]) -> bytes:
    """Return everything that people will be asked, as canonical JSON; its hash is on the card that everybody compares."""
    document = {
        "format": "breakthrough-talk/1",
        "title": plan.title,
        "question": plan.question,
        "mode": plan.mode.value,
        "quota": plan.quota,
        "by_party": plan.by_party,
        "keep_days": plan.keep_days,
        "seeds": list(seeds),
    }
    return _write(document)


def root_of(round_hex: str, statements: Sequence[Text]) -> bytes:
    """Return the SHA-256 of the canonical frozen set, 32 bytes."""
    return hashlib.sha256(canonical(round_hex, statements)).digest()


def _write(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
