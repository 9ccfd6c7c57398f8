"""Nobody is alone with a pass: one counts with those who disagree, and a number leaves room for that."""

import numpy as np

from breakthrough.measures import lone


def test_the_only_pass_of_a_group_is_found_and_two_are_not():
    group = np.array([1, 1, 1, 2, 2, 2])
    marked = np.array([True, False, False, True, True, False])
    assert lone.find_lone(group=group, marked=marked).tolist() == [True, False, False, False, False, False]
    assert lone.find_lone(group=np.zeros(0, np.int64), marked=np.zeros(0, np.bool_)).tolist() == []


def test_among_more_than_forty_answers_nothing_is_changed():
    for people, is_found in ((40, True), (41, False)):
        marked = np.arange(people) == 0
        assert lone.find_lone(group=np.zeros(people, np.int64), marked=marked).any() == is_found


def test_whoever_passed_alone_must_still_leave_two_who_disagree():
    assert [lone.tells_of_one(6, against) for against in (1, 2, 3)] == [True, True, False]
    assert [lone.tells_of_one(agree, 6) for agree in (1, 2)] == [True, False]
