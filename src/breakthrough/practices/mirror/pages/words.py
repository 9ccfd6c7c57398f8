"""A result in plain sentences, to the leader and to those who took part. Nothing is decided here.

The tone is kind and exact: most differences are within chance, and that is said first.
"""

from django.utils.formats import localize
from django.utils.translation import gettext as _

from breakthrough.measures.mirror import questions
from breakthrough.measures.mirror.results import FacetReading, GapReading, MirrorReading
from breakthrough.measures.values import Estimate
from breakthrough.practices.mirror.charts import Kind
from breakthrough.rounds.phases import Phase


def facet(key: str) -> str:
    """Return what a facet is called."""
    return _(questions.FACET_NAMES[key])


def lane(kind: Kind, *, is_own: bool) -> str:
    """Return whose number a lane shows, as the reader would say it."""
    if is_own:
        return {"own": _("You"), "expected": _("You expected"), "others": _("The others")}[kind]
    return {"own": _("Own view"), "expected": _("Expected"), "others": _("All of you")}[kind]


def headline(reading: MirrorReading) -> str:
    """Return the heading of the whole result: how many differences can be told."""
    if reading.status != "shown":
        return _("Too few to show")
    if reading.is_response_low:
        return _("Too few answered to set side by side")
    if _count_clear(reading) == 0:
        return _("You and the others: nothing that chance would not do")
    return _("Where you and the others differ")


def opening(reading: MirrorReading) -> str:
    """Return the first paragraph: how to read it."""
    if reading.status != "shown":
        return _(
            "Fewer than five people could say how you lead. So nothing is shown to anyone, not even to you."
        )
    if reading.is_response_low:
        return _(
            "%(answered)s of %(eligible)s answered. Those who stay silent often differ, so nothing is said about differences."
        ) % {"answered": reading.answered, "eligible": reading.eligible}
    if _count_clear(reading) == 0:
        return _(
            "That is the most common answer. With this many people a difference has to be large before it means anything. Read the numbers as a first look."
        )
    return _(
        "Most differences are smaller than what chance does, and then we say that we cannot tell. Those that can be told stand below in words."
    )


def gaps(one: FacetReading, *, is_own: bool) -> list[str]:
    """Return what can be said about the two differences of a facet."""
    said = [_own_gap(one.blind_spot, is_own=is_own), _expected_gap(one.reading_the_room, is_own=is_own)]
    if not any(said):
        return [why_not(one.blind_spot)]
    return [sentence or _cannot_tell(place) for place, sentence in enumerate(said)]


def why_not(gap: GapReading) -> str:
    """Return why nothing can be said about a facet's differences."""
    if gap.reason == "low_response":
        return _("Too few answered to say whether there is a difference.")
    return _("We cannot tell: the differences here are within what chance does.")


def interval(found: Estimate) -> str:
    """Return a mean and its interval: "4.2 (likely between 3.6 and 4.8)"."""
    return _("%(value)s (likely between %(low)s and %(high)s)") % {
        "value": number(found.value),
        "low": number(found.low),
        "high": number(found.high),
    }


def people(band: str | None) -> str:
    """Return a band of people as the secrecy design words it: "From between 8 and 12 people"."""
    if band is None:
        return _("From fewer than 5 people")
    if band.endswith("+"):
        return _("From %(low)s or more people") % {"low": band[:-1]}
    low, _dash, high = band.partition("-")
    return _("From between %(low)s and %(high)s people") % {"low": low, "high": high}


def phase(one: Phase) -> str:
    """Return where a mirror stands, the same for everybody: nothing tells whether the leader showed something."""
    return {
        Phase.DRAFT: _("being prepared"),
        Phase.JOINING: _("people are getting their seals"),
        Phase.OPEN: _("open for answers"),
        Phase.COUNTING: _("being counted"),
        Phase.RELEASED: _("answered"),
        Phase.HELD: _("too few to show"),
        Phase.ENDED: _("answered"),
    }[one]


def number(value: float) -> str:
    """Return a number in the reader's language, with one or two digits after the point."""
    return str(localize(round(value, 2)))


def _count_clear(reading: MirrorReading) -> int:
    return sum(bool(gap.is_clear) for one in reading.facets for gap in (one.blind_spot, one.reading_the_room))


def _own_gap(gap: GapReading, *, is_own: bool) -> str:
    if not gap.is_clear or gap.difference is None:
        return ""
    is_higher = gap.difference.value > 0
    if is_own:
        said = (
            _(
                "You see yourself higher than the others see you, by %(value)s (likely between %(low)s and %(high)s)."
            )
            if is_higher
            else _(
                "The others see you higher than you see yourself, by %(value)s (likely between %(low)s and %(high)s)."
            )
        )
    else:
        said = (
            _("The own view is higher than your answers, by %(value)s (likely between %(low)s and %(high)s).")
            if is_higher
            else _(
                "Your answers are higher than the own view, by %(value)s (likely between %(low)s and %(high)s)."
            )
        )
    return said % _size(gap.difference)


def _expected_gap(gap: GapReading, *, is_own: bool) -> str:
    if not gap.is_clear or gap.difference is None:
        return ""
    is_higher = gap.difference.value > 0
    if is_own:
        said = (
            _("You expected higher answers than came, by %(value)s (likely between %(low)s and %(high)s).")
            if is_higher
            else _(
                "The answers were higher than you expected, by %(value)s (likely between %(low)s and %(high)s)."
            )
        )
    else:
        said = (
            _("Higher answers were expected than came, by %(value)s (likely between %(low)s and %(high)s).")
            if is_higher
            else _(
                "Your answers were higher than expected, by %(value)s (likely between %(low)s and %(high)s)."
            )
        )
    return said % _size(gap.difference)


def _cannot_tell(place: int) -> str:
    return (
        _("Between own view and answers we cannot tell.")
        if place == 0
        else _("Between expectation and answers we cannot tell.")
    )


def _size(difference: Estimate) -> dict[str, str]:
    low, high = sorted((abs(difference.low), abs(difference.high)))
    return {"value": number(abs(difference.value)), "low": number(low), "high": number(high)}
