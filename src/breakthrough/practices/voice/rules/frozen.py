"""The frozen set: the released statements in their order, and the root by which votes say what they vote on."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
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
    """A statement before it has its number. `seal` is the hex of its envelope's public fingerprint, empty if it had none.

    `salt` (hex) keeps the words from being guessed by their hash once they are hidden. It is empty in rounds that were frozen
    before there were salts: their root covers the words themselves.
    """

    text: str
    source: Source
    seal: str = ""
    by: str = ""
    salt: str = ""


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


def hash_of_words(text: str, *, salt: str) -> str:
    """Return the SHA-256 (hex) by which the root names the words of a statement; "" without a salt."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest() if salt else ""


def canonical(round_hex: str, statements: Sequence[Text]) -> bytes:
    """Return the frozen set as canonical JSON: keys sorted, no spaces, UTF-8, numbers from 1 in the order given.

    Words stand in it by their salted hash, so that it stays the same, and can be checked, after some were hidden.
    """
    return _write(_document(round_hex, statements, [_committed(one) for one in statements]))


def shown(round_hex: str, statements: Sequence[Text], *, hidden: Collection[int] = ()) -> bytes:
    """Return the frozen set with its words and salts, those of the numbers `hidden` left out, as canonical JSON.

    Without `text` and `salt` it is `canonical`, byte for byte; where there are no salts it is `canonical` as it stands.
    """
    said = [
        {**_committed(one), **_words(one, is_hidden=number in hidden)}
        for number, one in enumerate(statements, start=1)
    ]
    return _write(_document(round_hex, statements, said))


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


def _document(
    round_hex: str, statements: Sequence[Text], said: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    return {
        "format": f"breakthrough-statements/{2 if any(one.salt for one in statements) else 1}",
        "round": round_hex,
        "statements": [{"number": number, **one} for number, one in enumerate(said, start=1)],
    }


def _committed(one: Text) -> dict[str, object]:
    words = {"words": hash_of_words(one.text, salt=one.salt)} if one.salt else {"text": one.text}
    return {"seal": one.seal or None, "source": one.source.value, **words}


def _words(one: Text, *, is_hidden: bool) -> dict[str, object]:
    salt = {"salt": "" if is_hidden else one.salt} if one.salt else {}
    return {"text": "" if is_hidden else one.text, **salt}


def _write(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
