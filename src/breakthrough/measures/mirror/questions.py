"""The eight questions of the Mirror, version `mirror/1`, with the seven answers of the Pulse. Changing a word makes a new version."""

from __future__ import annotations

from dataclasses import dataclass

from breakthrough.kernel.words import gettext_noop

VERSION = "mirror/1"
STEM = gettext_noop("This person…")


@dataclass(frozen=True, slots=True)
class MirrorQuestion:
    """One question; `is_reversed`: a high answer is a low score (8 minus the answer)."""

    key: str
    facet: str
    text: str
    is_reversed: bool = False


FACET_NAMES = {
    "openness": gettext_noop("Openness, not control"),
    "challenge": gettext_noop("Challenge, not compliance"),
    "failing": gettext_noop("Safe to fail"),
    "relations": gettext_noop("Living relationships"),
}
FACETS = tuple(FACET_NAMES)

QUESTIONS = (
    MirrorQuestion("L1", "openness", gettext_noop("asks for views before giving their own.")),
    MirrorQuestion("L2", "openness", gettext_noop("changes a decision after hearing from others.")),
    MirrorQuestion("L3", "challenge", gettext_noop("thanks people who disagree with them.")),
    MirrorQuestion(
        "L4",
        "challenge",
        gettext_noop("gets quick agreement because people do not want to push back."),
        is_reversed=True,
    ),
    MirrorQuestion("L5", "failing", gettext_noop("talks about their own mistakes.")),
    MirrorQuestion("L6", "failing", gettext_noop("asks what we learned before asking who was responsible.")),
    MirrorQuestion("L7", "relations", gettext_noop("takes time to find out what the other side needs.")),
    MirrorQuestion(
        "L8", "relations", gettext_noop("gets in touch only when they want something."), is_reversed=True
    ),
)
PLACES = tuple(
    tuple(place for place, question in enumerate(QUESTIONS) if question.facet == facet) for facet in FACETS
)
"""For each facet, the places of its questions (0 to 7)."""
