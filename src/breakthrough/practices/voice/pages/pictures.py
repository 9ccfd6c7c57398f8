"""Pictures with everything that belongs to them: title, sentence, n, and the table that says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.evidence import charts as drawing
from breakthrough.evidence.models import Chart
from breakthrough.measures.opinion.results import OpinionReading, Side
from breakthrough.practices.voice import charts
from breakthrough.practices.voice.pages import bars, sections, words
from breakthrough.practices.voice.pages.parties import Parties
from breakthrough.practices.voice.readings.statements import StatementLine
from breakthrough.web.components.shape import Column

Table = tuple[str, Sequence[Column], Sequence[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart on the page; `ends` names the statements that a map's numbers stand for, per axis and end."""

    key: str
    title: str
    sentence: str
    svg: SafeString
    note: str
    table: SafeString
    ends: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


def list_pictures(
    opinion: OpinionReading, drawn: Mapping[str, Chart], lines: Sequence[StatementLine], parties: Parties
) -> list[Picture]:
    """Return the pictures that were drawn for this reading, the map first.

    A picture drawn before a statement was hidden stays: of that statement it shows a number, and numbers without words tell nothing.
    """
    made = []
    for key, table in (("map", _map_table), ("groups", _group_table), ("shares", _share_table)):
        chart = drawn.get(key)
        if chart is not None:
            about = chart.spec["usermeta"]
            svg = SafeString(
                drawing.in_theme(chart.svg, "page")
            )  # drawn by us; people's words are escaped in it
            made.append(
                Picture(
                    key,
                    about["title"],
                    about["description"],
                    svg,
                    _note(opinion, key),
                    table(opinion, lines, parties),
                    _ends(opinion, lines) if key == "map" else (),
                )
            )
    return made


def _note(opinion: OpinionReading, key: str) -> str:
    people = words.people(opinion.person_band)
    if key == "map":
        return _(
            "From %(people)s. No mark stands for a person. Numbers are statements: each line runs towards those who agree with it."
        ) % {"people": people}
    if key == "groups":
        return _("From %(people)s.") % {"people": people}
    said = _(
        "From %(people)s. The tick is the share, the band holds the true share nineteen times in twenty."
    ) % {"people": people}
    if not charts.share_list.has_numbers(opinion):
        return said
    numbered = _("Rows carry the numbers of the statements, which the table below spells out.")
    return f"{said} {numbered}"


def _ends(
    opinion: OpinionReading, lines: Sequence[StatementLine]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    texts = {one.key: one.text for one in lines}
    axes = opinion.map.axes if opinion.map else ()
    heads = [
        (_("Towards the right, people agree with"), _("Towards the left, people agree with")),
        (_("Towards the top, people agree with"), _("Towards the bottom, people agree with")),
    ]
    ends = []
    for axis, (high, low) in zip(axes, heads, strict=False):
        for head, keys in ((high, axis.high_end), (low, axis.low_end)):
            ends.append((head, tuple((key, sections.text_of(texts.get(key, ""), key)) for key in keys)))
    return tuple(ends)


def _map_table(opinion: OpinionReading, lines: Sequence[StatementLine], parties: Parties) -> SafeString:
    shown = opinion.map
    if shown is None:
        return SafeString("")
    texts = {one.key: one.text for one in lines}
    named = set(charts.opinion_map.numbered_statements(opinion))
    names = bars.names_of(opinion, parties)
    axes = [_("Left to right"), _("Bottom to top")][: shown.dimensions]
    sides = [
        (names.get(one.key, one.key), words.people(one.size_band), _place(one.centre), _spread(one))
        for one in shown.sides
        if one.kind != "whole"
    ]
    cells = [
        (
            number,
            *(_span(low, high) for low, high in zip(cell.low, cell.high, strict=True)),
            f"{round(100 * cell.share)}%",
        )
        for number, cell in enumerate(shown.cells, 1)
    ]
    pulls = [
        (sections.text_of(texts.get(one.statement, ""), one.statement), *(f"{value:+.1f}" for value in one.a))
        for one in shown.statements
        if one.statement in named
    ]
    tables: list[Table] = [
        (
            _("The statements named on the map and where they pull"),
            [Column(_("Statement")), *(Column(axis, is_number=True) for axis in axes)],
            pulls,
        ),
        (
            _("Cells of the map, each with at least five people, and about which share of the people"),
            [Column(_("Cell")), *(Column(axis) for axis in axes), Column(_("People"), is_number=True)],
            cells,
        ),
    ]
    if sides:
        tables.insert(
            0,
            (
                _("Sides"),
                [
                    Column(_("Side")),
                    Column(_("People")),
                    Column(_("Middle")),
                    Column(_("Spread of four in five")),
                ],
                sides,
            ),
        )
    return _tables(tables)


def _group_table(opinion: OpinionReading, lines: Sequence[StatementLine], parties: Parties) -> SafeString:  # noqa: ARG001 (its siblings need them)
    shares = opinion.groups.probability_by_count if opinion.groups else ()
    rows = [(number, f"{round(100 * share)}%") for number, share in enumerate(shares, 1)]
    return _tables(
        [
            (
                _("How likely each number of groups is"),
                [Column(_("Groups")), Column(_("How likely"), is_number=True)],
                rows,
            )
        ]
    )


def _share_table(opinion: OpinionReading, lines: Sequence[StatementLine], parties: Parties) -> SafeString:  # noqa: ARG001 (its siblings need them)
    texts = {one.key: one.text for one in lines}
    rows = [
        (
            f"{one.statement} · {sections.text_of(texts.get(one.statement, ''), one.statement)}",
            f"{round(100 * one.agree.mean)}%",
            f"{round(100 * one.agree.low)}–{round(100 * one.agree.high)}",
        )
        for one in charts.share_list.list_shown(opinion)
        if one.agree
    ]
    return _tables(
        [
            (
                _("Share that would agree, with the interval that holds it nineteen times in twenty"),
                [
                    Column(_("Statement")),
                    Column(_("Agree"), is_number=True),
                    Column(_("Likely between"), is_number=True),
                ],
                rows,
            )
        ]
    )


def _tables(tables: Sequence[Table]) -> SafeString:
    return SafeString(
        "".join(
            render_to_string("voice/twin.html", {"caption": caption, "columns": columns, "rows": rows})
            for caption, columns, rows in tables
        )
    )


def _place(centre: tuple[float, ...] | None) -> str:
    return _("not known yet") if centre is None else ", ".join(f"{value:+.1f}" for value in centre)


def _spread(side: Side) -> str:
    return (
        _("not known yet")
        if side.ellipse is None
        else ", ".join(f"±{value:.1f}" for value in side.ellipse.half_axes)
    )


def _span(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": f"{low:+.1f}", "high": f"{high:+.1f}"}
