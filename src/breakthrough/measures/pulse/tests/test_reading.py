import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.measures.partition import Partition, release_partition
from breakthrough.measures.pulse import (
    change,
    leaning,
    micro,
    reading,
    scores,
    scoring,
    spread,
    teamness,
    triads,
)
from breakthrough.measures.pulse.battery import planted
from breakthrough.measures.pulse.stack import make_team, stack_teams


def _answers(rng, n, missing=0.1):
    found = rng.integers(1, 8, (n, 23))
    return np.where(rng.random(found.shape) < missing, 0, found)


def test_a_dimension_needs_half_of_its_questions_and_missing_is_never_the_middle():
    answers = np.zeros((4, 23), np.int64)
    answers[0, :2] = (7, 1)
    answers[1, 0] = 7
    answers[2, 9] = 2
    found = scores.dim_scores(answers)
    assert found[0, 0] == 7
    assert np.isnan(found[1, 0])
    assert found[2, 3] == 2
    assert np.isnan(found[3]).all()
    with pytest.raises(ValueError, match="1 to 7"):
        scores.dim_scores(np.full((2, 23), 8))
    with pytest.raises(ValueError, match="23 questions"):
        scores.dim_scores(np.ones((2, 22), np.int64))


def test_without_outcomes_building_is_question_twenty_alone_and_energy_is_not_read():
    answers = np.full((1, 23), 4)
    answers[0, 19:21] = (6, 2)
    assert scores.dim_scores(answers)[0, 7] == 4
    assert scores.dim_scores(answers, is_outcome_free=True)[0, 7] == 6
    assert np.isnan(scores.dim_scores(answers, is_outcome_free=True)[0, 8])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 20))
def test_the_order_of_people_and_parties_changes_nothing(seed, n):
    rng = np.random.default_rng(seed)
    answers, party = _answers(rng, n), rng.integers(0, 3, n)
    released = release_partition(np.bincount(party, minlength=3).tolist())
    order, names = rng.permutation(n), np.array([2, 0, 1])
    renamed = Partition(tuple(tuple(sorted(names[list(cell)].tolist())) for cell in released.cells), ())
    one = scoring.score_stack(
        stack_teams([make_team(scores.dim_scores(answers), party=party, partition=released)])
    )
    two = scoring.score_stack(
        stack_teams(
            [make_team(scores.dim_scores(answers[order]), party=names[party[order]], partition=renamed)]
        )
    )
    for first, second in ((one.probability, two.probability), (one.fit, two.fit), (one.left, two.left)):
        np.testing.assert_allclose(first, second, atol=1e-12)
    np.testing.assert_allclose(one.levels.mean, two.levels.mean, atol=1e-12)


def test_many_teams_are_scored_as_each_alone():
    rng = np.random.default_rng(3)
    teams = []
    for n in (4, 6, 9, 14, 20):
        party = rng.integers(0, 2, n)
        released = release_partition(np.bincount(party, minlength=2).tolist())
        teams.append(make_team(scores.dim_scores(_answers(rng, n)), party=party, partition=released))
    together = scoring.score_stack(stack_teams(teams))
    for place, team in enumerate(teams):
        alone = scoring.score_stack(stack_teams([team]))
        np.testing.assert_allclose(together.probability[place], alone.probability[0], atol=1e-12)
        np.testing.assert_allclose(together.left[place], alone.left[0], atol=1e-12)
        assert together.leaning.outcome[place] == alone.leaning.outcome[0]


def test_nobody_and_four_people_give_nothing_and_unknown_is_not_zero():
    for n in (0, 4):
        found = reading.read_pulse(answers=np.full((n, 23), 5), eligible=6)
        assert (found.status, found.reason, found.n_band) == ("withheld", "too_few", None)
        assert (found.dimensions, found.answered) == ((), None)
    silent = reading.read_pulse(answers=np.zeros((9, 23), np.int64), eligible=9)
    assert silent.reason == "too_few"


def test_below_seventy_percent_there_is_no_lean_no_gap_and_the_response_is_said():
    answers = np.full((8, 23), 6)
    found = reading.read_pulse(answers=answers, eligible=12)
    assert (found.reason, found.answered, found.eligible) == ("low_response", 8, 12)
    assert (found.position.lean, found.position.probabilities, found.position.reason) == (
        None, None, "low_response",
    )  # fmt: skip
    assert found.gaps == ()
    assert reading.read_pulse(answers=answers, eligible=11).answered is None


def test_small_groups_get_quarters_and_neither_spreads_nor_single_questions():
    rng = np.random.default_rng(1)
    small = reading.read_pulse(answers=_answers(rng, 6, 0.0))
    assert small.questions == ()
    assert {one.spread for one in small.dimensions} == {None}
    assert all((4 * one.mean.value) % 1 == 0 for one in small.dimensions)
    larger = reading.read_pulse(answers=_answers(rng, 9, 0.0))
    assert len(larger.questions) == 23
    assert all(one.spread for one in larger.dimensions)


def test_questions_of_a_dimension_that_somebody_skipped_are_not_shown():
    answers = np.full((9, 23), 4)
    answers[2, 9] = 0
    shown = {one.number for one in reading.read_pulse(answers=answers).questions}
    assert shown == set(range(1, 24)) - {10, 11}


def test_nobody_learns_that_all_pressed_the_same():
    found = reading.read_pulse(answers=np.full((8, 23), 7))
    turn = found.dimensions[2]
    assert (turn.mean.value, turn.mean.high) == (6.9, 7.0)


def test_parties_have_profiles_only_where_every_cell_has_five_scores():
    answers, party = np.full((11, 23), 4), [0] * 6 + [1] * 5
    answers[7, 3:6] = 0
    found = reading.read_pulse(answers=answers, party=party, released=release_partition([6, 5]))
    names = [one.dimension for one in found.parties[0].dimensions]
    assert "STEER" not in names
    assert len(names) == 8
    assert [one.is_by_party for one in found.dimensions[:2]] == [True, False]
    assert not [gap for gap in found.gaps if "STEER" in gap.dimension]
    answers[8] = 0
    thinner = reading.read_pulse(answers=answers, party=party, released=release_partition([6, 5]))
    assert (thinner.parties, thinner.gaps) == ((), ())


def test_a_party_gap_is_found_and_names_a_lean_towards_cooperation():
    rng = np.random.default_rng(12)
    truth = np.array([3.0, 2.9, 3.8, 3.9, 3.6, 3.2, 3.5, 3.2, 3.8]) - 0.3
    apart = np.array([1.2, 1.2, 0, 0, 0, 0, 0, 0, 0])
    answers = planted.draw_answers(rng, np.stack([truth + apart, truth - apart]), 9)
    found = reading.read_pulse(
        answers=answers.reshape(-1, 23), party=[0] * 9 + [1] * 9, released=release_partition([9, 9])
    )
    clear = {gap.dimension for gap in found.gaps if gap.is_clear}
    assert "SAY+STEER" in clear
    assert (found.position.lean, found.position.is_named) == ("C", True)
    assert found.position.signs == (("party_gap", "C"),)
    assert found.position.headline == "C_named"


def test_a_lean_is_named_only_if_a_sign_agrees_and_none_contradicts():
    assert not leaning.may_name("B", leaning.Signs())
    assert leaning.may_name("B", leaning.Signs(triads=(0.02, 0.03, 0.95)))
    assert leaning.may_name("B", leaning.Signs(group_gain=True, build_on="above"))
    assert not leaning.may_name("B", leaning.Signs(build_on="above", party_gap=True))
    assert not leaning.may_name("K", leaning.Signs(triads=(0.3, 0.6, 0.1)))
    assert leaning.may_name("K", leaning.Signs(build_on="below"))
    assert leaning.may_name("C", leaning.Signs(one_sided_building=True))
    assert leaning.read_signs(leaning.Signs(build_on="unclear", party_gap=False)) == ()


def test_the_rules_of_a_lean_apply_in_their_order():
    def decide(**changed):
        values = {
            "count": np.array([8.0]),
            "is_measurable": np.array([True]),
            "is_response_low": np.array([False]),
            "probability": np.array([[0.1, 0.6, 0.1, 0.2]]),
            "fit": np.array([0.5]),
            "left": np.full((1, 9), 0.6),
        }
        found = leaning.lean(**{**values, **changed})
        return leaning.OUTCOMES[found.outcome[0]]

    left = np.full((1, 9), 0.6)
    left[0, 2] = 0.3
    assert decide() == "lean"
    assert decide(left=left) == "lean"
    assert decide(left=left, probability=np.array([[0.1, 0.1, 0.7, 0.1]])) == "rests_on_one_dimension"
    assert decide(probability=np.array([[0.1, 0.54, 0.1, 0.26]])) == "mixed"
    assert decide(probability=np.array([[0.1, 0.1, 0.64, 0.16]])) == "mixed"
    assert decide(fit=np.array([0.02]), probability=np.array([[0.3, 0.3, 0.1, 0.3]])) == "misfit"
    assert decide(is_response_low=np.array([True]), fit=np.array([0.0])) == "low_response"
    assert decide(is_measurable=np.array([False]), is_response_low=np.array([True])) == "not_measurable"
    assert decide(count=np.array([4.0]), is_measurable=np.array([False])) == "too_few"


def test_a_change_needs_waves_answers_one_method_and_members_that_hide_nobody():
    people = frozenset("abcdefgh")

    def wave(mean=4.0, n=8, method="m/1", invited=people, is_low=False):
        return change.Wave(mean, n, method, invited, is_low)

    three = [wave(4.0), wave(4.1), wave(4.2)]
    assert change.read_change(three[:2], three).reason == "waiting"
    assert change.read_change(three, [*three[:2], wave(method="m/2")]).reason == "not_measurable"
    assert change.read_change(three, [*three[:2], wave(n=4)]).reason == "too_few"
    assert change.read_change(three, [*three[:2], wave(is_low=True)]).reason == "low_response"
    fewer = wave(invited=people - {"a"})
    assert change.read_change(three, [*three[:2], fewer]).reason == "remainder_too_small"
    many = wave(invited=people | set("uvwxyz"))
    assert change.read_change(three, [many] * 3).status == "shown"
    assert not change.read_change(three, three).is_claimed


def test_the_micro_pulse_keeps_questions_apart_and_leaves_missing_out():
    answers = np.array([[0, -1, 3]] * 4 + [[2, 1, 0]] * 5)
    found = micro.read_micro(answers, variances=(None, 0.4, None))
    assert (found[0].n_band, found[0].mean.value) == ("8-12", 1.1)
    assert (found[1].n_band, found[1].mean.value) == ("5-7", 1.0)
    assert micro.read_micro(answers[:4], variances=(None, None, None))[0].mean is None
    with pytest.raises(ValueError, match="m1 is 0 to 2"):
        micro.read_micro(np.array([[3, 0, 0]] * 5), variances=(None, None, None))


def test_spread_is_a_word_from_eight_people_on():
    assert spread.spread_word(np.array([4.0] * 8)) == "close"
    assert spread.spread_word(np.array([3.0, 5.0] * 4)) == "some_range"
    assert spread.spread_word(np.array([1.0, 7.0] * 4)) == "far_apart"
    assert spread.spread_word(np.array([1.0, 7.0] * 3)) is None
    assert spread.has_two_views(np.array([2.0] * 4 + [6.0] * 4)) is True
    assert spread.has_two_views(np.array([2.0] * 2 + [4.0] * 4 + [6.0] * 2)) is False
    assert spread.has_two_views(np.array([np.nan] * 4 + [6.0] * 4)) is None


def test_teams_are_compared_only_from_thirty_on():
    rng = np.random.default_rng(4)
    few = teamness.read_teamness([rng.normal(size=6) for _ in range(29)], seed=1)
    assert (few.status, few.team_count, few.icc1) == ("withheld", 29, None)
    real = [rng.normal(rng.normal(), 0.5, 6) for _ in range(40)]
    found = teamness.read_teamness([*real, np.array([1.0, 2.0])], seed=1)
    assert found.team_count == 40
    assert found.icc1 > found.chance_high
    assert found.p < 0.01
    assert teamness.spearman_brown(0.5) == pytest.approx(2 / 3)


def test_questions_of_one_dimension_and_direction_may_change_places():
    rng = np.random.default_rng(9)
    answers = _answers(rng, 10)
    swapped = answers.copy()
    swapped[:, [3, 5]], swapped[:, [11, 13]], swapped[:, [6, 7, 8]] = (
        answers[:, [5, 3]], answers[:, [13, 11]], answers[:, [8, 6, 7]],
    )  # fmt: skip
    one, two = (
        scoring.score_stack(stack_teams([make_team(scores.dim_scores(a))])) for a in (answers, swapped)
    )
    np.testing.assert_allclose(one.probability, two.probability, atol=1e-12)
    np.testing.assert_allclose(one.fit, two.fit, atol=1e-12)


def test_forced_choices_speak_only_when_one_pattern_clearly_leads():
    most, least = np.full((6, 6), 2), np.zeros((6, 6), np.int64)
    found = triads.read_triads(most, least)
    assert (found.leads, found.n_band, found.most) == ("B", "5-7", (0.0, 0.0, 1.0))
    assert found.least == (1.0, 0.0, 0.0)
    even = np.tile([0, 1, 2, 0, 1, 2], (6, 1))
    assert triads.read_triads(even, (even + 1) % 3).leads is None
    assert triads.read_triads(most[:4], least[:4]).reason == "too_few"
    with pytest.raises(ValueError, match="at once"):
        triads.read_triads(most, most)
    with pytest.raises(ValueError, match="six triads"):
        triads.read_triads(most[:, :5], least[:, :5])


def test_forced_choices_rarely_speak_where_no_pattern_leads():
    rng = np.random.default_rng(90)
    spoken = 0
    for _ in range(300):
        own = rng.dirichlet([4 / 3] * 3, 8)
        picks = [int(rng.multinomial(6, one)[k]) for one in own for k in range(3)]
        spoken += max(triads.probability_first(np.reshape(picks, (8, 3)).sum(0).tolist())) >= 0.9
    assert spoken / 300 <= 0.12


def test_a_published_change_is_rounded_and_keeps_its_claim():
    people = frozenset("abcdefgh")
    sides = [
        [change.Wave(m, 8, "m/1", people) for m in means] for means in ((4.2, 4.5, 4.1), (4.9, 4.8, 5.2))
    ]
    found = change.publish_change(change.read_change(*sides), n=8)
    assert (found.difference.low, found.difference.high, found.rise, found.large) == (0.2, 1.2, 1.0, 0.85)
    assert found.is_claimed
    waiting = change.read_change(sides[0][:2], sides[1])
    assert change.publish_change(waiting, n=8) == waiting
