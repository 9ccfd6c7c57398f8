"""Every statement with its text and its released shares: found, sorted and cut into pages."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.opinion.results import Estimate, OpinionReading, StatementShares
from breakthrough.practices.voice.queries import ShownStatement

SORTS = ("number", "text", "agree", "disagree", "pass", "gap", "unsure")
PAGE_SIZE = 25
LARGEST_PAGE = 200
_WORD_RANK = {
    "hardly_anyone": 0.02,
    "few": 0.1,
    "some": 0.4,
    "about_half": 0.5,
    "most": 0.7,
    "nearly_all": 0.95,
}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A statement and what was released about it; `shares` is None where nothing may be shown.

    `why_hidden` is the reason that was given when it was hidden, empty where members hid it together, None where it stands.
    `sides` holds the shares of each side where there are several; `gap` is the largest difference of agreement between them.
    """

    key: str
    text: str
    moderation: int
    is_meta: bool
    shares: StatementShares | None
    why_hidden: str | None = None
    sides: tuple[StatementShares, ...] = ()

    @property
    def gap(self) -> float | None:
        means = [one.agree.mean for one in self.sides if one.agree]
        return max(means) - min(means) if len(means) > 1 else None


def make_lines(opinion: OpinionReading | None, statements: Sequence[ShownStatement]) -> list[StatementLine]:
    """Return one line per statement, in the given order."""
    whole: dict[str, StatementShares] = {}
    sides: dict[str, list[StatementShares]] = {}
    for one in opinion.shares if opinion else ():
        if one.side == "whole":
            whole[one.statement] = one
        else:
            sides.setdefault(one.statement, []).append(one)
    return [
        StatementLine(
            key=one.key,
            text=one.text,
            moderation=one.moderation,
            is_meta=one.is_meta,
            why_hidden=one.why_hidden,
            shares=whole.get(one.key),
            sides=tuple(sides.get(one.key, ())),
        )
        for one in statements
    ]


def find_lines(
    lines: Sequence[StatementLine], *, search: str = "", sort: str = "number"
) -> list[StatementLine]:
    """Return the lines whose text or number holds every word of `search`, by `sort` ("-agree": most first).

    What is not known comes last in both directions. Raises a 422 Problem for an unknown order.
    """
    name, is_reversed = sort.removeprefix("-"), sort.startswith("-")
    if name not in SORTS:
        raise Problem(
            "unknown-order",
            status=422,
            words=gettext_noop("Statements cannot be sorted that way. Choose one of the column heads."),
            field="sort",
        )
    words = _plain(search).split()
    found = [one for one in lines if all(word in _plain(one.text) or word == one.key for word in words)]
    if name == "number":
        return found[::-1] if is_reversed else found
    if name == "text":
        return sorted(found, key=lambda one: _plain(one.text), reverse=is_reversed)
    known = [(value, one) for one in found if (value := _value(one, name)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=is_reversed)
    return [one for _, one in known] + [one for one in found if _value(one, name) is None]


def _value(line: StatementLine, name: str) -> float | None:
    if name == "gap":
        return line.gap
    shares = line.shares
    if shares is None:
        return None
    answers: dict[str, tuple[Estimate | None, str | None]] = {
        "agree": (shares.agree, shares.agree_word),
        "disagree": (shares.disagree, shares.disagree_word),
        "pass": (shares.passed, shares.passed_word),
    }
    estimate, word = answers.get(name, answers["agree"])
    if name == "unsure":
        return estimate.high - estimate.low if estimate else None
    return estimate.mean if estimate else _WORD_RANK.get(word or "")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
