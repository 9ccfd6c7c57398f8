"""A released reading in plain sentences. Every sentence is built from keys and values; nothing is decided here.

Over 150 lines because all that is said aloud about a reading is read best in one place.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from breakthrough.measures.pulse import questions
from breakthrough.measures.pulse.results import PulseReading
from breakthrough.measures.values import Estimate
from breakthrough.practices.pulse.rules.waves import EndReason
from breakthrough.rounds.phases import Phase
from breakthrough.web.templatetags.components import percent

_PARTS = {"SAY+STEER": ("SAY", "STEER")}


def headline(pulse: PulseReading) -> str:
    """Return the heading: where the group stands, or that it cannot be told."""
    found = pulse.position
    if pulse.is_response_low:
        return _("Too few answered to say where you stand")
    said = {
        "C_named": _("Answers and behaviour lean towards cooperation"),
        "K_named": _("Answers and behaviour lean towards coordination"),
        "B_named": _("Answers and behaviour lean towards breakthrough"),
        "C_answers": _("Low on nearly everything"),
        "K_answers": _("In the middle, with much turn-taking"),
        "B_answers": _("High on nearly everything"),
        "mixed": _("Mixed. No single pattern, and that is worth knowing"),
    }
    if found.headline is not None:
        return said[found.headline]
    return _("A pattern of your own") if found.reason == "misfit" else _("Where you stand cannot be told yet")


def opening(pulse: PulseReading) -> str:
    """Return the first paragraph: what the headline means, and what else would look the same."""
    if pulse.is_response_low:
        return _(
            "%(answered)s of %(eligible)s answered. Those who stay silent often differ, so nothing is said here about where you stand, what parties see differently, or what has moved."
        ) % {"answered": pulse.answered, "eligible": pulse.eligible}
    said = {
        "C_named": _(
            "Your answers are low on nearly everything, and your parties differ on who may speak and steer."
        ),
        "K_named": _("Your answers lie in the middle with much turn-taking, and what you do shows the same."),
        "B_named": _("Your answers are high on nearly everything, and what you do shows the same."),
        "C_answers": _("Cooperation looks like this, and so does a hard month: answers alone cannot tell."),
        "K_answers": _("Coordination looks like this. It rests on three questions only."),
        "B_answers": _("Breakthrough looks like this, and so does a group that simply likes itself."),
        "mixed": _(
            "Your answers do not lie clearly with cooperation, coordination or breakthrough. Most groups get this answer."
        ),
    }
    if pulse.position.headline is not None:
        sentence = said[pulse.position.headline]
        if pulse.position.reason == "rests_on_one_dimension" and pulse.position.weakest:
            sentence += " " + _("It would lean one way, but only because of one dimension: %(name)s.") % {
                "name": dimension(pulse.position.weakest)
            }
        return sentence
    if pulse.position.reason == "misfit":
        return _(
            "None of our three patterns would bring about these answers. Look at the nine dimensions instead."
        )
    return _("Too few answered enough of the questions. What can be told stands below.")


def dimension(key: str) -> str:
    """Return what a dimension is called."""
    if key == "SAY+STEER":
        return _("Speaking up and shared steering together")
    return _(questions.DIMENSION_NAMES[key])


def how_often(mean: Estimate) -> str:
    """Return the answer that lies next to a mean: "more than half"."""
    place = min(6, max(0, round(mean.value) - 1))
    return _(questions.ANSWERS[place])


def interval(mean: Estimate) -> str:
    """Return a mean and its interval: "4.2 (likely between 3.6 and 4.8)"."""
    return _("%(value)s (likely between %(low)s and %(high)s)") % {
        "value": number(mean.value),
        "low": number(mean.low),
        "high": number(mean.high),
    }


def spread(word: str | None, *, has_two_views: bool | None) -> str:
    """Return how far apart people are, or an empty text."""
    if has_two_views:
        return _("two different views in here")
    return {
        "close": _("you are close together"),
        "some_range": _("some range"),
        "far_apart": _("you are far apart"),
    }.get(word or "", "")


def spread_aloud(word: str | None, *, has_two_views: bool | None) -> str:
    """Return how far apart people are as a sentence, or an empty text."""
    if has_two_views:
        return _("There are two different views among you.")
    return {
        "close": _("You are close together on this."),
        "some_range": _("There is some range among you."),
        "far_apart": _("You are far apart on this."),
    }.get(word or "", "")


def parties(pulse: PulseReading, *, has_clear: bool) -> str:
    """Return how differences between parties are to be read, or why none is told."""
    if has_clear:
        return _("Nine dimensions are looked at, and one in twenty such differences comes about by chance.")
    if pulse.is_response_low:
        return _("Too few answered to say what parties see differently.")
    if pulse.parties:
        return _("No difference is clear of chance. That does not mean there is none.")
    return _(
        "Nothing is shown by party: every party needs five people or more, so that it is hard to tell people apart."
    )


def gaps(pulse: PulseReading, cells: Sequence[str]) -> list[str]:
    """Return every clear difference as a sentence; the sum of two dimensions only where neither of them says it by itself."""
    clear = [one for one in pulse.gaps if one.is_clear]
    said = {(one.dimension, one.first, one.second) for one in clear}
    return [
        gap(one.difference, one.dimension, cells[one.first], cells[one.second])
        for one in clear
        if not any((part, one.first, one.second) in said for part in _PARTS.get(one.dimension, ()))
    ]


def gap(difference: Estimate, key: str, first: str, second: str) -> str:
    """Return who answers higher on what."""
    higher, lower = (first, second) if difference.value > 0 else (second, first)
    low, high = sorted((abs(difference.low), abs(difference.high)))
    return _(
        "%(dimension)s: %(higher)s answers higher than %(lower)s, by %(value)s (likely between %(low)s and %(high)s)."
    ) % {
        "dimension": dimension(key),
        "higher": higher,
        "lower": lower,
        "value": number(abs(difference.value)),
        "low": number(low),
        "high": number(high),
    }


def notes(pulse: PulseReading) -> list[str]:
    """Return which other ways of counting would change what is said."""
    said = {
        "outcome_free_differs": _(
            "Without the questions about what comes out of your work, the pattern would be read differently."
        ),
        "headcount_differs": _(
            "If every person counted alike instead of every party, the pattern would be read differently."
        ),
    }
    return [said[one] for one in pulse.position.notes]


def unknown(pulse: PulseReading, *, wave_count: int) -> list[str]:
    """Return what cannot be told yet, and why: never an empty list."""
    found = []
    missing = [dimension(one.dimension) for one in pulse.dimensions if one.mean is None]
    if missing:
        found.append(
            _("Fewer than five people could answer on %(names)s, so nothing is shown there.")
            % {"names": ", ".join(missing)}
        )
    if not pulse.is_response_low and pulse.position.reason == "answers_only":
        found.append(
            _(
                "Whether the pattern is more than a mood. That needs something you did, not only what you felt: building across parties, or being right together."
            )
        )
    if not pulse.parties:
        found.append(
            _("Whether your parties see it differently. That needs five people or more of every party.")
        )
    elif not any(one.is_clear for one in pulse.gaps) and not pulse.is_response_low:
        found.append(_("Whether your parties differ: no difference is clear of chance."))
    if pulse.n_band == "5-7":
        found.append(_("Spreads and single questions. They need eight people or more."))
    if wave_count < 2:
        found.append(_("Whether it moves. One wave is a picture, not a film."))
    else:
        found.append(
            _(
                "Whether it moved since the last wave. One wave to the next is never shown as a change: means move by chance."
            )
        )
    found.append(_("What those think who did not answer, or could not say."))
    return found


def people(band: str | None) -> str:
    """Return a band of people as the secrecy design words it: "From between 8 and 12 people"."""
    if band is None:
        return _("From fewer than 5 people")
    if band.endswith("+"):
        return _("From %(low)s or more people") % {"low": band[:-1]}
    low, _dash, high = band.partition("-")
    return _("From between %(low)s and %(high)s people") % {"low": low, "high": high}


def phase(one: Phase) -> str:
    """Return where a wave stands."""
    return {
        Phase.DRAFT: _("being prepared"),
        Phase.JOINING: _("people are getting their seals"),
        Phase.OPEN: _("open for answers"),
        Phase.COUNTING: _("being counted"),
        Phase.RELEASED: _("results are there"),
        Phase.HELD: _("too few to show"),
        Phase.ENDED: _("results are there"),
    }[one]


def series_end(reason: str) -> str:
    """Return why no further wave comes, or an empty text while some do."""
    return {
        "": "",
        EndReason.STOPPED.value: _("A facilitator stopped the waves."),
        EndReason.UNSEEN.value: _(
            "The waves stopped by themselves, because nobody looked at two results in a row. Asking again would only take your time."
        ),
        EndReason.NOBODY_RUNS_IT.value: _(
            "The waves stopped, because whoever began them no longer facilitates."
        ),
    }[reason]


def waves(numbers: Sequence[int]) -> str:
    """Return which waves: "waves 1, 2, 3"."""
    listed = ", ".join(str(one) for one in numbers)
    return ngettext("wave %(numbers)s", "waves %(numbers)s", len(numbers)) % {"numbers": listed}


def sides(before: Sequence[int], after: Sequence[int]) -> str:
    """Return which waves lie on either side of a date: "waves 1, 2 before it, wave 3 after it"."""
    if not before and not after:
        return _("no wave on either side yet")
    parts = []
    if before:
        parts.append(_("%(waves)s before it") % {"waves": waves(before)})
    if after:
        parts.append(_("%(waves)s after it") % {"waves": waves(after)})
    return ", ".join(parts)


def since(on: date, which: str) -> str:
    """Return from when on something is done differently, and which waves lie on either side."""
    return _("From %(day)s on; %(waves)s.") % {"day": date_format(on, "DATE_FORMAT"), "waves": which}


def beside(may_be_compared: bool) -> str:
    """Return how two waves beside each other may be read."""
    if may_be_compared:
        return _("From one wave to the next, means move by chance, so no change is read from this.")
    return _(
        "One to four people joined or left between waves. A difference would be theirs, so none is worked out."
    )


def mode(key: str) -> str:
    """Return what one of the four probabilities is called."""
    return {
        "C": _("Cooperation"),
        "K": _("Coordination"),
        "B": _("Breakthrough"),
        "mixed": pgettext("of three patterns", "Mixed"),
    }[key]


def how_likely(pulse: PulseReading) -> str:
    """Return the four probabilities as a sentence, or an empty text where there are none."""
    four = pulse.position.probabilities
    if four is None:
        return ""
    said = ", ".join(
        f"{mode(key)} {percent(share)}" for key, share in zip(("C", "K", "B", "mixed"), four, strict=True)
    )
    return _("How likely each is, if our three patterns are right: %(four)s.") % {"four": said}


def why_no_change(reason: str | None) -> str:
    """Return why nothing can be said about a move."""
    return {
        "waiting": _("three waves on either side are needed"),
        "low_response": _("in one of the waves too few answered"),
        "remainder_too_small": _(
            "one to four people joined or left between waves, and a difference would be theirs"
        ),
        "too_few": _("in one of the waves fewer than five could answer"),
        "not_measurable": _("the questions changed between waves"),
    }.get(reason or "", _("not known yet"))


def number(value: float) -> str:
    """Return a number in the reader's language, with one or two digits after the point."""
    from django.utils.formats import localize

    return str(localize(round(value, 2)))
