"""When a text is adopted: by the group's own rule, chosen before anybody answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, cast

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

Condition = Literal["every_party", "whole_group", "not_yet", "cannot_tell"]
POOLED_BEFORE = "alignment.stances/1"
"""The method whose readings called one pooled mean "every party"."""


class Rule(StrEnum):
    """What a group holds itself to."""

    TIPPED = "tipped"
    NAMED = "named"
    NO_BLOCK = "no_block"


class Kind(StrEnum):
    """How a round ends. `next_version`: the text goes on."""

    ADOPTED = "adopted"
    NOT_ALIGNED = "not_aligned"
    NEXT_VERSION = "next_version"


RULE_WORDS = {
    Rule.TIPPED: gettext_noop(
        "No open block, and purpose outweighs reservations in every party; taken together where parties are too small to be weighed separately"
    ),
    Rule.NAMED: gettext_noop("No open block, and everybody on the list puts their weight behind it by name"),
    Rule.NO_BLOCK: gettext_noop("No open block"),
}
TOGETHER_WORDS = gettext_noop(
    "This is of all of you together. In some party too few people were asked or answered to weigh it separately, so it may stand differently."
)
BEHIND = 7


@dataclass(frozen=True, slots=True)
class Found:
    """What the rule needs to know. `tips` is the sealed reading's condition, None where nothing could be shown; `is_together`: it is
    of the whole group, because no party could be weighed by itself.
    """

    open_blocks: int
    tips: Condition | None
    behind_by_name: int
    people: int
    is_together: bool = False


def tips_of(reading: Mapping[str, Any] | None) -> tuple[Condition | None, bool]:
    """Return the condition of a stored reading, and whether it is of the whole group together.

    Readings of the first method said "every party" of one pooled mean; they are read as what they were.
    """
    tipping = (reading or {}).get("tipping") or {}
    told = cast("Condition | None", tipping.get("condition"))
    cells = tipping.get("by_cell") or ()
    is_first = (reading or {}).get("method") == POOLED_BEFORE
    if is_first and told == "every_party" and (not cells or any(one["is_rest"] for one in cells)):
        told = "whole_group"
    return told, not cells and (is_first or bool(tipping.get("is_pooled")))


def list_missing(rule: Rule, found: Found) -> list[str]:
    """Return what is still missing for the text to be adopted, as sentences with places; nothing if it may be."""
    missing = []
    if found.open_blocks:
        missing.append(gettext_noop("A block is open. Only whoever raised it can lift it or let it stand."))
    if rule is Rule.TIPPED and found.tips not in ("every_party", "whole_group"):
        missing.append(tips_words(found.tips, is_together=found.is_together))
    if rule is Rule.NAMED and found.behind_by_name < found.people:
        missing.append(
            gettext_noop(
                "Not everybody on the list has put their weight behind these words by name in this round."
            )
        )
    return missing


def list_said_openly(rule: Rule, found: Found) -> list[str]:
    """Return what has to be said beside "by your rule it is adopted": that the parties were not weighed one by one."""
    if rule is Rule.TIPPED and found.tips == "whole_group":
        return [TOGETHER_WORDS]
    return []


def tips_words(tips: Condition | None, *, is_together: bool) -> str:
    """Return whether purpose outweighs reservations, in a sentence: of every party, or of all taken together."""
    if tips is None:
        return gettext_noop("We cannot tell yet whether purpose outweighs reservations.")
    return {
        "every_party": gettext_noop("Purpose outweighs reservations in every party."),
        "whole_group": gettext_noop("Taken together, purpose outweighs reservations."),
        "not_yet": gettext_noop("Taken together, reservations still outweigh purpose.")
        if is_together
        else gettext_noop("In some party reservations still outweigh purpose."),
        "cannot_tell": gettext_noop(
            "We cannot tell whether purpose outweighs reservations, even taken together."
        )
        if is_together
        else gettext_noop("We cannot tell whether purpose outweighs reservations in every party."),
    }[tips]


def check_may_adopt(rule: Rule, found: Found) -> None:
    """Raise a Problem unless the group's rule says that the text is adopted."""
    missing = list_missing(rule, found)
    if missing:
        raise Problem("not-adopted-yet", status=409, words=missing[0])


def check_outcome(kind: Kind, *, text: str, would_take: str) -> None:
    """Raise a Problem unless the outcome says enough: what was agreed, or what it would take."""
    if kind is Kind.ADOPTED and not text.strip():
        raise Problem(
            "outcome-missing",
            status=422,
            words=gettext_noop("Write in a sentence or two what you hold yourselves to now."),
            field="text",
        )
    if kind is Kind.NOT_ALIGNED and not would_take.strip():
        raise Problem(
            "would-take-missing",
            status=422,
            words=gettext_noop("Write what it would take. That is what the next talk begins with."),
            field="would_take",
        )
