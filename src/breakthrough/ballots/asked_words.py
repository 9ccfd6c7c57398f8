"""The words that people are shown, in every language the product ships: they stand in the plan, so that a device can compare them.

`stem` is the sentence before every question, "" without one; `asked` has a row of words for each question, in their order. A page
shows them from the plan: another wording of a later version of the program does not change a round that was prepared before.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

from breakthrough.background.work import Json
from breakthrough.ballots import queries
from breakthrough.ballots.models import Joining

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of what is asked, in one language."""

    stem: str
    asked: Rows


def in_every_language(say: Callable[[], Words]) -> dict[str, Json]:
    """Return what `say` returns in each language, as it stands in a plan under `shown`."""
    found: dict[str, Json] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words = say()
        found[code] = {"stem": words.stem, "asked": [list(row) for row in words.asked]}
    return found


def find(joining: Joining) -> Words | None:
    """Return the words in the reader's language, or in the product's own; None where the plan has none, being older."""
    content = queries.plan_bytes(joining)
    shown = json.loads(content).get("shown", {}) if content else {}
    found = shown.get(translation.get_language()) or shown.get("en")
    return Words(found["stem"], found["asked"]) if found else None
