"""The unsaid in plain sentences and as strips: what many hold and few would say. Nothing is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.measures.unsaid.results import StatementReading
from breakthrough.measures.values import Share
from breakthrough.practices.voice.pages import words
from breakthrough.practices.voice.pages.parties import Parties, PartyLine, list_lines
from breakthrough.practices.voice.readings.unsaid import Unsaid as Released

HELD_BACK = ("many_hold_few_say_few_expected", "many_hold_few_say")
MORE_THAN_EXPECTED = "more_hold_than_expected"
_FEW_PEOPLE = {"few": (0.0, 1 / 3), "some": (1 / 3, 2 / 3), "most": (2 / 3, 1.0)}
_BANDS = {
    "few": (0.0, 0.2),
    "some": (0.2, 0.4),
    "about_half": (0.4, 0.6),
    "most": (0.6, 0.8),
    "nearly_all": (0.8, 1.0),
}


@dataclass(frozen=True, slots=True)
class Strip:
    """What the strip draws, shares in 0..1; the middle of a band where there is only a word."""

    would_say: float | None
    held: float | None
    held_low: float | None
    held_high: float | None
    guess: float | None
    words: str


@dataclass(frozen=True, slots=True)
class UnsaidLine:
    """A statement of the unsaid: number, text, a sentence on it, the bands in words, the strip, what became of it, the parties."""

    number: int
    text: str
    sentence: str
    words: str
    strip: Strip
    answers: str = ""
    by_party: tuple[PartyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What the page says of the unsaid: a heading, a paragraph, lines, and what more people hold than all think."""

    heading: str
    opening: str
    lines: tuple[UnsaidLine, ...]
    surprises: tuple[UnsaidLine, ...]
    people: str
    is_silent_part_large: bool


def show_unsaid(
    released: Released, texts: Mapping[int, str], answers: Mapping[int, str], parties: Parties
) -> Unsaid:
    """Return the page's words; `texts` are the statements by number, `answers` what became of each, `parties` how they are called."""
    shown = [one for one in released.first if texts.get(one.number)]
    held_back = [one for one in shown if one.reading.sentence in HELD_BACK]
    surprises = [one for one in shown if one.reading.sentence == MORE_THAN_EXPECTED]
    return Unsaid(
        heading=_("What many of you hold, and few would say")
        if held_back
        else _("What you hold, and what you would say"),
        opening=opening([one.reading for one in held_back], has_surprises=bool(surprises)),
        lines=tuple(
            line_of(one.reading, one.number, texts[one.number], answers.get(one.number, ""), parties)
            for one in held_back
        ),
        surprises=tuple(
            line_of(one.reading, one.number, texts[one.number], answers.get(one.number, ""), parties)
            for one in surprises
        ),
        people=words.from_people(released.reading.n_band),
        is_silent_part_large=bool(released.reading.is_silent_part_large),
    )


def opening(held_back: Sequence[StatementReading], *, has_surprises: bool) -> str:
    """Return the first paragraph: how many statements stand out, and in which way."""
    if not held_back:
        first = _(
            "No statement stands out as held by many and said by few. That is worth knowing. It does not prove that nothing is left unsaid."
        )
        return first + " " + _("Some are held by more of you than you think.") if has_surprises else first
    count = len(held_back)
    first = ngettext("%(count)s statement stands out.", "%(count)s statements stand out.", count) % {
        "count": _number(count)
    }
    most = ngettext(
        "More than half of you agree with it. Few of you would say so in the room.",
        "More than half of you agree with them. Few of you would say so in the room.",
        count,
    )
    surprised = sum(one.sentence == HELD_BACK[0] for one in held_back)
    if not surprised:
        return f"{first} {most}"
    last = (
        _("And you think that few others agree.")
        if surprised == count
        else ngettext(
            "Of %(count)s of them you think that few others agree.",
            "Of %(count)s of them you think that few others agree.",
            surprised,
        )
        % {"count": _number(surprised, small=True)}
    )
    return f"{first} {most} {last}"


def line_of(
    one: StatementReading, number: int, text: str, answers: str = "", parties: Parties | None = None
) -> UnsaidLine:
    """Return one statement with its sentence and its strip."""
    return UnsaidLine(
        number=number,
        text=text,
        sentence=sentence(one),
        words=in_words(one),
        strip=strip_of(one),
        answers=answers,
        by_party=list_lines(one.by_cell, parties) if parties else (),
    )


def sentence(one: StatementReading) -> str:
    """Return what the reading says of a statement, or an empty text."""
    sentences = {
        HELD_BACK[0]: _("Many here hold this. Few would say it in the room, and most think few others do."),
        HELD_BACK[1]: _("Many here hold this. Few would say it in the room."),
        MORE_THAN_EXPECTED: _("More of you hold this than you think."),
    }
    return sentences.get(one.sentence or "", "")


def in_words(one: StatementReading) -> str:
    """Return the bands in words: "Held by most. You guessed: few."."""
    if one.held is None:
        return _("Too few answers to show this safely.")
    parts = [_("Held by %(share)s.") % {"share": words.share_word(one.held.word)}]
    if one.would_not_say is not None:
        parts.append(
            _("Of those, %(share)s would not say it in the room.")
            % {"share": words.share_word(one.would_not_say.word)}
        )
    if one.predicted is not None:
        parts.append(_("You guessed: %(share)s.") % {"share": words.share_word(one.predicted.word)})
    return " ".join(parts)


def strip_of(one: StatementReading) -> Strip:
    """Return the strip; empty where the reading holds too little to draw it."""
    held, kept_back = _middle(one.held), _kept_back(one)
    if held is None or kept_back is None or one.held is None:
        return Strip(None, None, None, None, None, in_words(one))
    low, high = (one.held.low, one.held.high) if one.held.value is not None else _band(one.held)
    return Strip(max(0.0, held - kept_back), held, low, high, _middle(one.predicted), in_words(one))


def _kept_back(one: StatementReading) -> float | None:
    """The share of all that hold it and would not say it, so that the strip's parts add up to those who hold it."""
    held, part = _middle(one.held), _middle(one.would_not_say)
    if held is not None and part is not None:
        return held * part
    return _middle(one.unsaid)


def _middle(share: Share | None) -> float | None:
    if share is None:
        return None
    if share.value is not None:
        return share.value
    low, high = _band(share)
    return (low + high) / 2


def _band(share: Share) -> tuple[float, float]:
    return (_FEW_PEOPLE if share.n_band == "5-7" else _BANDS).get(share.word, (0.0, 1.0))


def _number(count: int, *, small: bool = False) -> str:
    """A number up to nine as a word, as people write it."""
    numbers = [
        *(_("One"), _("Two"), _("Three"), _("Four"), _("Five")),
        *(_("Six"), _("Seven"), _("Eight"), _("Nine")),
    ]
    if not 1 <= count <= len(numbers):
        return str(count)
    return numbers[count - 1].lower() if small else numbers[count - 1]
