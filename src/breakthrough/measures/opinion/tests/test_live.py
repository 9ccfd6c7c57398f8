"""The moving picture: the same bits for the same votes, no map and no groups where there is nothing, and nothing about anyone.

Over 300 lines because the tests of every stage, from packing to release, stand on the same few planted votes.
"""

import dataclasses
import json

import numpy as np
import pytest
from scipy.special import ndtr

from breakthrough.measures.opinion import (
    live,
    live_fit,
    live_gate,
    live_groups,
    live_picture,
    live_positions,
    live_votes,
    planted,
    publish,
    reading,
    votes,
)


def plant(shape, *, people=80, statements=40, seed=3, seen_share=0.8):
    return planted.plant(
        shape=shape, person_count=people, statement_count=statements, seen_share=seen_share, seed=seed
    )


def pack(truth):
    return live_votes.pack_votes(
        person=truth.person,
        statement=truth.statement,
        vote=truth.vote,
        person_count=len(truth.theta),
        statement_count=len(truth.b),
    )


def raw(truth, rows=slice(None)):
    return {
        "person": truth.person[rows],
        "statement": truth.statement[rows],
        "vote": truth.vote[rows],
        "person_count": len(truth.theta),
        "statement_count": len(truth.b),
    }


def tabulate(truth, **more):
    return votes.tabulate(person=truth.person, statement=truth.statement, vote=truth.vote, **more)


def list_arrays(thing):
    """Every array in nested frozen results, in order."""
    if isinstance(thing, np.ndarray):
        return [thing]
    if dataclasses.is_dataclass(thing):
        return [
            array for field in dataclasses.fields(thing) for array in list_arrays(getattr(thing, field.name))
        ]
    return [np.asarray(thing)] if isinstance(thing, (int, float, tuple)) else []


def assert_same_bits(first, second):
    found, expected = list_arrays(first), list_arrays(second)
    assert len(found) == len(expected) > 10
    for one, other in zip(found, expected, strict=True):
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("shape", ["none", "two_equal", "three"])
@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_shuffled_rows_give_the_same_bits_cold_and_warm(shape, kind):
    truth = plant(shape)
    order = np.random.default_rng(0).permutation(len(truth.vote))
    shuffled = {
        name: value[order].astype(kind) if isinstance(value, np.ndarray) else value
        for name, value in raw(truth).items()
    }
    first, second = live.redraw(**raw(truth)), live.redraw(**shuffled)
    assert_same_bits(first, second)
    assert_same_bits(
        live.redraw(**raw(truth), state=first.state), live.redraw(**shuffled, state=second.state)
    )


def test_packed_votes_are_the_votes_by_person_and_statement():
    packed = live_votes.pack_votes(
        person=np.array([2, 0, 2, 0]),
        statement=np.array([1, 3, 0, 0]),
        vote=np.array([-1, 0, 1, 1]),
        person_count=3,
        statement_count=4,
    )
    assert packed.starts.tolist() == [0, 2, 2, 4]
    assert packed.columns.tolist() == [2, 10, 2, 3]
    assert packed.counts.tolist() == [[0, 0, 2], [1, 0, 0], [0, 0, 0], [0, 1, 0]]
    assert live_votes.list_people(packed).tolist() == [0, 0, 2, 2]
    assert live_votes.list_people(packed, step=2).tolist() == [0, 2]
    assert live_votes.list_people(packed, step=3).tolist() == [0, 2]
    half = live_votes.take_people(packed, stride=2)
    assert (half.starts.tolist(), half.columns.tolist()) == ([0, 2, 4], [2, 10, 2, 3])
    rest = live_votes.split_votes(packed, np.array([True, False, False, True]))
    assert (rest.starts.tolist(), rest.columns.tolist()) == ([0, 1, 1, 2], [10, 2])


def test_some_votes_are_looked_at_as_they_are():
    truth = plant("none", people=30, statements=10)
    packed = pack(truth)
    person, statement, value = live_fit.look_at(packed, sample=80)
    step = live_votes.find_step(packed, sample=80)
    assert step > 1
    assert np.gcd(step, 10) == 1
    order = np.lexsort((truth.statement, truth.person))[::step]
    assert np.array_equal(person, truth.person[order])
    assert np.array_equal(statement, truth.statement[order])
    assert np.array_equal(value, truth.vote[order])


def test_packed_votes_beyond_32_bits_are_the_same():
    rows = {"person": np.array([4_000_000, 0]), "statement": np.array([999, 0]), "vote": np.array([1, -1])}
    packed = live_votes.pack_votes(**rows, person_count=4_000_001, statement_count=1_000)
    assert packed.columns.tolist() == [0, 2_999]
    assert packed.starts[-2:].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"person": np.array([0, 0])}, "two votes"),
        ({"person": np.array([0, -1])}, "person must lie"),
        ({"person": np.array([0, 2])}, "person must lie"),
        ({"statement": np.array([0, 5])}, "statement must lie"),
        ({"vote": np.array([0, 2])}, "vote must lie"),
        ({"vote": np.array([-2, 1])}, "vote must lie"),
        ({"vote": np.array([0.5, 1.0])}, "whole numbers"),
        ({"vote": np.array([1])}, "one entry per vote"),
    ],
)
def test_votes_that_do_not_fit_are_refused_with_words(changed, words):
    rows = {"person": np.array([0, 1]), "statement": np.array([0, 0]), "vote": np.array([1, -1])}
    with pytest.raises(ValueError, match=words):
        live_votes.pack_votes(**{**rows, **changed}, person_count=2, statement_count=1)


def test_the_sparse_sweep_is_the_dense_computation_of_the_same_formulas():
    truth = plant("three", people=25, statements=9)
    packed = pack(truth)
    fit = live_fit.sweep(live_fit.fit_cold(votes=packed, dimensions=2, sweeps=1), packed, measure_noise=False)
    moved = live_fit.update_people(fit, packed)
    dense = np.full((25, 9), np.nan)
    dense[truth.person, truth.statement] = truth.vote
    scale = []
    for i in range(25):
        seen = np.flatnonzero(~np.isnan(dense[i]))
        z = np.column_stack((np.ones(len(seen)), fit.statement[seen, 1:]))
        precision = np.diag((1 / fit.spread[0], 1, 1)) + z.T @ z / fit.noise
        mean = np.linalg.solve(precision, z.T @ (dense[i, seen] - fit.statement[seen, 0]) / fit.noise)
        scale.append((mean, np.linalg.inv(precision)))
    moment = np.sqrt(np.mean([m[1:] ** 2 + np.diag(v)[1:] for m, v in scale], axis=0))
    expected = np.array([m / [1, *moment] for m, _ in scale])
    assert moved.person == pytest.approx(expected, abs=1e-5)
    assert moved.statement == pytest.approx(fit.statement * [1, *moment], abs=1e-5)
    settled = live_fit.update_statements(moved, packed)
    for j in range(9):
        voters = np.flatnonzero(~np.isnan(dense[:, j]))
        precision = np.diag((1 / moved.spread[1], 1 / moved.spread[2], 1 / moved.spread[3]))
        linear = np.array([moved.middle / moved.spread[1], 0, 0])
        for i in voters:
            c, x, y = moved.person[i]
            v = moved.person_cov[i]
            theta = np.array([1, x, y])
            second = np.outer(theta, theta)
            second[1:, 1:] += [[v[3], v[4]], [v[4], v[5]]]
            precision = precision + second / moved.noise
            linear = linear + (theta * (dense[i, j] - c) - [0, v[1], v[2]]) / moved.noise
        assert settled.statement[j] == pytest.approx(np.linalg.solve(precision, linear), abs=1e-5)


def test_turning_the_axes_leaves_every_expectation_and_variance_as_it_was():
    truth = plant("three")
    packed = pack(truth)
    fit = live_fit.fit_cold(votes=packed, dimensions=2)
    turned = live_fit.orient(fit, None)
    assert live_fit.leave_out(turned, packed, sample=400)[0] == pytest.approx(
        live_fit.leave_out(fit, packed, sample=400)[0]
    )
    a = turned.statement[:, 1:]
    assert abs((a[:, 0] * a[:, 1]).sum()) < 1e-9
    assert ((a**3).sum(axis=0) > 0).all()
    flipped = live_fit.orient(dataclasses.replace(turned, statement=turned.statement * [1, -1, 1]), a)
    assert np.sign(flipped.statement[:, 1] @ a[:, 0]) == 1


def test_a_probit_curve_finds_the_line_it_was_drawn_from():
    generator = np.random.default_rng(4)
    x = generator.normal(0, 1, 20_000)
    alpha, beta = live_gate.fit_curve(x, generator.random(20_000) < ndtr(0.4 + 1.3 * x))
    assert (alpha, beta) == pytest.approx((0.4, 1.3), abs=0.06)


def test_no_map_without_structure_and_a_map_with_one_dimension():
    shown = {
        shape: [
            live_gate.weigh_dimensions(pack(plant(shape, people=people, seed=seed))).map_shown
            for seed in range(12)
        ]
        for people in (50,)
        for shape in ("none", "normal")
    }
    assert sum(shown["none"]) == 0
    assert sum(shown["normal"]) >= 9


def test_fewer_than_twenty_people_never_have_a_map():
    weights = live_gate.weigh_dimensions(pack(plant("two_equal", people=19)))
    assert (weights.weights, weights.map_shown) == ((1.0, 0.0, 0.0), False)


def count_shown(shape, *, people, sets):
    shown = 0
    for seed in range(sets):
        truth = plant(shape, people=people, seed=seed)
        packed = pack(truth)
        fit = live_fit.orient(live_fit.fit_cold(votes=packed, dimensions=truth.theta.shape[1]), None)
        groups = live_groups.find_groups(fit=fit, votes=packed)
        shown += groups.count > 1 and sum(groups.probability[1:]) >= 0.9
    return shown


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "most"), [("normal", 1), ("skewed", 1), ("flat", 4)])
def test_one_cloud_seldom_looks_like_groups(shape, most):
    assert count_shown(shape, people=150, sets=16) <= most


@pytest.mark.parametrize("shape", ["two_equal", "three"])
def test_planted_groups_are_found(shape):
    assert count_shown(shape, people=150, sets=5) >= 4


def test_a_candidate_has_the_components_it_was_given_and_no_others():
    truth = plant("two_unequal", people=60)
    fit = live_fit.orient(live_fit.fit_cold(votes=pack(truth), dimensions=1), None)
    evidence = live_positions.find_evidence(fit=fit, votes=pack(truth), draw_count=2, newton_steps=4)
    weight = np.ones((2, 60), np.float32)
    fitted = live_groups.fit_candidates(live_groups.start(evidence, 1), evidence, weight)
    assert sorted(zip(fitted.weighting.tolist(), fitted.count.tolist(), strict=True)) == [
        (w, k) for w in range(2) for k in range(1, 6)
    ]
    extra = np.arange(5) >= fitted.count[:, None]
    assert not fitted.share[extra].any()
    assert fitted.share.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_few_people_apart_are_no_group_yet():
    picture = live.redraw(**raw(plant("two_equal", people=150)))
    assert picture.groups_shown
    groups = picture.state.groups
    few = dataclasses.replace(groups, label=np.where(np.arange(150) < 22, 1, 0))
    enough = dataclasses.replace(groups, label=np.where(np.arange(150) < 23, 1, 0))
    assert not live_picture.has_groups(few)
    assert live_picture.has_groups(enough)


def test_people_are_put_into_the_groups_they_were_planted_in():
    truth = plant("two_equal", people=150)
    picture = live.redraw(**raw(truth))
    assert picture.sides.kind == "group"
    label = picture.sides.label
    clear = label >= 0
    agreement = np.mean(label[clear] == truth.group[clear])
    assert clear.mean() > 0.8
    assert max(agreement, 1 - agreement) > 0.9


def test_evidence_is_what_remains_when_the_prior_is_taken_away():
    covariance = np.zeros((6, 1, 1))
    covariance[3], covariance[4], covariance[5] = 0.5, 0.1, 0.4
    evidence = live_positions.without_prior(covariance, np.array([0.6, -0.2]).reshape(2, 1, 1), 2)
    precision = np.linalg.inv([[0.5, 0.1], [0.1, 0.4]])
    expected = precision - np.eye(2)
    assert evidence.precision.ravel() == pytest.approx(
        [expected[0, 0], expected[0, 1], expected[1, 1]], abs=1e-5
    )
    assert evidence.linear.ravel() == pytest.approx(precision @ [0.6, -0.2], abs=1e-5)


def test_a_warm_redraw_stays_where_the_picture_was_and_takes_the_new_votes_in():
    truth = plant("three", people=150)
    order = np.random.default_rng(2).permutation(len(truth.vote))
    first = live.redraw(**raw(truth, order[: len(order) * 97 // 100]))
    later = live.redraw(**raw(truth), state=first.state)
    cold = live.redraw(**raw(truth))
    assert later.state.decided_count == first.state.decided_count
    for axis in (1, 2):
        before, after = first.state.fit.statement[:, axis], later.state.fit.statement[:, axis]
        assert np.corrcoef(before, after)[0, 1] > 0.99
    assert later.sides.kind == cold.sides.kind == "group"
    both = (first.sides.label >= 0) & (later.sides.label >= 0)
    assert np.mean(first.sides.label[both] == later.sides.label[both]) > 0.97
    assert later.cells.counts[0].sum() == len(truth.vote)
    assert np.abs(later.cells.mean[0] - cold.cells.mean[0]).max() < 0.02


def test_a_tenth_more_votes_decide_anew():
    truth = plant("two_equal", people=60)
    first = live.redraw(**raw(truth, slice(0, len(truth.vote) * 3 // 4)))
    later = live.redraw(**raw(truth), state=first.state)
    assert later.state.decided_count == len(truth.vote)


def test_new_statements_and_people_may_come_between_two_redraws():
    truth = plant("two_equal", people=80)
    fewer = truth.statement < 37
    known = {
        "person": truth.person[fewer],
        "statement": truth.statement[fewer],
        "vote": truth.vote[fewer],
        "person_count": 80,
        "statement_count": 37,
    }
    first = live.redraw(**known)
    later = live.redraw(**raw(truth), state=first.state)
    assert later.cells.counts.shape[2] == 40
    assert np.isfinite(later.cells.mean).all()


def test_the_memory_of_a_round_follows_statements_by_their_key():
    truth = plant("three", people=90)
    known = truth.statement > 0
    keys = [f"s{j:02}" for j in truth.statement]
    table = votes.tabulate(
        person=truth.person[known],
        statement=[key for key, keep in zip(keys, known, strict=True) if keep],
        vote=truth.vote[known],
    )
    _, memory = live.continue_live(table=table, seed=1, memory=None)
    full = votes.tabulate(person=truth.person, statement=keys, vote=truth.vote)
    carried = live.carry_over(memory, full.statement_keys)
    assert carried.fit.statement[1:].tolist() == memory.state.fit.statement.tolist()
    assert carried.fit.statement[0].tolist() == [memory.state.fit.middle, 0, 0]
    draft, later = live.continue_live(table=full, seed=1, memory=memory)
    assert later.statement_keys == full.statement_keys
    assert draft.reading.provisional


def test_shares_of_the_whole_are_near_the_truth_and_those_of_groups_differ():
    truth = plant("two_equal", people=150)
    picture = live.redraw(**raw(truth))
    assert np.abs(picture.cells.mean[0, 0] - truth.agree.mean(axis=0)).mean() < 0.05
    for place in range(2):
        mine = truth.agree[picture.sides.label == place].mean(axis=0)
        assert np.abs(picture.cells.mean[1 + place, 0] - mine).mean() < 0.06
    assert picture.cells.mean.sum(axis=1) == pytest.approx(np.ones((5, 40)))


@pytest.mark.parametrize(
    ("people", "status"), [(4, "withheld"), (5, "words"), (7, "words"), (8, "shown"), (30, "shown")]
)
def test_a_released_live_reading_obeys_the_rules_of_release(people, status):
    released = reading.read_opinion(table=tabulate(plant("two_equal", people=people)), path="live", seed=1)
    assert released.status == status
    assert released.provisional
    if people < 20:
        assert released.map is None
    if status == "words":
        assert all(row.agree is row.disagree is row.passed is None for row in released.shares)
    assert "person" not in json.dumps(reading.to_dict(released)).replace("person_band", "")


def test_nothing_is_said_of_sides_that_fewer_than_five_answered():
    truth = plant("two_equal", people=120)
    few = (truth.statement != 0) | (truth.person < 6)
    table = votes.tabulate(person=truth.person[few], statement=truth.statement[few], vote=truth.vote[few])
    released = reading.read_opinion(table=table, path="live", seed=1)
    rows = [row for row in released.shares if row.statement == "0" and row.side != "whole"]
    assert rows
    assert all(row.agree is row.disagree is row.passed is None for row in rows)


def test_declared_segments_are_the_sides_where_there_is_no_map():
    truth = plant("none", people=40)
    table = tabulate(truth, segment={i: i % 2 for i in range(40)})
    released = reading.read_opinion(table=table, path="live", seed=1)
    assert {side.kind for side in released.sides} == {"segment"}
    lone = tabulate(truth, segment={i: int(i > 37) for i in range(40)})
    assert {side.kind for side in reading.read_opinion(table=lone, path="live", seed=1).sides} == {"whole"}


def test_a_draft_says_the_same_for_the_same_seed_and_rows_in_another_order():
    truth = plant("three", people=100)
    order = np.random.default_rng(5).permutation(len(truth.vote))
    shuffled = votes.tabulate(
        person=truth.person[order], statement=truth.statement[order], vote=truth.vote[order]
    )
    first = publish.release(draft=live.draft_live(table=tabulate(truth), seed=3))
    assert first == publish.release(draft=live.draft_live(table=shuffled, seed=3))


STRANGE = {
    "one person": [(0, j, 1) for j in range(9)],
    "all pass": [(i, j, 0) for i in range(30) for j in range(6)],
    "all agree": [(i, j, 1) for i in range(30) for j in range(6)],
    "one statement": [(i, 0, (-1) ** i) for i in range(40)],
    "two statements": [(i, j, (-1) ** (i + j)) for i in range(40) for j in range(2)],
    "one vote each": [(i, i, 1) for i in range(40)],
    "one vote each on one of two": [(i, i % 2, 1) for i in range(40)],
    "twins": [(i, j, 1 if j < 5 else -1) for i in range(50) for j in range(10)],
    "two camps": [(i, j, 1 if (i < 20) == (j < 5) else -1) for i in range(40) for j in range(10)],
    "10,000 statements with one vote": [(j % 25, j, (-1) ** j) for j in range(10_000)],
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_votes_give_a_reading_without_warnings(name):
    person, statement, vote = zip(*STRANGE[name], strict=True)
    released = reading.read_opinion(
        table=votes.tabulate(person=person, statement=statement, vote=vote), path="live", seed=1
    )
    json.dumps(reading.to_dict(released), allow_nan=False)
    expected = {"one person": "too_few", "one vote each": "too_few_votes"}
    expected["10,000 statements with one vote"] = "too_few_votes"
    assert released.reason == expected.get(name)
    assert (released.status == "withheld") == (name in expected)


def test_a_picture_of_nobody_is_refused():
    nothing = np.zeros(0, np.int64)
    with pytest.raises(ValueError, match="people and statements"):
        live.redraw(person=nothing, statement=nothing, vote=nothing, person_count=0, statement_count=3)
    empty = live.redraw(person=nothing, statement=nothing, vote=nothing, person_count=6, statement_count=3)
    assert np.isfinite(empty.cells.mean).all()


@pytest.mark.parametrize(
    ("name", "most"), [("scoop-hivemind.ubi", 0.475), ("brexit-consensus", 0.446), ("vtaiwan.uberx", 0.45)]
)
def test_hidden_votes_are_predicted_as_well_as_the_design_measured(read_shared_set, name, most):
    table = read_shared_set(name).table
    losses = []
    for seed in range(3):
        hidden = np.random.default_rng(seed).random(table.vote_count) < 0.1
        kept = votes.keep_rows(table, ~hidden)
        packed = live_votes.pack_table(kept)
        fit = live_fit.fit_cold(votes=packed, dimensions=2)
        curves = live_gate.fit_curves(fit, packed)
        agree, _ = live_gate.find_chances(
            curves, live_fit.expect(fit, table.person[hidden], table.statement[hidden])
        )
        chance = np.clip(np.where(table.vote[hidden] == 1, agree, 1 - agree), 0.001, 0.999)
        losses.append(-np.log(chance).mean())
    assert np.mean(losses) <= most
