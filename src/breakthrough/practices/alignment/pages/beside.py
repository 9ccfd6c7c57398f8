"""Sealed beside named: what changes when people put their name to it, in a sentence, as a picture and as rows of a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from breakthrough.measures.alignment.results import Gap, NamedReading
from breakthrough.practices.alignment.pages import rows

MIDDLE, REACH = 160, 144
WORD_LEAN = 0.3


@dataclass(frozen=True, slots=True)
class Shift:
    """One difference in the coordinates of a picture of 320 × 28: to the right it is more with a name.

    Without a number there is no interval: the mark leans as far as the word allows (`is_word`), or stands in the middle.
    """

    name: str
    words: str
    leans: str
    at: float
    interval: tuple[float, float] | None
    value: str
    likely: str

    @property
    def is_word(self) -> bool:
        """Whether the picture rests on a word and on no number."""
        return self.interval is None


def draw(name: str, gap: Gap, *, words: str) -> Shift:
    """Return the picture of a share with names less the same share sealed, from -1 to 1."""
    difference = gap.difference
    if difference is None:
        lean = {"higher": WORD_LEAN, "lower": -WORD_LEAN}.get(gap.leans, 0.0)
        return Shift(name, words, gap.leans, _at(lean), None, _("not known"), _("not known"))
    low, high = _at(max(-1.0, difference.low)), _at(min(1.0, difference.high))
    return Shift(
        name,
        words,
        gap.leans,
        _at(difference.value),
        (low, round(high - low, 1)),
        rows.signed(difference.value),
        rows.signed_span(difference),
    )


def list_shifts(named: NamedReading | None, cells: Mapping[int, str]) -> list[Shift]:
    """Return the differences that were released: of all of you, and by party where that is told; nothing where it was withheld."""
    if named is None or named.status == "withheld":
        return []
    whole = ((_("Agree"), named.support), (_("Behind it"), named.behind))
    parties = (
        (
            _("Agree: %(party)s")
            % {"party": _("Other parties") if one.is_rest else rows.names_of(one.parties, cells)},
            one.support,
        )
        for one in named.by_cell
    )
    return [draw(name, gap, words=_lean_words(gap)) for name, gap in (*whole, *parties) if gap is not None]


def n_words(named: NamedReading | None) -> str:
    """Return of how many people either side is."""
    if named is None or not named.sealed_band or not named.named_band:
        return ""
    return _("Sealed: %(sealed)s people. With a name: %(named)s people.") % {
        "sealed": named.sealed_band,
        "named": named.named_band,
    }


def _lean_words(gap: Gap) -> str:
    return {
        "higher": _("more with a name"),
        "lower": _("fewer with a name"),
        "cannot_tell": _("we cannot tell"),
    }[gap.leans]


def _at(value: float) -> float:
    return round(MIDDLE + value * REACH, 1)
