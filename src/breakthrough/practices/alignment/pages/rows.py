"""Everything that was released about the stances as rows of a table: what, how much, its interval, of how many people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from breakthrough.measures.alignment.results import AlignmentReading, FourCells
from breakthrough.measures.values import Estimate, Share
from breakthrough.web.templatetags.components import hundredths, percent

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Row:
    """One reading. `likely` is its interval, or why there is none."""

    name: str
    value: str
    likely: str
    people: str


def list_rows(found: AlignmentReading) -> list[Row]:
    """Return a row for each thing that is known, numbers as numbers and words as words."""
    shares = [(name, share) for name, share in _shares(found) if share is not None]
    told = [_of_share(name, share) for name, share in shares]
    people = found.n_band or ""
    if found.weight is not None:
        told.append(
            Row(
                _("Weight put behind it on average, 0 to 10"),
                f"{found.weight.value:.1f}",
                f"{found.weight.low:.1f}–{found.weight.high:.1f}",
                people,
            )
        )
    if found.agreement is not None:
        told.append(Row(_("How close positions are"), agreement_word(found.agreement), _("a word"), people))
    if found.gap is not None:
        told.append(
            Row(
                _("Agree, less what was expected, in points of 100"),
                signed(found.gap.value),
                signed_span(found.gap),
                people,
            )
        )
    return told


def agreement_word(agreement: str) -> str:
    """Return how an agreement is called."""
    return {
        "close": _("close together"),
        "some_range": _("some way apart"),
        "far_apart": _("far apart"),
    }[agreement]


def share_word(word: str) -> str:
    """Return how a band is called."""
    return {
        "few": _("few"),
        "some": _("some"),
        "about_half": _("about half"),
        "most": _("most"),
        "nearly_all": _("nearly all"),
    }.get(word, word)


def names_of(parties: Sequence[int], cells: Mapping[int, str]) -> str:
    """Return how a cell is called: its party, or several."""
    return " + ".join(cells.get(one) or _("Party %(number)d") % {"number": one} for one in parties)


def signed(value: float) -> str:
    """Return a difference of shares in points of 100, with its sign."""
    points = round(value * 100)
    return f"{MINUS if points < 0 else '+' if points else ''}{abs(points)}"


def signed_span(difference: Estimate) -> str:
    """Return the interval of a difference in points of 100."""
    return _("%(low)s to %(high)s") % {"low": signed(difference.low), "high": signed(difference.high)}


def _of_share(name: str, share: Share) -> Row:
    if share.value is None or share.low is None or share.high is None:
        return Row(name, share_word(share.word), _("a word"), share.n_band)
    return Row(name, percent(share.value), f"{hundredths(share.low)}–{percent(share.high)}", share.n_band)


def _shares(found: AlignmentReading) -> list[tuple[str, Share | None]]:
    return [
        (_("Agree with what it says"), found.support),
        (_("Put their weight behind it"), found.behind),
        (_("Say they could explain it in their own words"), found.understood),
        (_("Are behind it, and say they could explain it"), found.informed),
        *(_cells(found.cells) if found.cells is not None else ()),
        (_("Of those who disagree: behind it all the same"), found.committed_disagreement),
        (_("Of those who agree: not behind it"), found.polite_yes),
        (_("Of those who disagree: would not say so in the room"), found.hidden),
        (_("Would not say in the room where they stand"), found.would_not_say),
        (_("Expected on average to agree"), found.predicted),
    ]


def _cells(cells: FourCells) -> list[tuple[str, Share | None]]:
    """Where those who disagree are told from the undecided, the two cells that join them would say nothing more."""
    agree = [
        (_("Agree, and are behind it"), cells.owned_agreement),
        (_("Agree, and are not behind it"), cells.polite_yes),
    ]
    if cells.committed_disagreement is None:
        return [
            *agree,
            (_("Do not agree, and are behind it all the same"), cells.behind_without_agreeing),
            (_("Neither agree nor are behind it"), cells.neither),
        ]
    return [
        *agree,
        (_("Disagree, and are behind it all the same"), cells.committed_disagreement),
        (_("Disagree, and are not behind it"), cells.opposition),
        (_("Undecided"), cells.undecided),
    ]
