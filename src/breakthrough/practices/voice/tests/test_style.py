"""What the look at somebody's style knows of them: words they used by name, and nobody else did."""

from breakthrough.practices.voice import actions
from breakthrough.practices.voice.pages import script
from breakthrough.practices.voice.queries import get_talk
from breakthrough.practices.voice.rules import style
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.tests.talks import Rehearsal

TEXTS = ("One.", "Two.", "Three.", "Four.", "Five.", "Six.")


def test_longer_words_are_kept_once_and_in_an_order_that_tells_nothing() -> None:
    assert style.distinct_words(["Zebras don’t zigzag.", "All zebras think."], most=9) == [
        "don’t",
        "think",
        "zebras",
        "zigzag",
    ]
    assert style.distinct_words(["Alpha betas gamma"], most=2) == ["alpha", "betas"]


def test_a_writer_gets_the_words_of_their_own_replies_and_nobody_elses(
    rehearsed: Rehearsal,
) -> None:
    finished = rehearsed.begin()
    rehearsed.through(finished, TEXTS, [[Answer("agree")] * 6 for _ in range(6)])
    one, other = rehearsed.people[2:4]
    actions.reply(member=one, round=finished, number=1, text="Quite the boondoggle.", now=rehearsed.clock.now)
    own = {
        member.pk: script.statements_page(member, get_talk(member, finished.pk))["own"]
        for member in (one, other)
    }
    assert own == {one.pk: ["boondoggle", "quite"], other.pk: []}
