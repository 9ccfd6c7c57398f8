"""What a wave came to, in the order of the page: position, probabilities, dimensions, parties, moves, what is unknown, what next."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.evidence import charts as drawing
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.measures.pulse import questions
from breakthrough.measures.pulse.results import PulseReading
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.pages import moved, tables, taps, words
from breakthrough.practices.pulse.queries import Wave
from breakthrough.practices.pulse.readings import advised, exports, released
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.rounds.phases import Step
from breakthrough.web.components.shape import Column, Entry


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart on the page, with the table that says the same."""

    key: str
    title: str
    sentence: str
    svg: SafeString
    note: str
    table: SafeString


def context_of(request: HttpRequest, member: Member, wave: Wave) -> dict[str, Any]:  # noqa: ARG001 (its siblings need the request)
    """Return what the results page shows; parts are left out where nothing was released."""
    found = queries.results_of(member, wave)
    series = queries.waves_of(member, wave.round.pk)
    slug, pk = member.collaboration.slug, wave.round.pk
    context: dict[str, Any] = {
        "released_at": next((one.at for one in wave.steps if one.step is Step.RELEASED), None),
        "series": series,
        **moved.context_of(member, wave, series, released.turns_of(found.change)),
    }
    if found.reading is None:
        return context
    context["takeaways"] = [
        (_("Results as CSV"), reverse("pulse:reading_csv", args=[slug, pk])),
        (_("Results as JSON"), reverse("pulse:reading_json", args=[slug, pk])),
    ]
    context["entries"] = _entries(found.reading)
    if wave.plan.kind is Kind.MICRO:
        return {**context, **taps.context_of(member, wave, found.reading)}
    pulse = released.pulse_of(found.reading)
    names = queries.list_party_names(wave.round)
    return {
        **context,
        "pulse": pulse,
        "headline": words.headline(pulse),
        "opening": words.opening(pulse),
        "people": words.people(pulse.n_band),
        "pictures": {one.key: one for one in _pictures(found.reading, pulse)},
        "probabilities": _probabilities(pulse),
        "notes": words.notes(pulse),
        "party_table": _party_table(pulse, names),
        "gaps": words.gaps(pulse, [exports.name_of(one, names) for one in pulse.partition]),
        "gap_words": words.parties(pulse, has_clear=any(one.is_clear for one in pulse.gaps)),
        "own": [
            (one.text, words.interval(one.mean) if one.mean else "") for one in released.own_of(found.reading)
        ],
        "questions": _questions(pulse),
        "unknown": words.unknown(pulse, wave_count=wave.number),
        "next_steps": advised.list_next_steps(pulse, slug),
    }


def _probabilities(pulse: PulseReading) -> list[tuple[str, float]]:
    four = pulse.position.probabilities
    return (
        []
        if four is None
        else [(words.mode(key), one) for key, one in zip(("C", "K", "B", "mixed"), four, strict=True)]
    )


def _pictures(reading: Reading, pulse: PulseReading) -> list[Picture]:
    drawn = evidence_queries.list_charts(reading, language=translation.get_language() or "en")
    tables = {"position": _position_table, "levels": _levels_table}
    return [
        Picture(
            key,
            chart.spec["usermeta"]["title"],
            chart.spec["usermeta"]["description"],
            SafeString(drawing.in_theme(chart.svg, "page")),  # drawn by us; it holds no words of people
            words.people(pulse.n_band) + ".",
            tables[key](pulse),
        )
        for key, chart in drawn.items()
        if key in tables
    ]


def _position_table(pulse: PulseReading) -> SafeString:
    from breakthrough.practices.pulse.charts import position

    found = pulse.position
    rows: list[tuple[object, ...]] = [
        (_("You"), words.number(found.turn or 0), words.number(found.general or 0)),
        *(
            (name, words.number(turn), words.number(general))
            for _mode, name, turn, general in position.prototypes()
        ),
    ]
    reach = found.ellipse.half_axes if found.ellipse else ()
    caption = _(
        "Position on seven points. The area reaches %(long)s to either side along its length and %(short)s across."
    ) % {
        "long": words.number(reach[0]) if reach else "",
        "short": words.number(reach[1]) if reach else "",
    }
    columns = [
        Column(""),
        Column(_("Turn-taking"), is_number=True),
        Column(_("The other eight"), is_number=True),
    ]
    return tables.draw(caption, columns, rows)


def _levels_table(pulse: PulseReading) -> SafeString:
    rows = [
        (
            words.dimension(one.dimension),
            words.number(one.mean.value) if one.mean else _("not known yet"),
            tables.span(one.mean),
            words.how_often(one.mean) if one.mean else "",
            words.spread(one.spread, has_two_views=one.has_two_views),
        )
        for one in pulse.dimensions
    ]
    columns = [
        Column(_("Dimension")),
        Column(_("Mean"), is_number=True),
        Column(_("Likely between"), is_number=True),
        Column(_("How often")),
        Column(_("Spread")),
    ]
    return tables.draw(_("The nine dimensions, from 1 (never) to 7 (always)"), columns, rows)


def _party_table(pulse: PulseReading, names: list[str]) -> SafeString | None:
    if not pulse.parties:
        return None
    columns = [
        Column(_("Dimension")),
        *(Column(exports.name_of(one.parties, names)) for one in pulse.parties),
    ]
    keys = [one.dimension for one in pulse.parties[0].dimensions]
    by_party = [{one.dimension: one.mean for one in party.dimensions} for party in pulse.parties]
    rows = [
        (
            words.dimension(key),
            *(words.interval(mean) if (mean := cells.get(key)) else _("not known yet") for cells in by_party),
        )
        for key in keys
    ]
    return tables.draw(_("The nine dimensions by party"), columns, rows)


def _questions(pulse: PulseReading) -> SafeString | None:
    if not pulse.questions:
        return None
    rows = [
        (_(questions.QUESTIONS[one.number - 1].text), words.number(one.mean.value), tables.span(one.mean))
        for one in pulse.questions
    ]
    columns = [
        Column(_("Question")),
        Column(_("Mean"), is_number=True),
        Column(_("Likely between"), is_number=True),
    ]
    return tables.draw(
        _("Single questions; reversed ones are turned round, so that high is always more of the dimension"),
        columns,
        rows,
    )


def _entries(reading: Reading) -> list[Entry]:
    return [
        Entry(
            _("Method"),
            reading.method,
            _("A changed rule gets a new version. A stored reading is never changed."),
        ),
        Entry(_("Worked out"), date_format(reading.made_at, "DATE_FORMAT")),
    ]
