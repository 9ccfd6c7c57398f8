"""The tables that say the same as the pictures."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.measures.promises.results import Part, PromiseReading
from breakthrough.practices.promises import charts, rules
from breakthrough.web.components.shape import Column
from breakthrough.web.templatetags.components import percent


def flows(made: PromiseReading, names: Sequence[list[str]]) -> SafeString:
    """Return the flow between parties: one row for each way."""
    if not made.flows:
        return SafeString("")
    labels = [_named(one) for one in names]
    heads = (
        _("Requests"),
        _("Offers"),
        _("Promised"),
        _("Declined"),
        _("Other terms"),
        _("Kept"),
        _("Not in time"),
        _("Kept in time"),
        _("No or other terms"),
    )
    rows = [
        (
            labels[flow.end],
            labels[flow.start],
            flow.requested,
            flow.offered,
            flow.promised,
            flow.declined,
            flow.countered,
            flow.kept,
            flow.not_kept,
            _share(flow.kept_share),
            _share(flow.freedom),
        )
        for flow in charts.sort_flows(made)
    ]
    columns = [
        Column(_("Who does it")),
        Column(_("For whom")),
        *(Column(head, is_number=True) for head in heads),
    ]
    return _table(
        _("Conversations between parties; shares from ten on, in the hands of five people"), columns, rows
    )


def cells(made: PromiseReading, names: Sequence[list[str]]) -> SafeString:
    """Return the kept share of each party, where every party has one."""
    rows = [
        (_named(one), cell.kept.of, _share(cell.kept))
        for cell, one in zip(made.cells, names, strict=True)
        if cell.kept is not None
    ]
    if not rows:
        return SafeString("")
    columns = [
        Column(_("Who promised")),
        Column(_("Came due"), is_number=True),
        Column(_("Kept in time"), is_number=True),
    ]
    return _table(_("Promises that came due, by party"), columns, rows)


def reasons(made: PromiseReading) -> SafeString:
    """Return what was named as the reason when something slipped."""
    if not made.reasons:
        return SafeString("")
    rows = [(_(rules.REASON_WORDS[rules.Reason(reason)]), count) for reason, count in made.reasons]
    return _table(
        _("What people named when something slipped"),
        [Column(_("Reason")), Column(_("Times"), is_number=True)],
        rows,
    )


def _share(part: Part) -> str:
    if part.share is None:
        return "–"
    return _("%(share)s (%(low)s to %(high)s)") % {
        "share": percent(part.share.value),
        "low": percent(part.share.low),
        "high": percent(part.share.high),
    }


def _named(names: list[str]) -> str:
    return ", ".join(names)


def _table(caption: str, columns: Sequence[Column], rows: Sequence[tuple[object, ...]]) -> SafeString:
    return SafeString(
        render_to_string("promises/twin.html", {"caption": caption, "columns": columns, "rows": rows})
    )
