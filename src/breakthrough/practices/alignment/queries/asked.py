"""The screens of the sealed stance, and their words in the reader's language."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from breakthrough.ballots.asked_words import Rows, Words
from breakthrough.practices.alignment.rules.wording import POSITION_WORDS


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


def words_of_questions() -> Words:
    """Return the words of the screens: a row is the place, the question, hint, both ends, the way out, and each answer after its code."""
    return Words(
        stem="",
        asked=[
            [
                *(str(one.place), one.words, one.hint, one.low, one.high, one.instead),
                *(f"{option.value} {option.words}" for option in one.options),
            ]
            for one in questions()
        ],
    )


def questions_as_said(rows: Rows) -> tuple[Question, ...]:
    """Return the screens with the words that a plan has for them."""
    return tuple(
        replace(
            one,
            words=words,
            hint=hint,
            low=low,
            high=high,
            instead=instead,
            options=tuple(map(_option, options)),
        )
        for one, (_place, words, hint, low, high, instead, *options) in zip(questions(), rows, strict=True)
    )


def _option(said: str) -> Option:
    value, _space, words = said.partition(" ")
    return Option(int(value), words)


def _numbers(most: int) -> tuple[Option, ...]:
    return tuple(Option(number, str(number)) for number in range(most + 1))
