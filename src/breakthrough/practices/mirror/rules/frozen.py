"""What is asked, in one canonical form: its hash is on the card that everybody compares, and what each answer names as its root."""

import hashlib
import json
from collections.abc import Mapping

from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror.rules import asking
from breakthrough.practices.mirror.rules.plans import Plan


def canonical(plan: Plan, *, about: str, shown: Mapping[str, object] | None = None) -> bytes:
    """Return everything that people will be asked about the leader named `about`, as canonical JSON.

    Keys are sorted, no spaces, UTF-8, texts in the source language. `shown` are the same words in every language of
    the product.
    """
    document = {
        "format": "breakthrough-mirror/1",
        "title": plan.title,
        "about": about,
        "questions": questions.VERSION,
        "mode": plan.mode.value,
        "keep_days": plan.keep_days,
        "stem": questions.STEM,
        "asked": [one.text for one in questions.QUESTIONS],
        "answers": list(asking.ANSWERS),
        "missing": asking.NOT_SEEN,
        **({"shown": shown} if shown else {}),
    }
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def root_of(plan: Plan, *, about: str, shown: Mapping[str, object] | None = None) -> bytes:
    """Return the SHA-256 of it, 32 bytes."""
    return hashlib.sha256(canonical(plan, about=about, shown=shown)).digest()
