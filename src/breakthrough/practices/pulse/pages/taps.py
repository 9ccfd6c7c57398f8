"""Three taps as the page shows them: each alone, this week beside the weeks before, never a lean."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.evidence.models import Reading
from breakthrough.measures.pulse import taps
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.pages import tables, words
from breakthrough.practices.pulse.queries import Wave
from breakthrough.practices.pulse.readings import released
from breakthrough.web.components.shape import Column


def context_of(member: Member, wave: Wave, reading: Reading) -> dict[str, Any]:
    """Return what the page shows of three taps."""
    this_week = {one.key: one for one in released.micro_of(reading)}
    beside = queries.list_beside(member, wave, measure=queries.MICRO)
    bands = {one.n_band for one in this_week.values() if one.n_band}
    return {
        "taps": [
            {
                "text": _(one.text),
                "words": _sentence(this_week[one.key]),
                "scale": ", ".join(f"{place} = {_(answer)}" for place, answer in enumerate(one.answers)),
                "table": _table(beside, one),
            }
            for one in taps.QUESTIONS
        ],
        "tap_words": words.beside(all(one.may_be_compared for one in beside)),
        "people": words.people(min(bands, key=len) if len(bands) == 1 else None) if bands else "",
    }


def name_of(key: str) -> str:
    """Return a tap's question."""
    return _(next(one.text for one in taps.QUESTIONS if one.key == key))


def _sentence(found: taps.MicroReading) -> str:
    if found.mean is None:
        return _("Fewer than five people could answer, so nothing is shown.")
    return _("On average %(mean)s. %(people)s.") % {
        "mean": words.interval(found.mean),
        "people": words.people(found.n_band),
    }


def _table(beside: Sequence[queries.Beside], question: taps.MicroQuestion) -> SafeString | None:
    rows = []
    for each in beside:
        one = next(found for found in released.micro_of(each.reading) if found.key == question.key)
        rows.append((each.number, words.interval(one.mean) if one.mean else _("not known yet")))
    if len(rows) < 2:
        return None
    return tables.draw(_(question.text), [Column(_("Wave")), Column(_("Mean"))], rows)
