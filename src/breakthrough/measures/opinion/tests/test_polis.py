"""The Polis pipeline against an independent reference: plain loops over hand-made matrices, written from the published rules."""

import json
import math

import numpy as np
import pytest

from breakthrough.measures.opinion import polis, polis_groups, polis_statistics, votes

# Rows are people, columns statements; 1 agree, -1 disagree, 0 pass, None unseen.
MATRIX = [
    [1, 1, -1, None, 0, 1],
    [1, 1, -1, -1, None, 1],
    [1, 0, -1, -1, 1, None],
    [1, 1, None, -1, 1, 1],
    [-1, -1, 1, 1, 0, 1],
    [-1, None, 1, 1, None, 1],
    [-1, -1, 1, 0, -1, 1],
    [None, -1, 1, 1, -1, 0],
]
GROUPS = {"1": "x", "2": "x", "3": "x", "4": "x", "5": "y", "6": "y", "7": "y"}


def tabulate(matrix, **more):
    cells = [
        (i + 1, j + 10, vote)
        for i, row in enumerate(matrix)
        for j, vote in enumerate(row)
        if vote is not None
    ]
    person, statement, vote = zip(*cells, strict=True)
    return votes.tabulate(person=person, statement=statement, vote=vote, **more)


def random_matrix(seed, n=30, m=9):
    generator = np.random.default_rng(seed)
    side = generator.integers(0, 3, n)
    lean = generator.normal(0, 1.2, (3, m))
    matrix = []
    for i in range(n):
        row = []
        for j in range(m):
            draw = generator.random()
            agrees = generator.random() < 1 / (1 + math.exp(-lean[side[i], j]))
            row.append(None if draw < 0.25 else 0 if draw < 0.35 else 1 if agrees else -1)
        matrix.append(row if any(vote is not None for vote in row) else [1, *row[1:]])
    return matrix, {str(i + 1): "abc"[side[i]] for i in range(n) if i % 7}


# ---- the reference -------------------------------------------------------------------------------------------------


def reference_counts(matrix, members, j):
    seen = [matrix[i][j] for i in members if matrix[i][j] is not None]
    return seen.count(1), seen.count(-1), len(seen)


def reference_tests(matrix, groups, name, j):
    members = [int(key) - 1 for key, group in groups.items() if group == name]
    others = [int(key) - 1 for key, group in groups.items() if group != name]
    A, D, S = reference_counts(matrix, members, j)
    rest_A, rest_D, rest_S = reference_counts(matrix, others, j)

    def against_half(hits):
        return 2 * math.sqrt(S + 1) * ((hits + 1) / (S + 1) - 0.5)

    def against_rest(hits, rest_hits):
        pooled = (hits + rest_hits + 2) / (S + rest_S + 2)
        if pooled == 1:
            return 0.0
        gap = (hits + 1) / (S + 1) - (rest_hits + 1) / (rest_S + 1)
        return gap / math.sqrt(pooled * (1 - pooled) * (1 / (S + 1) + 1 / (rest_S + 1)))

    pa, pd = (A + 1) / (S + 2), (D + 1) / (S + 2)
    return {
        "agrees": A,
        "disagrees": D,
        "seen": S,
        "pa": pa,
        "pd": pd,
        "pat": against_half(A),
        "pdt": against_half(D),
        "ra": pa / ((rest_A + 1) / (rest_S + 2)),
        "rd": pd / ((rest_D + 1) / (rest_S + 2)),
        "rat": against_rest(A, rest_A),
        "rdt": against_rest(D, rest_D),
    }


def reference_representative(matrix, groups, name, skipped):  # noqa: C901  (one plain piece, to be read beside the rules)
    stats = {j: reference_tests(matrix, groups, name, j) for j in range(len(matrix[0])) if j not in skipped}
    best_agree = None
    for j, s in stats.items():
        if s["agrees"] + s["disagrees"] == 0:
            continue
        if best_agree is None:
            better = s["pat"] > 1.2816 or (s["ra"] > 1 and s["pa"] > 0.5)
        elif stats[best_agree]["ra"] > 1:
            best = stats[best_agree]
            better = (
                s["ra"] * s["rat"] * s["pa"] * s["pat"] > best["ra"] * best["rat"] * best["pa"] * best["pat"]
            )
        else:
            better = s["pa"] * s["pat"] > stats[best_agree]["pa"] * stats[best_agree]["pat"]
        if better:
            best_agree = j

    def direction(j):
        return "agree" if stats[j]["rat"] > stats[j]["rdt"] else "disagree"

    def strength(j):
        s = stats[j]
        if direction(j) == "agree":
            return s["ra"] * s["rat"] * s["pa"] * s["pat"]
        return s["rd"] * s["rdt"] * s["pd"] * s["pdt"]

    passing = [
        j
        for j, s in stats.items()
        if (s["rat"] > 1.2816 and s["pat"] > 1.2816) or (s["rdt"] > 1.2816 and s["pdt"] > 1.2816)
    ]
    if not passing:
        if best_agree is not None:
            return [(best_agree, direction(best_agree))]
        best = max(stats, key=lambda j: max(stats[j]["rat"], stats[j]["rdt"]))
        return [(best, direction(best))]
    ordered = sorted((j for j in passing if j != best_agree), key=strength, reverse=True)
    if best_agree is not None:
        ordered = [best_agree, *ordered]
    five = [(j, direction(j)) for j in ordered[:5]]
    return [one for one in five if one[1] == "agree"] + [one for one in five if one[1] == "disagree"]


def reference_consensus(matrix, answer, skipped):
    rows = []
    for j in range(len(matrix[0])):
        A, D, S = reference_counts(matrix, range(len(matrix)), j)
        hits = A if answer == 1 else D
        share, test = (hits + 1) / (S + 2), 2 * math.sqrt(S + 1) * ((hits + 1) / (S + 1) - 0.5)
        if j not in skipped and share > 0.5 and test > 1.2816:
            rows.append((share * test, j))
    return [j for _, j in sorted(rows, key=lambda row: -row[0])[:5]]


def reference_projection(matrix, zeroed):
    """Dense: fill unseen cells with the column mean, centre, two axes by power iteration, project on seen cells."""
    m = len(matrix[0])
    inside = [[0 if j in zeroed else None if v is None else -v for j, v in enumerate(row)] for row in matrix]
    centre = []
    for j in range(m):
        seen = [row[j] for row in inside if row[j] is not None]
        centre.append(sum(seen) / len(seen))
    away = np.array([[0.0 if row[j] is None else row[j] - centre[j] for j in range(m)] for row in inside])
    axes = []
    for _ in range(2):
        axis = np.linspace(1, 2, m)
        for _ in range(5_000):
            axis = away.T @ (away @ axis)
            axis /= np.linalg.norm(axis)
        axes.append(axis if (axis**3).sum() > 0 else -axis)
        away = away - np.outer(away @ axis, axis)
    points = []
    for row in inside:
        seen = [j for j in range(m) if row[j] is not None]
        scale = math.sqrt(m / max(len(seen), 1))
        points.append([scale * sum((row[j] - centre[j]) * axis[j] for j in seen) for axis in axes])
    on_axes = [[math.sqrt(m) * (-1 - centre[j]) * axis[j] for axis in axes] for j in range(m)]
    return centre, axes, points, on_axes


# ---- the tests -----------------------------------------------------------------------------------------------------

CASES = [(MATRIX, GROUPS), *(random_matrix(seed) for seed in range(6))]


@pytest.mark.parametrize(("matrix", "groups"), CASES)
def test_counts_and_tests_of_given_groups_are_those_of_the_reference(matrix, groups):
    reading = polis.read_polis(table=tabulate(matrix), groups=groups)
    for entry in reading.statements:
        expected = reference_tests(matrix, groups, entry.group, int(entry.statement) - 10)
        for name, value in expected.items():
            assert getattr(entry, name) == pytest.approx(value, abs=1e-9), (
                entry.group,
                entry.statement,
                name,
            )


@pytest.mark.parametrize("seed", range(40))
def test_representative_statements_and_their_order_are_those_of_the_reference(seed):
    matrix, groups = random_matrix(seed, n=24 + seed, m=8 + seed % 5)
    skipped = {2} if seed % 2 else set()
    reading = polis.read_polis(table=tabulate(matrix, status={12: -1} if skipped else None), groups=groups)
    for name in sorted(set(groups.values())):
        found = [
            (int(entry.statement) - 10, entry.direction)
            for entry in reading.representative
            if entry.group == name
        ]
        assert found == reference_representative(matrix, groups, name, skipped)


@pytest.mark.parametrize("seed", range(20))
def test_consensus_lists_and_their_order_are_those_of_the_reference(seed):
    matrix, groups = random_matrix(seed, n=20 + seed, m=14)
    reading = polis.read_polis(table=tabulate(matrix, is_meta={11: True}), groups=groups)
    for answer, found in ((1, reading.consensus_agree), (-1, reading.consensus_disagree)):
        assert [int(entry.statement) - 10 for entry in found] == reference_consensus(matrix, answer, {1})


@pytest.mark.parametrize(
    ("matrix", "zeroed"), [(MATRIX, set()), (MATRIX, {3}), (random_matrix(3)[0], {0, 5})]
)
def test_axes_and_projections_are_those_of_a_dense_computation(matrix, zeroed):
    table = tabulate(matrix, status={j + 10: -1 for j in zeroed})
    reading = polis.read_polis(table=table, groups=GROUPS)
    centre, axes, points, on_axes = reference_projection(matrix, zeroed)
    assert reading.axes.centre == pytest.approx(centre, abs=1e-12)
    for found, expected in zip(reading.axes.components, axes, strict=True):
        assert abs(np.dot(found, expected)) >= 0.9999
        assert found == pytest.approx(expected, abs=1e-4)
    assert np.array([[p.x, p.y] for p in reading.people]) == pytest.approx(np.array(points), abs=1e-4)
    assert np.array(reading.axes.projections) == pytest.approx(np.array(on_axes), abs=1e-4)
    assert reading.axes.extremity == pytest.approx([math.hypot(*point) for point in on_axes], abs=1e-4)
    assert reading.zeroed == tuple(str(j + 10) for j in sorted(zeroed))


def test_agreeing_is_minus_one_inside_so_that_the_mean_of_a_loved_statement_is_negative():
    reading = polis.read_polis(table=tabulate(MATRIX), groups=GROUPS)
    assert reading.axes.centre[5] == pytest.approx(-6 / 7)
    x, _ = reading.axes.projections[0]
    assert x == pytest.approx(math.sqrt(6) * (-1 - reading.axes.centre[0]) * reading.axes.components[0][0])
    agreeing, disagreeing = reading.people[0], reading.people[4]
    assert math.copysign(1, agreeing.x) == math.copysign(1, x)
    assert math.copysign(1, disagreeing.x) == -math.copysign(1, x)


def test_group_aware_consensus_is_the_product_over_the_groups():
    reading = polis.read_polis(table=tabulate(MATRIX), groups=GROUPS)
    assert dict(reading.group_aware)["10"] == pytest.approx(5 / 6 * 1 / 5, abs=1e-12)
    assert dict(reading.group_aware)["15"] == pytest.approx(4 / 5 * 4 / 5, abs=1e-12)
    assert dict(reading.group_aware_disagree)["10"] == pytest.approx(1 / 6 * 4 / 5, abs=1e-12)


def test_priorities_follow_the_published_formula_and_meta_statements_get_49():
    reading = polis.read_polis(table=tabulate(MATRIX, is_meta={14: True}), groups=GROUPS)
    priorities, place = dict(reading.priorities), reading.axes.statements.index("10")
    A, D, S, E = 4, 3, 7, reading.axes.extremity[place]
    expected = (1 - (S - A - D + 1) / (S + 2)) * (E + 1) * (A + 1) / (S + 2) * (1 + 8 * 2 ** (-S / 5))
    assert priorities["10"] == pytest.approx(expected**2, rel=1e-9)
    assert priorities["14"] == 49.0


def test_tests_of_published_examples():
    counts = np.array([[4.0]]), np.array([[10.0]])
    assert polis_statistics.one_sample_test(*counts)[0, 0] == pytest.approx(
        2 * math.sqrt(11) * (5 / 11 - 0.5)
    )
    nobody = np.array([[0.0]])
    assert polis_statistics.one_sample_test(nobody, nobody)[0, 0] == 1.0
    assert polis_statistics.two_sample_test(nobody, nobody, nobody, nobody)[0, 0] == 0.0


def test_person_scores_measure_from_the_centre_of_all_and_of_the_group():
    reading = polis.read_polis(table=tabulate(MATRIX), groups=GROUPS)
    points = {p.person: np.array([p.x, p.y]) for p in reading.people}
    middle = np.mean(list(points.values()), axis=0)
    core = np.mean([points[key] for key, group in GROUPS.items() if group == "x"], axis=0)
    first = reading.people[0]
    assert first.centricness == pytest.approx(1 - np.linalg.norm(points["1"] - middle))
    assert first.coreness == pytest.approx(1 - np.linalg.norm(points["1"] - core))
    outward = (core - middle) / np.linalg.norm(core - middle)
    assert first.extremeness == pytest.approx((points["1"] - core) @ outward)
    last = reading.people[7]
    assert (last.group, last.centricness, last.coreness, last.extremeness) == (None, None, None, None)


def test_people_with_seven_votes_are_in_and_the_conversation_is_filled_to_fifteen():
    counts = np.array([7, 6, 8, 1, 6] + [2] * 20)
    inside = polis_groups.find_inside(counts, 40, np.zeros(25, bool))
    assert inside.sum() == 15
    assert inside[[0, 1, 2, 4]].all()
    assert not inside[3]
    assert polis_groups.find_inside(counts, 2, np.zeros(25, bool)).sum() == 24
    once_in = np.zeros(25, bool)
    once_in[3] = True
    assert polis_groups.find_inside(counts, 40, once_in)[3]


def test_silhouette_of_two_tight_pairs_is_that_of_the_definition_and_a_singleton_counts_nothing():
    points = np.array([[0.0, 0], [0, 1], [10, 0], [10, 1], [50, 50]])
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    labels = np.array([0, 0, 1, 1, 2])
    expected = []
    for i in range(5):
        own = [distances[i, j] for j in range(5) if j != i and labels[j] == labels[i]]
        if not own:
            expected.append(0.0)
            continue
        others = [
            np.mean([distances[i, j] for j in range(5) if labels[j] == k]) for k in range(3) if k != labels[i]
        ]
        a, b = np.mean(own), min(others)
        expected.append((b - a) / max(a, b))
    assert polis_groups.silhouette(distances, labels) == pytest.approx(np.mean(expected))


def test_weighted_k_means_moves_centres_to_weighted_means_and_drops_empty_clusters():
    points = np.array([[0.0, 0], [1, 0], [10, 0], [12, 0]])
    starts = np.array([[0.0, 0], [11, 0], [500, 500]])
    labels, centres = polis_groups.cluster(points, np.array([3.0, 1, 1, 1]), starts, 20)
    assert labels.tolist() == [0, 0, 1, 1]
    assert centres.tolist() == [[0.25, 0], [11, 0]]


def test_the_number_of_groups_changes_only_after_four_wins_in_a_row():
    memory = polis_groups.PolisMemory(frozenset(), np.zeros((0, 2)), {}, 2, 9, 2)
    better = {2: 0.4, 3: 0.6}
    for wins in (1, 2, 3):
        best, found_wins, count = polis_groups.choose_count(better, memory)
        assert (best, found_wins, count) == (3, wins, 2)
        memory = polis_groups.PolisMemory(frozenset(), np.zeros((0, 2)), {}, best, found_wins, count)
    assert polis_groups.choose_count(better, memory) == (3, 4, 3)
    assert polis_groups.choose_count({2: 0.5, 3: 0.5}, None) == (2, 1, 2)


def test_a_later_reading_keeps_who_is_in_and_starts_from_the_last_centres():
    matrix, _ = random_matrix(1, n=40, m=12)
    table = tabulate(matrix)
    memory = polis.remember(table=table)
    again = polis.remember(table=table, memory=memory)
    assert again.inside == memory.inside
    assert again.count == memory.count
    assert len(again.base_centres) == len(memory.base_centres)
    warm = polis.read_polis(table=table, memory=memory)
    assert len(warm.groups) == memory.count
    starts = polis_groups.start_centres(np.array([[0.0, 0], [9, 9], [1, 0]]), 3, np.array([[0.0, 0], [0, 0]]))
    assert starts.tolist() == [[0, 0], [9, 9], [1, 0]]


def test_row_order_changes_nothing():
    matrix, _ = random_matrix(5, n=50, m=10)
    cells = [(i, j, v) for i, row in enumerate(matrix) for j, v in enumerate(row) if v is not None]
    order = np.random.default_rng(0).permutation(len(cells))
    shuffled = [cells[place] for place in order]
    readings = []
    for rows in (cells, shuffled):
        person, statement, vote = zip(*rows, strict=True)
        readings.append(polis.read_polis(table=votes.tabulate(person=person, statement=statement, vote=vote)))
    assert readings[0] == readings[1]


@pytest.mark.parametrize(
    "cells",
    [
        [(1, 1, 1)],
        [(1, 1, 0), (1, 2, 0), (2, 1, 0)],
        [(i, 1, 1) for i in range(30)],
        [(1, j, (-1) ** j) for j in range(30)],
        [(i, i, 1) for i in range(40)],
        [(i, j, 1) for i in range(20) for j in range(8)],
    ],
)
def test_strange_votes_give_numbers_without_warnings(cells):
    person, statement, vote = zip(*cells, strict=True)
    reading = polis.read_polis(table=votes.tabulate(person=person, statement=statement, vote=vote))
    text = json.dumps(polis.to_dict(reading), allow_nan=False)
    assert json.loads(text)["method"] == polis.METHOD


def test_nobody_and_unknown_groups_are_no_reason_to_fail():
    nobody = polis.read_polis(table=votes.tabulate(person=[], statement=[], vote=[]))
    assert nobody.people == nobody.groups == nobody.statements == ()
    strangers = polis.read_polis(table=tabulate(MATRIX), groups={"999": "z"})
    assert strangers.groups == ()
    assert json.dumps(polis.to_dict(strangers), allow_nan=False)


def test_too_many_people_and_one_group_are_refused():
    with pytest.raises(ValueError, match="at least 2"):
        polis.read_polis(table=tabulate(MATRIX), group_count=1)


def adjusted_rand(first, second):
    def pairs(counts):
        return sum(count * (count - 1) / 2 for count in counts)

    table = {}
    for one, other in zip(first, second, strict=True):
        table[one, other] = table.get((one, other), 0) + 1
    rows = pairs([first.count(label) for label in set(first)])
    columns = pairs([second.count(label) for label in set(second)])
    chance = rows * columns / pairs([len(first)])
    return (pairs(table.values()) - chance) / ((rows + columns) / 2 - chance)


@pytest.mark.parametrize("name", ["brexit-consensus", "vtaiwan.uberx"])
def test_published_groups_are_met_where_the_published_history_allows_it(read_shared_set, name):
    imported = read_shared_set(name)
    published = {key: group for key, group in imported.groups.items() if group is not None}
    reading = polis.read_polis(table=imported.table, group_count=len(set(published.values())))
    found = {person.person: person.group for person in reading.people if person.group is not None}
    both = [key for key in published if key in found]
    assert adjusted_rand([published[key] for key in both], [found[key] for key in both]) >= 0.8
