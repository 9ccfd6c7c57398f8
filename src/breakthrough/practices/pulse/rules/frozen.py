"""What is asked, in one canonical form: its hash is on the card that everybody compares, and what each answer names as its root."""

import hashlib
import json
from collections.abc import Mapping

from breakthrough.practices.pulse.rules import asking
from breakthrough.practices.pulse.rules.plans import Plan


def canonical(plan: Plan, *, by_party: bool, shown: Mapping[str, object] | None = None) -> bytes:
    """Return everything that people will be asked as canonical JSON: keys sorted, no spaces, UTF-8, texts in the source language.

    `shown` are the same words in every language of the product.
    """
    document = {
        "format": "breakthrough-pulse/1",
        "title": plan.title,
        "questions": asking.version_of(plan.kind),
        "mode": plan.mode.value,
        "by_party": by_party,
        "keep_days": plan.keep_days,
        "asked": [
            {"text": one.text, "answers": list(one.answers), "missing": one.missing, "own": one.is_own}
            for one in asking.list_asked(plan.kind, plan.own)
        ],
        **({"shown": shown} if shown else {}),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root_of(plan: Plan, *, by_party: bool, shown: Mapping[str, object] | None = None) -> bytes:
    """Return the SHA-256 of it, 32 bytes."""
    return hashlib.sha256(canonical(plan, by_party=by_party, shown=shown)).digest()
