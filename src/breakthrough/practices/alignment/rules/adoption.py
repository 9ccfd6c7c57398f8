"""When a text is adopted: by the group's own rule, chosen before anybody answered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

Condition = Literal["every_party", "not_yet", "cannot_tell"]


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
    Rule.TIPPED: gettext_noop("No open block, and purpose outweighs reservations in every party"),
    Rule.NAMED: gettext_noop("No open block, and everybody on the list puts their weight behind it by name"),
    Rule.NO_BLOCK: gettext_noop("No open block"),
}
BEHIND = 7


@dataclass(frozen=True, slots=True)
class Found:
    """What the rule needs to know. `tips` is the sealed reading's condition by party, None where nothing could be shown."""

    open_blocks: int
    tips: Condition | None
    behind_by_name: int
    people: int


def list_missing(rule: Rule, found: Found) -> list[str]:
    """Return what is still missing for the text to be adopted, as sentences with places; nothing if it may be."""
    missing = []
    if found.open_blocks:
        missing.append(gettext_noop("A block is open. Only whoever raised it can lift it or let it stand."))
    if rule is Rule.TIPPED and found.tips == "not_yet":
        missing.append(gettext_noop("In some party reservations still outweigh purpose."))
    elif rule is Rule.TIPPED and found.tips != "every_party":
        missing.append(gettext_noop("We cannot tell whether purpose outweighs reservations in every party."))
    if rule is Rule.NAMED and found.behind_by_name < found.people:
        missing.append(
            gettext_noop("Not everybody on the list puts their weight behind these words by name.")
        )
    return missing


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
