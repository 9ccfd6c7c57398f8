"""Shares as bars: for everyone, for each side, for one answer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from breakthrough.measures.opinion.results import Estimate, OpinionReading, StatementShares
from breakthrough.practices.voice.pages import words
from breakthrough.practices.voice.pages.parties import Parties, name_of
from breakthrough.practices.voice.readings.statements import StatementLine


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its interval; `words` stands where there is no number."""

    label: str
    share: float | None
    low: float | None
    high: float | None
    tone: str = ""
    words: str = ""


def side_bars(
    opinion: OpinionReading, line: StatementLine | None, direction: str, parties: Parties
) -> tuple[Bar, ...]:
    """The whole first, then each side, for one answer."""
    if line is None or opinion.status != "shown":
        return ()
    names = names_of(opinion, parties)
    sides = tuple(answer_bar(names.get(one.side, one.side), one, direction) for one in line.sides)
    return (whole_bar(line, direction), *sides)


def tension_bars(
    opinion: OpinionReading, line: StatementLine | None, parties: Parties, *, is_split: bool
) -> tuple[Bar, ...]:
    """The sides that part; for a split without a pattern, who agrees and who disagrees."""
    if line is None:
        return ()
    if not is_split:
        return side_bars(opinion, line, "agree", parties)[1:]
    return (
        (answer_bar(_("Agree"), line.shares, "agree"), answer_bar(_("Disagree"), line.shares, "disagree"))
        if line.shares
        else ()
    )


def whole_bar(line: StatementLine | None, direction: str) -> Bar:
    """Everyone's share of one answer."""
    bar = answer_bar(_("Everyone"), line.shares if line else None, direction)
    return Bar(bar.label, bar.share, bar.low, bar.high, "accent", bar.words)


def answer_bar(label: str, shares: StatementShares | None, direction: str) -> Bar:
    """One side's share of one answer."""
    if shares is None:
        return bar_of(label, None, None)
    estimate, word = (
        (shares.agree, shares.agree_word) if direction == "agree" else (shares.disagree, shares.disagree_word)
    )
    return bar_of(label, estimate, word)


def bar_of(label: str, estimate: Estimate | None, word: str | None) -> Bar:
    """A bar, or the word for it, or that it is not known yet."""
    if estimate is None:
        return Bar(label, None, None, None, "", words.share_word(word))
    return Bar(label, estimate.mean, estimate.low, estimate.high)


def names_of(opinion: OpinionReading, parties: Parties) -> dict[str, str]:
    """What each side is called, by its key."""
    return {
        side.key: name_of(side.key, parties) if side.kind == "segment" else words.side_name(side.key)
        for side in opinion.sides
    }
