"""What a reading gives out, and what it holds back: long, because every figure that is held back has its case."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from breakthrough.kernel.problem import Problem
from breakthrough.measures import partition
from breakthrough.measures.opinion import drafting, draws, planted, publish, reading, results, votes


def _table(n, m, *, seed, seen=0.7, lean=0.5, segment=None):
    """Random votes with keys that cannot be mistaken for anything else."""
    generator = np.random.default_rng(seed)
    person, statement = np.nonzero(generator.random((n, m)) < seen)
    vote = np.where(
        generator.random(len(person)) < 0.15, 0, np.where(generator.random(len(person)) < lean, 1, -1)
    )
    cells = None if segment is None else {f"person-{i:03}": int(segment[i]) for i in range(n)}
    return votes.tabulate(
        person=[f"person-{i:03}" for i in person],
        statement=[f"statement-{j:03}" for j in statement],
        vote=vote,
        segment=cells,
        statements=[f"statement-{j:03}" for j in range(m)],
    )


def _random_draws(table, d, *, seed, draw_count=40):
    generator = np.random.default_rng([seed, d])
    n, m = table.person_count, table.statement_count

    def normal(*shape, sd=1.0):
        return generator.normal(0, sd, (draw_count, *shape))

    return draws.Draws(
        dimensions=d,
        c=normal(n, sd=0.5),
        g=normal(n, sd=0.5),
        theta=normal(n, d),
        b=normal(m),
        h=normal(m, sd=0.4) - 1,
        a=normal(m, d),
        r=normal(m, d, sd=0.3),
        cov_u=np.repeat(0.25 * np.eye(2)[None], draw_count, 0),
        settled=True,
    )


def _draft(table, *, d=0, seed=0):
    weights = tuple(1.0 if place == d else 0.0 for place in range(3))
    mixture = planted.mix(_random_draws(table, d, seed=seed), table=table, weights=weights, map_shown=d > 0)
    return drafting.draft_mixture(
        mixture=mixture, seed=seed, segment_weights=None, tell=lambda share, words: None
    )


def _released(table, **kwargs):
    return publish.release(draft=_draft(table, **kwargs))


def _walk(value, path=""):
    """Every value in a released reading with the names that lead to it."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _walk(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, (tuple, list)):
        yield path, value
        for one in value:
            yield from _walk(one, f"{path}[]")
    else:
        yield path, value


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(1, 9),
    st.floats(0.05, 1.0),
    st.sampled_from([0.02, 0.5, 0.97]),
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(0, 10_000),
)
def test_no_released_row_rests_on_fewer_than_five_people_or_votes(n, m, seen, lean, d, parties, seed):
    segment = np.random.default_rng(seed).integers(0, parties, n) if parties else None
    table = _table(n, m, seed=seed, seen=seen, lean=lean, segment=segment)
    if not table.person_count:
        return
    draft = _draft(table, d=d if table.person_count >= 20 else 0, seed=seed)
    found = publish.release(draft=draft)
    if table.person_count < 5:
        assert found == publish._withheld(draft.reading, "too_few", band=None)
        return
    counts = draft.counts
    if not counts.eligible.any():
        assert (found.status, found.shares) == ("withheld", ())
        return
    assert counts.side_people.sum() + counts.outside_people == (table.person_count if counts.side_keys else 0)
    side = {"whole": counts.answers} | dict(zip(counts.side_keys, counts.side_answers, strict=True))
    place = {key: j for j, key in enumerate(counts.statement_keys)}
    for row in found.shares:
        answers = side[row.side][:, place[row.statement]]
        own = table.vote[table.statement == place[row.statement]]
        if row.side == "whole":
            assert answers.tolist() == [int((own == vote).sum()) for vote in (1, -1, 0)]
        asked = int(answers.sum())
        numbers = (row.agree, row.disagree, row.passed)
        words = (row.agree_word, row.disagree_word, row.passed_word)
        if row.reason is not None:
            assert numbers == words == (None, None, None)
            continue
        assert asked >= 5
        assert row.n_band == partition.n_band(asked)
        assert all(words)
        for answer, number in enumerate(numbers):
            if number is not None:
                assert asked >= 8
                assert found.status == "shown"
                assert 2 <= answers[answer] <= asked - 2
        if row.side != "whole":
            others = [asked_by.sum(0)[place[row.statement]] for asked_by in counts.side_answers]
            beyond = int(counts.answers.sum(0)[place[row.statement]] - sum(others))
            assert min(others) >= 5
            assert beyond == 0 or beyond >= 5
    asked = counts.answers.sum(0)
    named = [
        *(one.statement for rows in (found.common_ground, found.tensions, found.bridging, found.unclear) for one in rows),
        *(one.statement for one in found.representative),
        *(found.slate.statements if found.slate else ()),
        *((vector.statement for vector in found.map.statements) if found.map else ()),
    ]  # fmt: skip
    assert all(asked[place[key]] >= 5 for key in named)
    assert all(one.size_band is not None for one in found.sides)


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 40), st.integers(0, 2), st.integers(0, 10_000))
def test_a_released_reading_holds_no_person_and_no_exact_number(n, d, seed):
    m = 7
    table = _table(n, m, seed=seed, seen=0.9)
    found = _released(table, d=d if n >= 20 else 0, seed=seed)
    stored = json.dumps(reading.to_dict(found))
    assert "person-" not in stored
    exact = (".centre", ".half_axes", ".angle", ".a", ".r", ".b", ".h", ".low", ".high", ".gain", ".seed")
    for path, value in _walk(found):
        if isinstance(value, (tuple, list)):
            allowed = {len(found.shares), m} if "shares" in path or "statements" in path else set()
            assert len(value) < max(17, 2 * m) or len(value) in allowed, path
        if isinstance(value, float) and (".shares" in path or ".slate" in path or "probability" in path):
            assert round(value / 0.05, 6) == round(value / 0.05), path
        if isinstance(value, float) and path.startswith(".map") and path.endswith(exact):
            assert round(value, 2) == value, path
        if isinstance(value, int) and not isinstance(value, bool):
            assert path in (".seed", ".map.dimensions", ".groups.count"), path


def test_under_five_people_there_is_nothing_but_the_refusal():
    found = _released(_table(4, 6, seed=1))
    assert (found.status, found.reason) == ("withheld", "too_few")
    assert found.shares == ()
    assert found.sides == ()
    assert found.person_band is None
    assert found.fingerprint is None


@pytest.mark.parametrize("n", [5, 6, 7])
def test_five_to_seven_people_get_words_and_no_number(n):
    found = _released(_table(n, 6, seed=2, seen=1.0))
    assert (found.status, found.reason, found.person_band) == ("words", "too_few", "5-7")
    assert {row.agree_word for row in found.shares if row.reason is None} <= {"few", "some", "most"}
    assert any(row.agree_word for row in found.shares)
    floats = [path for path, value in _walk(found) if isinstance(value, float)]
    assert floats == []
    assert found.slate is found.map is found.groups is found.weights is None
    for one in found.common_ground:
        assert one.words in {"some", "most"}
        assert one.share is one.probability is None


@pytest.mark.parametrize("n", [8, 13, 19])
def test_eight_to_nineteen_people_get_shares_and_neither_a_slate_nor_a_map(n):
    found = _released(_table(n, 6, seed=3, seen=1.0))
    assert (found.status, found.reason) == ("shown", None)
    assert any(row.agree for row in found.shares)
    assert found.map is found.groups is found.weights is None
    assert "too_few" in found.reasons
    assert found.slate is None
    assert (found.bridging, found.representative) == ((), ())
    assert [side.key for side in found.sides] == ["whole"]


def test_a_count_next_to_nobody_or_everybody_becomes_a_word_everywhere():
    person = [f"person-{i}" for i in range(12) for _ in range(2)]
    statement = ["all", "split"] * 12
    vote = [value for i in range(12) for value in (1 if i else -1, 1 if i % 2 else -1)]
    found = _released(votes.tabulate(person=person, statement=statement, vote=vote))
    rows = {row.statement: row for row in found.shares}
    assert rows["all"].agree is None
    assert rows["all"].agree_word == "nearly_all"
    assert rows["all"].disagree_word == rows["all"].passed_word == "hardly_anyone"
    assert rows["split"].agree is not None
    assert rows["split"].passed is None


def test_intervals_are_published_to_five_points_and_not_narrowed():
    draft = _draft(_table(30, 6, seed=5, seen=0.9))
    found = publish.release(draft=draft)
    by_key = {(row.statement, row.side): row for row in draft.reading.shares}
    compared = 0
    for row in found.shares:
        if row.agree:
            before = by_key[(row.statement, row.side)].agree
            assert row.agree.low <= before.low + 1e-9
            assert row.agree.high >= before.high - 1e-9
            assert row.agree.mean == pytest.approx(before.mean, abs=0.0251)
            compared += 1
    assert compared


def test_there_is_one_release_and_the_same_votes_may_be_read_again():
    table = _table(12, 5, seed=6, seen=1.0)
    marked = dataclasses.replace(_draft(table).reading, fingerprint=votes.fingerprint(table))
    draft = publish.Draft(marked, _draft(table).counts)
    first = publish.release(draft=draft)
    assert publish.release(draft=draft, earlier=first) == first
    more = _table(13, 5, seed=6, seen=1.0)
    later = publish.Draft(
        dataclasses.replace(_draft(more).reading, fingerprint=votes.fingerprint(more)), _draft(more).counts
    )
    with pytest.raises(Problem) as refused:
        publish.release(draft=later, earlier=first)
    assert refused.value.code == "already-released"
    sealed = dataclasses.replace(first, fingerprint=None)
    with pytest.raises(Problem):
        publish.release(draft=publish.Draft(sealed, draft.counts), earlier=sealed)


def test_a_few_people_between_the_groups_are_not_counted_out():
    counts = publish.Counts(
        person_count=40,
        statement_keys=("s",),
        answers=np.array([[20], [15], [5]]),
        side_keys=("A", "B"),
        side_people=np.array([25, 15]),
        side_answers=np.array([[[14], [8], [3]], [[6], [7], [2]]]),
        outside_people=0,
        outside_asked=np.array([0]),
    )
    groups = results.GroupPosterior((0.1, 0.9, 0, 0, 0), True, 2, (0.62, 0.38), 0.07, 0.91)
    found = publish._groups(groups, counts)
    assert found.between_share == 0.0
    assert found.sizes == (0.6, 0.4)
    assert sum(found.probability_by_count) == pytest.approx(1.0)
    assert counts.sides_hold
    assert not dataclasses.replace(counts, outside_people=3).sides_hold
    assert not dataclasses.replace(counts, outside_asked=np.array([3])).side_eligible.any()


@given(st.integers(0, 60), st.integers(1, 2), st.integers(0, 99))
def test_every_cell_of_the_density_holds_five_people_and_no_edge_is_a_person(n, d, seed):
    from breakthrough.measures.opinion import landscape

    position = np.random.default_rng(seed).normal(size=(n, d))
    cells = landscape.density_cells(position)
    if n < 5:
        assert cells == ()
        return
    assert sum(cell.share for cell in cells) == pytest.approx(1.0)
    for cell in cells:
        inside = np.ones(n, bool)
        for axis in range(d):
            low = -np.inf if cell.low[axis] == -3 else cell.low[axis]
            high = np.inf if cell.high[axis] == 3 else cell.high[axis]
            inside &= (position[:, axis] > low) & (position[:, axis] < high)
        assert inside.sum() >= 5


def test_lists_are_in_the_order_of_what_is_released_so_that_none_tells_who_is_held_by_all():
    person = [f"person-{i:02}" for i in range(24) for _ in range(3)]
    statement = ["all-but-one", "everybody", "split"] * 24
    vote = [value for i in range(24) for value in (1 if i else -1, 1, 1 if i % 2 else -1)]
    draft = _draft(votes.tabulate(person=person, statement=statement, vote=vote))
    ground = (
        results.CommonGround("everybody", "agree", results.Estimate(0.97, 0.9, 1.0), 1.0),
        results.CommonGround("all-but-one", "agree", results.Estimate(0.93, 0.8, 1.0), 0.95),
    )
    bridges = tuple(results.Bridging(one.statement, one.share, one.probability) for one in ground)
    reading = dataclasses.replace(draft.reading, common_ground=ground, bridging=bridges)
    found = publish.release(draft=dataclasses.replace(draft, reading=reading))
    assert [(one.statement, one.words, one.probability) for one in found.common_ground] == [
        ("all-but-one", "nearly_all", None),
        ("everybody", "nearly_all", None),
    ]
    assert found.bridging == ()


def test_how_many_find_themselves_in_the_short_list_is_never_nearer_to_all_than_two_people():
    draft = _draft(_table(24, 6, seed=4, seen=1.0))
    told = []
    for share in (1.0, 23 / 24, 22 / 24):
        one = results.Estimate(share, share, share)
        drawn = results.Slate(("statement-003", "statement-001"), 1.0, 1.0, one, one)
        reading = dataclasses.replace(draft.reading, slate=drawn)
        told.append(publish.release(draft=dataclasses.replace(draft, reading=reading)).slate)
    assert told[0] == told[1] == told[2]
    assert told[0].statements == ("statement-001", "statement-003")
    assert (told[0].one_share.mean, told[0].one_share.high) == (0.9, 1.0)
