"""Who may bring votes in or take them out."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop

SEED = 1


@dataclass(frozen=True, slots=True)
class Findings:
    """What a set of files holds, before anything is stored.

    `notes` are dicts with file, reason, count and the first line numbers; `content_hash` is the SHA-256 of the canonical
    files; `group_sizes` are the sizes of the groups that the files name, largest first.
    """

    person_count: int
    silent_count: int
    statement_count: int
    vote_count: int
    group_sizes: tuple[int, ...]
    title: str
    question: str
    source: str
    content_hash: str
    notes: tuple[Mapping[str, Any], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as JSON values."""
        return {
            **dataclasses.asdict(self),
            "group_sizes": list(self.group_sizes),
            "notes": [dict(one) for one in self.notes],
        }


def check_may_import(role: Role | None) -> None:
    """Raise a Problem unless someone with `role` may bring votes in; None is the operator at the command line."""
    if role not in (None, Role.FACILITATOR):
        raise Problem(
            "facilitators-bring-votes-in",
            status=403,
            words=gettext_noop(
                "Only a facilitator can bring votes in. Ask one of yours; you find them on the people page."
            ),
        )


def check_may_export_votes(role: Role | None) -> None:
    """Raise a Problem unless someone with `role` may have the votes themselves; observers see released results only."""
    if role is Role.OBSERVER:
        raise Problem(
            "observers-see-results",
            status=403,
            words=gettext_noop(
                "Observers see released results only. The reading can be downloaded; the votes cannot."
            ),
        )


def check_same_content(*, content_hash: str, expected: str | None) -> None:
    """Raise a Problem if what is imported is not what was looked at before."""
    if expected is not None and content_hash != expected:
        raise Problem(
            "votes-changed",
            status=409,
            words=gettext_noop(
                "These are not the files that you looked at. Look at them once more before you bring them in."
            ),
        )


def shorten(text: str, *, limit: int) -> str:
    """Return `text` without outer white space and NUL, cut to `limit` characters with a visible ellipsis."""
    clean = text.replace("\0", "").strip()
    return clean if len(clean) <= limit else f"{clean[: limit - 1].rstrip()}…"
