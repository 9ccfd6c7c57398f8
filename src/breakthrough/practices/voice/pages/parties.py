"""How the parties answered, in words first: only where a round is by party and every party shown is five people or more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from breakthrough.measures.unsaid.results import CellShare
from breakthrough.practices.voice.pages import words

Parties = Mapping[int, str]
"""The names of the parties by their number on the card; empty where a round is not by party."""


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One party and how it answered: a word, then the number with its interval where there may be one, then how many people."""

    name: str
    words: str


def name_of(key: str, parties: Parties) -> str:
    """Return what a side that stands for parties is called: its party, those joined in it, or what no other cell holds."""
    return " + ".join(_name(number, parties) for number in key.split("+"))


def list_lines(shares: Sequence[CellShare], parties: Parties) -> tuple[PartyLine, ...]:
    """Return one line for each party of which something may be shown, in the order of the card, joined ones last."""
    ordered = sorted(shares, key=lambda one: (one.cell == 0, one.cell))
    return tuple(PartyLine(name_of(str(one.cell), parties), _in_words(one)) for one in ordered)


def in_a_sentence(shares: Sequence[CellShare], parties: Parties) -> str:
    """Return the same as one remark beside a statement, empty where nothing may be shown by party."""
    lines = list_lines(shares, parties)
    if not lines:
        return ""
    told = "; ".join(_("%(party)s: %(words)s") % {"party": one.name, "words": one.words} for one in lines)
    return _("Agree, of those who took a side: %(parties)s") % {"parties": told}


def _in_words(one: CellShare) -> str:
    found, people = one.held, words.people(one.held.n_band)
    word = words.share_word(found.word)
    if found.value is None or found.low is None or found.high is None:
        return _("%(word)s, from %(people)s") % {"word": word, "people": people}
    return _("%(word)s, %(share)d%%, likely between %(low)d and %(high)d, from %(people)s") % {
        "word": word,
        "share": round(100 * found.value),
        "low": round(100 * found.low),
        "high": round(100 * found.high),
        "people": people,
    }


def _name(number: str, parties: Parties) -> str:
    known = parties.get(int(number)) if number.isdecimal() else None
    if known:
        return known
    return _("The other parties together") if number == "0" else _("Party %(name)s") % {"name": number}
