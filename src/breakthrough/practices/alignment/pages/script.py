"""What the sealed pages ask, and the few sentences their script writes itself. Nothing secret."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from breakthrough.ballots import page_texts
from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.queries import Ask, Raised
from breakthrough.practices.alignment.rules import texts
from breakthrough.practices.alignment.rules.wording import POSITION_WORDS

POINT_STEP = 10


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen; `value` is the code that is sealed."""

    value: int
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """One screen of the sealed stance. `place` is the place of its answer in the vector; `kind`: choice, scale or points.

    `instead`: what can be said in place of spreading points.
    """

    place: int
    key: str
    kind: str
    words: str
    hint: str
    options: tuple[Option, ...]
    low: str = ""
    high: str = ""
    instead: str = ""


def questions() -> tuple[Question, ...]:
    """Return the screens of the sealed stance in their order. Two minutes in all."""
    return (
        Question(
            0,
            "position",
            "choice",
            _("Do you agree with what it says?"),
            _("With the content, whoever wrote it."),
            tuple(Option(position + 2, _(words)) for position, words in POSITION_WORDS.items()),
        ),
        Question(
            1,
            "weight",
            "scale",
            _("How far do you put your weight behind it?"),
            _("You can disagree and still be behind it. You can agree and not be."),
            _numbers(10),
            _("not at all"),
            _("with everything I have"),
        ),
        Question(
            2,
            "understanding",
            "choice",
            _("How well do you think you could explain it to somebody else?"),
            _("Not whether you like it. It is your own guess; nobody tests it."),
            (
                Option(4, _("In my own words, with an example")),
                Option(3, _("In my own words")),
                Option(2, _("Roughly")),
                Option(1, _("Hardly")),
                Option(0, _("Not at all")),
            ),
        ),
        Question(
            3,
            "place",
            "choice",
            _("Where would you say what you have just answered?"),
            "",
            (
                Option(1, _("In the room, to everybody")),
                Option(2, _("One to one")),
                Option(3, _("Only here")),
                Option(4, _("Nowhere. I would rather keep it to myself")),
            ),
        ),
        Question(
            4,
            "predicted",
            "scale",
            _("Of ten of us, how many do you think agree?"),
            _("A guess is enough."),
            _numbers(10),
            _("nobody"),
            _("all ten"),
        ),
        Question(
            5,
            "points",
            "points",
            _("What is pulling on you right now?"),
            _("Spread 100 points. How you split what holds you back changes nothing; only that it does."),
            (
                Option(0, _("The purpose of it")),
                Option(1, _("Doubts about the plan")),
                Option(2, _("How I or we would look")),
                Option(3, _("Habit and workload")),
                Option(4, _("Preferring my own way")),
            ),
            instead=_("I spread nothing: it is the wrong purpose"),
        ),
        Question(
            10,
            "waiting",
            "scale",
            _("I would go all in if at least so many of ten others did:"),
            _("0: I do not wait for anybody."),
            (*_numbers(10), Option(11, _("not even then"))),
            _("nobody"),
            _("all ten"),
        ),
    )


def stance_page() -> dict[str, object]:
    """Return what the stance screen's script reads."""
    return {
        "kind": "stance",
        "step": POINT_STEP,
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.voting_texts(),
            "left": _("{left} points left to spread"),
            "spread": _("All 100 points are spread"),
            "over": _("{over} points too many"),
            "points_open": _("Spread all 100 points, or leave them all at 0 to skip this."),
            "skip": _("Skip this one"),
            "next": _("Next"),
        },
    }


def reservation_page(member: Member, ask: Ask) -> dict[str, object]:
    """Return what the reservation screen's script reads; names are those of the round's list, which everyone on it sees."""
    people = queries.list_names(ask.round)
    return {
        "kind": "reservation",
        "limit": texts.WHAT_LENGTH,
        "lines": _lines(),
        "names": sorted({name for name, _party in people if name}),
        "space": _texts_of_the_space(member, ask, sorted({party for _name, party in people})),
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.style_texts(),
            "empty": _("Write first what keeps you from being all in."),
            "reason_missing": _("A block needs a reason: what would go wrong, and for whom."),
            "sealed": _("Sealed. You can change it or take it back until the sealed part closes."),
            "taken_back": _("Taken back. You can write another one until the sealed part closes."),
        },
    }


def mine_page(member: Member, raised: Raised, joining_id: uuid.UUID) -> dict[str, object]:
    """Return what the page of a sealed reservation needs for its raiser's device. `words` are what it says now, to be changed."""
    people = queries.list_names_of(joining_id)
    return {
        "kind": "mine",
        "lines": _lines(),
        "names": sorted({name for name, _party in people if name}),
        "space": [member.collaboration.name, *sorted({party for _name, party in people})],
        "words": {
            "what": raised.what,
            "lifts": raised.lifts_when,
            "isBlock": raised.is_block,
            "reason": raised.reason,
        },
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.style_texts(),
            "empty": _("Write first what keeps you from being all in."),
            "mine_none": _("This device does not hold the key of this reservation."),
            "mine_failed": _("This device could not look. Open the page again on the device you wrote on."),
            "act_waits": _(
                "It is sealed and waits for the next announced time. Then everybody sees it at once."
            ),
        },
    }


def joining_page() -> dict[str, object]:
    """Return what the joining page's script reads: only that it is one."""
    return {"kind": "joining", "texts": {}}


def _numbers(most: int) -> tuple[Option, ...]:
    return tuple(Option(number, str(number)) for number in range(most + 1))


def _lines() -> dict[str, str]:
    return {
        "lifts": texts.LIFTS_LINE,
        "block": texts.BLOCK_LINE,
        "stands": texts.STANDS_LINE,
        "notEnough": texts.NOT_ENOUGH_LINE,
    }


def _texts_of_the_space(member: Member, ask: Ask, parties: Sequence[str]) -> list[str]:
    """Return what everybody here can read, so that the words in it point to nobody."""
    space, version = member.collaboration, ask.version
    said = [part for one in ask.living for part in (one.what, one.lifts_when)]
    return [space.name, space.ambition, version.text.title, version.body, *parties, *said]
