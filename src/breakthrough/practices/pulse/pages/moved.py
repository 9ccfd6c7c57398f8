"""What moved across dates that were fixed beforehand, what cannot be told yet and why, and where the group stood in each wave.

One wave to the next is never a change: positions stand beside each other in a table, and nothing is subtracted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.collaborations.models import Member
from breakthrough.measures.pulse import questions
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.pages import tables, taps, words
from breakthrough.practices.pulse.queries import Turn, Wave, Waves
from breakthrough.practices.pulse.readings import released
from breakthrough.practices.pulse.readings.released import ChangeReading, TurnReading
from breakthrough.practices.pulse.rules import turning
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.turning import Sides, Standing
from breakthrough.web.components.shape import Column


def context_of(
    member: Member, wave: Wave, series: Waves | None, told: Sequence[TurnReading]
) -> dict[str, Any]:
    """Return what the section "What moved" shows of a wave: nothing where it is asked once."""
    if series is None:
        return {}
    known = {one.on for one in told}
    today = timezone.now().date()
    beside = queries.list_beside(member, wave, measure=queries.FULL) if wave.plan.kind is Kind.FULL else []
    return {
        "turns": [_told(one) for one in told],
        "waiting": [
            _waiting(one, up_to=wave.number, today=today)
            for one in series.turns
            if one.on.isoformat() not in known
        ],
        "beside": _beside_table(beside) if len(beside) > 1 else None,
        "beside_words": words.beside(all(one.may_be_compared for one in beside)),
    }


def sentence_of(change: ChangeReading) -> str:
    """Return what moved, by how much, and how sure that is; for a change that is claimed."""
    assert change.difference is not None  # noqa: S101 (a claim has a number)
    rose = change.difference.value > 0
    said = (
        _("%(name)s: more than before, by %(value)s (likely between %(low)s and %(high)s).")
        if rose
        else _("%(name)s: less than before, by %(value)s (likely between %(low)s and %(high)s).")
    )
    low, high = sorted((abs(change.difference.low), abs(change.difference.high)))
    return said % {
        "name": _name_of(change.key),
        "value": words.number(abs(change.difference.value)),
        "low": words.number(low),
        "high": words.number(high),
    }


def _told(turn: TurnReading) -> dict[str, Any]:
    return {
        "words": turn.words,
        "since": words.since(date.fromisoformat(turn.on), words.sides(turn.before, turn.after)),
        "moved": [sentence_of(one) for one in turn.changes if one.is_claimed],
        "has_other_size": any(one.has_other_size for one in turn.changes),
        "table": _change_table(turn),
    }


def _change_table(turn: TurnReading) -> SafeString:
    rows = []
    for one in turn.changes:
        if one.difference is None:
            told, number = _("we cannot tell: %(why)s") % {"why": words.why_no_change(one.reason)}, ""
        else:
            told = _("it moved") if one.is_claimed else _("we cannot tell")
            number = words.interval(one.difference)
        rows.append((_name_of(one.key), told, number))
    columns = [Column(_("Dimension")), Column(_("Has it moved?")), Column(_("Mean after minus mean before"))]
    return tables.draw(_("What moved across the date"), columns, rows)


def _waiting(turn: Turn, *, up_to: int, today: date) -> dict[str, Any]:
    sides = Sides(
        before=tuple(one for one in turn.sides.before if one <= up_to),
        after=tuple(one for one in turn.sides.after if one <= up_to),
    )
    return {
        "words": turn.words,
        "since": words.since(turn.on, words.sides(sides.before, sides.after)),
        "why": _why_waiting(sides, turning.standing_of(sides, turn.on, today=today)),
    }


def _why_waiting(sides: Sides, standing: Standing) -> str:
    if standing is Standing.NEVER:
        return _(
            "Whether anything moved across this date can never be told: it takes three waves before it, and no more can come. Fix a later date if you want to know."
        )
    before, after = sides.lacking_before, sides.lacking_after
    if before and after:
        return _(
            "It cannot be told yet whether anything moved. Still needed: %(before)s before the date and %(after)s after it."
        ) % {"before": _waves(before), "after": _waves(after)}
    return _("It cannot be told yet whether anything moved. Still needed: %(count)s.") % {
        "count": _waves(before or after)
    }


def _waves(count: int) -> str:
    return ngettext("%(count)d wave", "%(count)d waves", count) % {"count": count}


def _beside_table(beside: Sequence[queries.Beside]) -> SafeString:
    columns = [
        Column(_("Wave")),
        Column(_("What was said")),
        Column(_("The other eight"), is_number=True),
        Column(_("Turn-taking"), is_number=True),
        Column(_("People")),
    ]
    rows = []
    for one in beside:
        pulse = released.pulse_of(one.reading)
        found = pulse.position
        rows.append(
            (
                f"{one.number}, {date_format(one.reading.made_at, 'DATE_FORMAT')}",
                words.headline(pulse),
                words.number(found.general) if found.general is not None else _("not known yet"),
                words.number(found.turn) if found.turn is not None else _("not known yet"),
                words.people(pulse.n_band),
            )
        )
    return tables.draw(_("Where you stood in each wave, on seven points"), columns, rows)


def _name_of(key: str) -> str:
    return words.dimension(key) if key in questions.DIMENSION_NAMES else taps.name_of(key)
