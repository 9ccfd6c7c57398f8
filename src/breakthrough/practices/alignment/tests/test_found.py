"""What a round came to, in words: of how many people each thing is, and nothing that is known stays unsaid."""

from typing import Any

import pytest

from breakthrough.measures.alignment import reading
from breakthrough.measures.alignment.results import NamedReading
from breakthrough.measures.alignment.stances import Stance
from breakthrough.practices.alignment.tests.rehearsals import stance

pytestmark = pytest.mark.django_db


def compared(sealed: list[Stance], named: list[Stance], **others: Any) -> NamedReading:
    return reading.compare(sealed, named, eligible=others.pop("eligible", len(sealed)), **others)


def test_people_who_moved_are_told_of_also_where_there_are_too_few_for_a_number() -> None:
    from breakthrough.practices.alignment.pages import found

    few = compared([stance(-1)] * 3 + [stance(1)] * 3, [stance(1)] * 6)
    assert few.is_moved
    assert few.at_least is None
    assert "More of you stand elsewhere with your name on it" in " ".join(found.named_sentences(few))
    more = compared([stance(-1)] * 5 + [stance(1)] * 5, [stance(1)] * 10)
    assert "At least 5 of you" in " ".join(found.named_sentences(more))
    still = compared([stance(-1)] * 3 + [stance(1)] * 3, [stance(-1)] * 3 + [stance(1)] * 3)
    assert "stand elsewhere" not in " ".join(found.named_sentences(still))


def test_why_sealed_and_named_are_not_laid_beside_each_other_is_said_as_it_is() -> None:
    from breakthrough.practices.alignment.pages import found

    low = compared([stance()] * 8, [stance()] * 6, eligible=12)
    assert low.reason == "low_response"
    assert "Fewer than seven in ten" in found.named_sentences(low)[0]
    few = compared([stance()] * 8, [stance()] * 3, eligible=8)
    assert "Too few gave both" in found.named_sentences(few)[0]


def test_beside_the_beam_stands_how_many_spread_their_points(space: Any, now: Any, client_of: Any) -> None:
    from breakthrough.practices.alignment import actions
    from breakthrough.practices.alignment.tests import staged

    text = actions.begin_text(member=space.alice, title="Home by spring", body="We go home.", now=now)
    people = [stance(purpose=60 + place) for place in range(6)] + [stance(points=None)] * 8
    kept = staged.release(space.alice, text, people=14, stances=people, now=now)
    page = client_of(space.bob.person).get(f"/c/{space.slug}/alignment/{kept.pk}").content.decode()
    beam, rest = page.split('id="both"')
    assert "of 5-7 people" in beam
    assert "of 13-19 people" not in beam
    assert "of 13-19 people" in rest


def test_everything_that_was_released_stands_in_the_table_with_how_many_people_and_how_sure() -> None:
    from breakthrough.practices.alignment.pages import found, rows
    from breakthrough.practices.alignment.tests import staged

    made = reading.read_alignment(staged.some_stances(36), party_count=1, eligible=36)
    told = {one.name: one for one in rows.list_rows(made)}
    assert made.weight
    assert told["Weight put behind it on average, 0 to 10"].value == f"{made.weight.value:.1f}"
    assert made.gap
    assert told["Agree, less what was expected, in points of 100"].value == rows.signed(made.gap.value)
    assert made.committed_disagreement
    assert "Of those who disagree: behind it all the same" in told
    assert made.agreement
    assert told["How close positions are"].value == rows.agreement_word(made.agreement)
    assert told["Expected on average to agree"].people == "35+"
    assert all(one.value and one.likely and one.people for one in told.values())
    sentences = found.cells_sentence(made)
    assert "Your positions lie" in sentences
    few = reading.read_alignment(staged.some_stances(6), party_count=1, eligible=6)
    assert {one.likely for one in rows.list_rows(few) if "average, 0" not in one.name} == {"a word"}


def test_sealed_and_named_are_a_picture_with_an_interval_and_a_word_where_there_is_no_number() -> None:
    from breakthrough.practices.alignment.pages import beside

    known = compared([stance(-1)] * 5 + [stance(1)] * 5, [stance(1)] * 10)
    support, behind = beside.list_shifts(known, {})
    assert support.value == "+50"
    assert not support.is_word
    assert support.at > beside.MIDDLE
    assert behind.is_word, "sealed everybody is behind it, so the number could point to one person"
    few = compared([stance(-1)] * 3 + [stance(1)] * 3, [stance(1)] * 6)
    assert beside.list_shifts(few, {})[0].value == "not known"
    assert beside.list_shifts(None, {}) == []
    assert "8-12" in beside.n_words(known)


def test_how_far_one_answer_moves_the_waiting_is_said_from_twelve_people_on() -> None:
    from breakthrough.practices.alignment.pages import found

    def words(count: int) -> str:
        return " ".join(
            found._waiting(reading.read_alignment([stance(weight=2, waits_for=5)] * count).waiting)
        )

    assert "One answer can move it a lot." in words(8)
    assert "whichever one answer is left out" in words(16)
