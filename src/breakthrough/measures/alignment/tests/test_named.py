import pytest

from breakthrough.measures import shares
from breakthrough.measures.alignment import named, reading, results
from breakthrough.measures.alignment.stances import Stance


def _people(*kinds):
    return [
        Stance(position=position, weight=weight) for count, position, weight in kinds for _ in range(count)
    ]


def test_support_that_is_higher_with_a_name_is_found_and_names_nobody():
    found = reading.compare(_people((3, 1, 8), (9, -1, 2)), _people((10, 1, 8), (2, -1, 2)), eligible=12)
    assert (found.status, found.support.leans, found.behind.leans) == ("shown", "higher", "higher")
    exact = shares.newcombe(10, 12, 3, 12)
    assert found.support.difference.low <= exact.low <= 7 / 12 <= exact.high <= found.support.difference.high
    assert (found.is_moved, found.at_least) == (True, 5)
    assert reading.decode_named(reading.encode(found)) == found


def test_the_same_with_and_without_a_name_makes_no_claim():
    people = _people((6, 1, 8), (6, -1, 2))
    found = reading.compare(people, people, eligible=12)
    assert (found.support.leans, found.is_moved, found.at_least) == ("cannot_tell", False, None)


def test_nothing_is_compared_of_too_few_or_where_many_are_silent():
    people = _people((6, 1, 8), (6, -1, 2))
    assert reading.compare(people[:4], people, eligible=12).reason == "too_few"
    assert reading.compare(people[:8], people, eligible=12) == results.NamedReading(
        "withheld", "low_response", results.NAMED_METHOD
    )
    some = reading.compare(people[1:], people, eligible=12)
    assert (some.status, some.is_moved) == ("shown", None)


@pytest.mark.parametrize("known", [0, 3, 6, 9, 12])
def test_a_lone_sealed_voice_looks_like_none_however_the_named_ones_are(known):
    for one, other in ((0, 1), (11, 12)):
        assert named.gap(one, 12, known, 12) == named.gap(other, 12, known, 12)
        assert named.publish_moved(one, known, 12) == named.publish_moved(other, known, 12)


def test_how_many_moved_is_a_lower_bound_in_bands():
    assert [named.publish_moved(2, known, 20)[1] for known in (2, 6, 7, 9, 10, 15, 20)] == [
        None,
        None,
        5,
        5,
        8,
        13,
        13,
    ]
    assert named.publish_moved(2, 5, 6) == (True, None)
    assert [named.most_by_slips(n) for n in (5, 8, 12, 13, 20)] == [3, 3, 3, 4, 5]


def test_parties_are_compared_only_where_both_have_the_same_cells():
    sealed, open_ = (
        _people((3, 1, 8), (5, -1, 2), (3, 1, 8), (3, -1, 2)),
        _people((7, 1, 8), (1, -1, 2), (3, 1, 8), (3, -1, 2)),
    )
    parties = [0] * 8 + [1] * 6
    found = reading.compare(sealed, open_, eligible=14, sealed_parties=parties, named_parties=parties)
    assert [one.parties for one in found.by_cell] == [(0,), (1,)]
    assert [one.support for one in found.by_cell] == [
        named.gap(3, 8, 7, 8),
        results.Gap("cannot_tell"),
    ]
    assert reading.compare(sealed, open_, eligible=14, sealed_parties=parties).by_cell == ()


def test_two_versions_are_set_against_each_other_only_if_nobody_or_five_came_or_left():
    people = ["a", "b", "c", "d", "e", "f"]
    assert reading.may_be_compared(people, people)
    assert not reading.may_be_compared(people, people[1:])
    assert not reading.may_be_compared(people, [*people, "g", "h", "i", "j"])
    assert reading.may_be_compared(people, [*people, "g", "h", "i", "j", "k"])
