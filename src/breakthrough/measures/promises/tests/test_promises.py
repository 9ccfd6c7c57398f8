"""Kept share, freedom, early warnings, lead time, flows: golden values, minima, the battery, and coverage by simulation."""

import dataclasses
import itertools
import random

import numpy as np
import pytest

from breakthrough.measures import partition
from breakthrough.measures.promises import reading, survival
from breakthrough.measures.promises.histories import History
from breakthrough.measures.promises.results import METHOD
from breakthrough.measures.shares import clustered_share

TWO = (6, 6)


def one(performer=1, asker=None, *, outcome="on_time", ways=(0, 1), **more):
    """A request that was promised and came due, unless said otherwise."""
    given = {"is_request": True, "first_answer": "promise", "is_promise": True, "lead_hours": 48.0}
    return History(
        asker=asker if asker is not None else performer + 100,
        performer=performer,
        from_party=ways[0],
        to_party=ways[1],
        **{**given, "is_kept": outcome == "on_time", **more},
        outcome=outcome,
    )


def many(sizes, hits, **more):
    """Promises of several people, of which the first `hits` are on time."""
    outcomes = itertools.chain(itertools.repeat("on_time", hits), itertools.repeat("not_kept"))
    return [
        one(person, outcome=next(outcomes), **more)
        for person, size in enumerate(sizes)
        for _each in range(size)
    ]


def test_the_interval_is_the_published_one():
    exact = clustered_share(9, [4, 3, 3, 2])
    assert exact is not None
    assert (round(exact.low, 6), round(exact.high, 6)) == (0.428472, 0.938125)


def test_the_kept_share_is_released_to_five_points_with_its_interval_outwards():
    part = reading.kept_share(many([4, 3, 3, 1, 1], 9))
    assert (part.status, part.of, part.people) == ("shown", 12, "5-7")
    assert part.share is not None
    assert (part.share.value, part.share.low, part.share.high) == (0.75, 0.4, 0.95)


@pytest.mark.parametrize(
    ("sizes", "status"),
    [([2] * 5, "shown"), ([3, 3, 3, 3], "withheld"), ([9], "withheld"), ([2, 2, 2, 2, 1], "withheld")],
)
def test_ten_promises_of_five_people_are_the_least(sizes, status):
    assert reading.kept_share(many(sizes, 4)).status == status


def test_what_is_not_known_yet_is_in_no_share():
    counted = many([2] * 5, 5)
    unknown = [one(person, outcome=outcome) for person in range(9) for outcome in ("waiting", "ahead", "out")]
    assert reading.kept_share([*counted, *unknown]) == reading.kept_share(counted)


def test_freedom_counts_first_answers_to_requests_only():
    yes = [one(person) for person in range(6)]
    no = [one(person, first_answer="decline", is_promise=False, outcome="ahead") for person in range(3)]
    other = [one(person, first_answer="counter") for person in range(3)]
    offers = [one(person, is_request=False, first_answer="decline") for person in range(6)]
    lapsed = [one(person, first_answer=None, is_lapsed=True, is_promise=False) for person in range(6)]
    part = reading.freedom([*yes, *no, *other, *offers, *lapsed])
    assert part.of == 12
    assert part.share is not None
    assert part.share.value == 0.5


def test_early_warning_is_of_slips_and_of_changes_agreed_early():
    moved = [one(person, early_changes=1) for person in range(5)]
    warned = [one(person, outcome="late", was_warned=True) for person in range(4)]
    silent = [one(person, outcome="not_kept") for person in range(3)]
    part = reading.early_warning([*moved, *warned, *silent, *many([3] * 5, 15)])
    assert part.of == 12
    assert part.share is not None
    assert part.share.value == 0.75
    assert reading.early_warning([*warned, *silent]).status == "withheld"


def test_the_median_time_is_the_one_of_the_published_example():
    # Freireich and others 1963, 6-mercaptopurine: weeks in remission, a plus means still in remission. Median 23 (13 to unknown).
    weeks = [
        "6",
        "6",
        "6",
        "6+",
        "7",
        "9+",
        "10",
        "10+",
        "11+",
        "13",
        "16",
        "17+",
        "19+",
        "20+",
        "22",
        "23",
        "25+",
        "32+",
        "32+",
        "34+",
        "35+",
    ]
    found = survival.median_time(
        [float(week.rstrip("+")) for week in weeks], [not week.endswith("+") for week in weeks]
    )
    assert found == survival.Median(23.0, 13.0, None)


def test_without_anything_that_ended_no_time_is_known():
    assert survival.median_time([3.0, 4.0], [False, False]) == survival.Median(None, None, None)
    assert survival.median_time([], []) == survival.Median(None, None, None)
    everyone = survival.median_time([1.0, 2.0, 3.0], [True, True, True])
    assert everyone.value == 2.0


def test_what_is_still_open_makes_the_time_longer_and_never_shorter():
    kept = [one(person % 6, lead_hours=24.0 * (person + 1)) for person in range(12)]
    still = [one(person % 6, outcome="ahead", lead_hours=24.0 * 20, is_kept=False) for person in range(12)]
    alone, together = reading.lead_time(kept), reading.lead_time([*kept, *still])
    assert alone.median is not None
    assert (alone.median, alone.still_open) == (6.0, 0)
    assert (together.median or 99) > alone.median
    assert together.still_open == 12
    assert reading.lead_time(kept[:9]).status == "withheld"


def test_parties_are_told_apart_only_where_each_has_five_people():
    histories = many([3] * 6, 9)
    assert reading.read_promises(histories, party_sizes=TWO).flows
    assert reading.read_promises(histories, party_sizes=(6, 4)).flows == ()
    small = reading.read_promises(histories, party_sizes=(9, 3, 2))
    assert [cell.parties for cell in small.cells] == [(0,), (1, 2)]
    assert [cell.is_rest for cell in small.cells] == [False, True]


def test_a_party_has_a_kept_share_only_where_every_party_has_one():
    both = [*many([3] * 5, 9), *many([3] * 5, 6, ways=(1, 0))]
    assert all(cell.kept for cell in reading.read_promises(both, party_sizes=TWO).cells)
    uneven = [*many([3] * 5, 9), *many([3] * 2, 6, ways=(1, 0))]
    assert not any(cell.kept for cell in reading.read_promises(uneven, party_sizes=TWO).cells)


def test_the_flow_counts_each_way_by_itself():
    histories = [
        *many([2] * 6, 8),
        one(7, ways=(1, 0), first_answer="decline", is_promise=False, outcome="ahead", is_kept=False),
    ]
    made = reading.read_promises(histories, party_sizes=TWO)
    there, back = made.flows
    assert (there.start, there.end, there.requested, there.promised, there.kept, there.not_kept) == (
        0,
        1,
        12,
        12,
        8,
        4,
    )
    assert (back.start, back.end, back.requested, back.promised, back.declined) == (1, 0, 1, 0, 1)
    assert back.kept_share.status == "withheld"


def test_a_side_asks_more_only_where_the_interval_says_so():
    def balance(there, back):
        ways = [one(n % 9, n % 9) for n in range(there)] + [
            one(n % 9, n % 9, ways=(1, 0)) for n in range(back)
        ]
        return reading.read_promises(ways, party_sizes=TWO).balances[0]

    assert balance(30, 4).leans == "first"
    assert balance(4, 30).leans == "second"
    assert balance(9, 7).leans == "cannot_tell"
    assert balance(5, 4).leans is None


def test_reasons_are_told_from_ten_slips_of_five_people_on():
    slips = [one(person % 5, outcome="late", reasons=("waiting",)) for person in range(9)]
    assert reading.read_promises(slips, party_sizes=TWO).reasons == ()
    more = [*slips, one(1, outcome="late", reasons=("unclear",))]
    assert reading.read_promises(more, party_sizes=TWO).reasons == (("waiting", 9), ("unclear", 1))


def test_nobody_and_nothing_is_not_known_and_never_nought():
    assert reading.read_promises([], party_sizes=TWO).status == "withheld"
    few = reading.read_promises(many([9], 9), party_sizes=(2, 2))
    assert (few.status, few.reason, few.method, few.kept) == ("withheld", "too_few", METHOD, None)
    waiting = reading.read_promises([one(1, outcome="ahead", is_kept=False)], party_sizes=TWO)
    assert waiting.kept is not None
    assert waiting.kept.share is None


def test_the_order_of_conversations_and_the_numbers_of_people_do_not_matter():
    draw = random.Random(5)  # noqa: S311 (made-up promises)
    histories = [
        one(draw.randrange(8), draw.randrange(8), outcome=draw.choice(["on_time", "late", "not_kept", "ahead"]),
            ways=draw.choice([(0, 1), (1, 0), (0, 0)]), early_changes=draw.randrange(2), was_warned=draw.random() < 0.5,
            lead_hours=draw.uniform(1, 900), reasons=draw.choice([(), ("waiting",)]))
        for _each in range(120)
    ]  # fmt: skip
    made = reading.read_promises(histories, party_sizes=TWO)
    draw.shuffle(histories)
    assert reading.read_promises(histories, party_sizes=TWO) == made
    renamed = [
        dataclasses.replace(each, performer=50 - (each.performer or 0), asker=90 - (each.asker or 0))
        for each in histories
    ]
    assert reading.read_promises(renamed, party_sizes=TWO) == made
    assert reading.decode(reading.encode(made)) == made


def test_every_share_lies_within_its_interval_and_between_nobody_and_all():
    for hits in range(13):
        share = reading.kept_share(many([4, 3, 2, 2, 1], hits)).share
        assert share is not None
        assert 0 <= share.low <= share.value <= share.high <= 1


def test_twice_the_same_promises_of_the_same_people_make_the_interval_hardly_narrower():
    once, twice = many([4] * 5, 14), many([8] * 5, 28)
    first, second = reading.kept_share(once).share, reading.kept_share(twice).share
    assert first is not None
    assert second is not None
    assert (second.high - second.low) > 0.7 * (first.high - first.low)


@pytest.mark.parametrize(
    "sizes",
    [(2,) * 5, (4,) * 6, (5, 3, 1, 1, 1), (8, 6, 3, 2, 1, 1), (3,) * 12, (12, 9, 6, 4, 2, 1, 1)],
    ids=str,
)
def test_the_interval_holds_the_true_share_as_often_as_it_says(sizes):
    """Row 28: people differ in how they keep their word (correlation .15 within a person), 4,000 groups per cell.

    Ten promises have eleven results, so single true shares jump around the level; their mean must keep to it.
    """
    cells = [_coverage(sizes, truth) for truth in (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)]
    assert 0.92 <= np.mean(cells) <= 0.98
    assert min(cells) > 0.91


def test_counting_without_regard_to_people_would_be_wrong_far_more_often():
    chance = np.random.default_rng(28)
    sizes, truth, spread = (8, 6, 3, 2, 1, 1), 0.7, (1 - 0.15) / 0.15
    own = chance.beta(truth * spread, (1 - truth) * spread, size=(4_000, len(sizes)))
    hits = chance.binomial(np.array(sizes), own).sum(axis=1)
    naive = np.array(
        [
            (bounds := partition.jeffreys(count, sum(sizes)))[0] <= truth <= bounds[1]
            for count in range(sum(sizes) + 1)
        ]
    )
    assert naive[hits].mean() < 0.92


def _coverage(sizes, truth):
    chance, spread = np.random.default_rng(28), (1 - 0.15) / 0.15
    own = chance.beta(truth * spread, (1 - truth) * spread, size=(4_000, len(sizes)))
    hits = chance.binomial(np.array(sizes), own).sum(axis=1)
    holds = np.array([_covers(count, sizes, truth) for count in range(sum(sizes) + 1)])
    return float(holds[hits].mean())


def _covers(hits, sizes, truth):
    found = clustered_share(hits, sizes)
    return found is not None and found.low <= truth <= found.high
