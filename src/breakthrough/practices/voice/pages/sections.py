"""The parts of the page in words: common ground, live tensions, bridging statements, what is unclear, the slate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.measures.opinion.results import Estimate, OpinionReading, Slate, StatementShares
from breakthrough.measures.unsaid.results import CellShare
from breakthrough.practices.voice.pages import bars, words
from breakthrough.practices.voice.pages.bars import Bar
from breakthrough.practices.voice.pages.parties import Parties, in_a_sentence
from breakthrough.practices.voice.readings.statements import StatementLine

FIRST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A statement with a sentence on it and its bars."""

    key: str
    text: str
    words: str
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page: `first` lines are shown, `more` are behind a link; `empty_words` says why there are none."""

    id: str
    title: str
    sentence: str
    empty_words: str
    first: tuple[Line, ...]
    more: tuple[Line, ...]

    @property
    def more_words(self) -> str:
        count = len(self.more)
        return ngettext("%(count)d more statement", "%(count)d more statements", count) % {"count": count}


def list_parts(opinion: OpinionReading, lines: Sequence[StatementLine], parties: Parties) -> list[Part]:
    """Return the parts that this reading can have, also those that came out empty."""
    if opinion.status == "withheld":
        return []
    by_key = {one.key: one for one in lines}
    parts = [_common_ground(opinion, by_key, parties)]
    if opinion.status == "shown":
        parts.append(_tensions(opinion, by_key, parties))
        if opinion.map is not None:
            parts.append(_bridging(opinion, by_key))
        if opinion.representative:
            parts.extend(_representative(opinion, by_key, parties))
        parts.append(_unclear(opinion, by_key))
    return parts


def find_slate(opinion: OpinionReading, lines: Sequence[StatementLine]) -> dict[str, Any] | None:
    """Return the short list that represents everyone, with what was checked about it, or None."""
    if opinion.slate is None or not opinion.slate.statements:
        return None
    texts = {one.key: one.text for one in lines}
    slate = opinion.slate
    return {
        "statements": [text_of(texts.get(key, ""), key) for key in slate.statements],
        "sentence": " ".join(
            [
                _slate_reach(slate),
                _(
                    "They were chosen so that everyone finds themselves in some of them, not because they are the most liked."
                ),
            ]
        ),
    }


def table_line(
    opinion: OpinionReading, line: StatementLine, parties: Parties, by_party: Sequence[CellShare] = ()
) -> dict[str, Any]:
    """Return a statement as a row of the table of all statements; `by_party` is how the parties answered it, if that is shown."""
    shares, names = line.shares, bars.names_of(opinion, parties)
    remarks = []
    if line.why_hidden is not None:
        remarks.append(
            _("Hidden, for this reason: %(reason)s") % {"reason": line.why_hidden}
            if line.why_hidden
            else _("Hidden, because enough of you found that it should not stand here.")
        )
    elif line.moderation < 0:
        remarks.append(_("Taken out by those who ran the conversation; not read."))
    if line.is_meta:
        remarks.append(_("About the person; left out of the map."))
    if shares is None or (shares.agree is None and not shares.agree_word):
        remarks += [] if line.moderation < 0 else [_why_nothing(shares)]
    sides = [
        f"{names.get(one.side, one.side)} {_percent(one.agree) if one.agree else words.share_word(one.agree_word)}"
        for one in line.sides
        if one.agree or one.agree_word
    ]
    told_by_party = in_a_sentence(by_party, parties)
    if sides and not (told_by_party and any(side.kind == "segment" for side in opinion.sides)):
        remarks.append(_("Agree: %(sides)s") % {"sides": ", ".join(sides)})
    if told_by_party:
        remarks.append(told_by_party)
    return {
        "key": line.key,
        "text": text_of(line.text, line.key),
        "remarks": remarks,
        "cells": [
            _cell(shares.agree if shares else None, shares.agree_word if shares else None),
            _cell(shares.disagree if shares else None, shares.disagree_word if shares else None),
            _cell(shares.passed if shares else None, shares.passed_word if shares else None),
        ],
        "has_gap": len(opinion.sides) > 1,
        "gap": None if line.gap is None else round(100 * line.gap),
    }


def _why_nothing(shares: StatementShares | None) -> str:
    if shares is not None and shares.n_band is not None:
        return _("Too few took a side to show this safely; nothing is shown.")
    return _("Fewer than five people answered; nothing is shown.")


def text_of(text: str, key: str) -> str:
    """Return a statement's text, or its number where the files brought no text."""
    return text.strip() or _("Statement %(number)s") % {"number": key}


def _slate_reach(slate: Slate) -> str:
    one, two = round(100 * slate.one_share.mean), round(100 * slate.two_share.mean)
    if two >= 95:
        return _("Nearly everyone agrees with at least two of these.")
    return _("%(one)d in 100 people agree with at least one of these, %(two)d with at least two.") % {
        "one": one,
        "two": two,
    }


def _common_ground(opinion: OpinionReading, by_key: dict[str, StatementLine], parties: Parties) -> Part:
    lines = [
        Line(
            one.statement,
            _text(by_key, one.statement),
            words.common_ground(opinion, one),
            bars.side_bars(opinion, by_key.get(one.statement), one.direction, parties),
        )
        for one in opinion.common_ground
    ]
    return _part(
        "common-ground",
        _("Common ground"),
        _("What most agree with, or most reject, %(where)s. As far as we can be sure of it.")
        % {"where": words.every_side(opinion)},
        _(
            "No statement reaches it. That need not mean conflict: perhaps the statements that would unite were not written yet."
        ),
        lines,
    )


def _tensions(opinion: OpinionReading, by_key: dict[str, StatementLine], parties: Parties) -> Part:
    lines = [
        Line(
            one.statement,
            _text(by_key, one.statement),
            words.tension(one),
            bars.tension_bars(opinion, by_key.get(one.statement), parties, is_split=one.lowest_side is None),
        )
        for one in opinion.tensions
    ]
    return _part(
        "tensions",
        _("Live tensions"),
        _("Where people part. A tension is worth a conversation, not a vote."),
        _("No statement parts these people so clearly that we could be sure of it."),
        lines,
    )


def _bridging(opinion: OpinionReading, by_key: dict[str, StatementLine]) -> Part:
    lines = [
        Line(
            one.statement,
            _text(by_key, one.statement),
            _("Agreed by half or more on every half of the map."),
            (
                bars.whole_bar(by_key.get(one.statement), "agree"),
                bars.bar_of(_("Lowest half"), one.share, one.words),
            ),
        )
        for one in opinion.bridging
    ]
    return _part(
        "bridging",
        _("Bridging statements"),
        _(
            "They hold across the map, also where people differ most, and are not so obvious that everybody would agree anyway."
        ),
        _("No statement bridges the map so clearly that we could be sure of it."),
        lines,
    )


def _unclear(opinion: OpinionReading, by_key: dict[str, StatementLine]) -> Part:
    lines = [
        Line(
            one.statement,
            _text(by_key, one.statement),
            _("Many pass on it. Perhaps it is unclear, or people do not know yet."),
            (bars.bar_of(_("Pass"), one.passed, one.words),),
        )
        for one in opinion.unclear
    ]
    return _part(
        "unclear",
        _("Unclear"),
        _("Statements that many people neither agree nor disagree with."),
        _("No statement is passed on by so many that it would stand out."),
        lines,
    )


def _representative(
    opinion: OpinionReading, by_key: dict[str, StatementLine], parties: Parties
) -> list[Part]:
    names, parts = bars.names_of(opinion, parties), []
    for side in dict.fromkeys(one.side for one in opinion.representative):
        name = names.get(side, side)
        lines = [
            Line(
                one.statement,
                _text(by_key, one.statement),
                (
                    _("More than the others, they agree.")
                    if one.direction == "agree"
                    else _("More than the others, they disagree.")
                ),
                bars.side_bars(opinion, by_key.get(one.statement), one.direction, parties),
            )
            for one in opinion.representative
            if one.side == side
        ]
        parts.append(
            _part(
                f"side-{side.lower()}",
                _("What sets %(side)s apart") % {"side": name},
                _("Where this group answers differently from everyone else."),
                "",
                lines,
            )
        )
    return parts


def _part(part_id: str, title: str, sentence: str, empty_words: str, lines: list[Line]) -> Part:
    return Part(part_id, title, sentence, empty_words, tuple(lines[:FIRST]), tuple(lines[FIRST:]))


def _cell(estimate: Estimate | None, word: str | None) -> dict[str, Any]:
    return {
        "share": estimate.mean if estimate else None,
        "low": estimate.low if estimate else None,
        "high": estimate.high if estimate else None,
        "words": words.share_word(word) if word else "",
    }


def _percent(estimate: Estimate) -> str:
    return _("%(number)d%%") % {"number": round(100 * estimate.mean)}


def _text(by_key: dict[str, StatementLine], key: str) -> str:
    return text_of(by_key[key].text if key in by_key else "", key)
