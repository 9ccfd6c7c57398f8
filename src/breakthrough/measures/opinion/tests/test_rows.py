import json
import math

import pytest

from breakthrough.measures.opinion import drafting, encoding, planted, publish, reading, results, rows


@pytest.fixture(scope="module")
def two_groups():
    truth = planted.plant(shape="three", person_count=90, statement_count=25, seen_share=0.9, seed=4)
    draws = planted.draw_near_truth(truth, draw_count=60, noise=0.1, seed=4)
    mixture = planted.mix(draws, table=planted.tabulate_truth(truth), weights=(0.0, 0.0, 1.0), map_shown=True)
    draft = drafting.draft_mixture(
        mixture=mixture, seed=0, segment_weights=None, tell=lambda share, words: None
    )
    return publish.release(draft=draft)


def test_a_stored_reading_comes_back_the_same(two_groups):
    stored = json.dumps(reading.to_dict(two_groups), allow_nan=False)
    assert reading.from_dict(json.loads(stored)) == two_groups
    assert list(json.loads(stored)) == list(results.OpinionReading.__slots__)
    assert json.dumps(reading.to_dict(two_groups)) == stored


def test_what_does_not_fit_is_refused(two_groups):
    stored = reading.to_dict(two_groups)
    for broken in (
        {**stored, "status": "perhaps"},
        {**stored, "unknown": 1},
        {**stored, "seed": "1"},
        {**stored, "shares": {"a": 1}},
        {key: value for key, value in stored.items() if key != "path"},
        {**stored, "weights": {"weights": [0.5, 0.5], "gain": 0.1, "map_shown": True}},
    ):
        with pytest.raises(ValueError, match=r"."):
            reading.from_dict(broken)
    with pytest.raises(TypeError, match="cannot hold"):
        encoding.to_json({1, 2})


def test_every_row_is_plain_and_has_the_same_fields(two_groups):
    for make in (rows.share_rows, rows.map_rows, rows.group_count_rows, rows.tension_rows):
        made = make(two_groups)
        assert made, make.__name__
        assert len({tuple(row) for row in made}) == 1
        for row in made:
            for value in row.values():
                assert value is None or type(value) in (str, int, float)
                assert not isinstance(value, float) or math.isfinite(value)


def test_share_rows_hold_the_numbers_of_the_reading(two_groups):
    made = rows.share_rows(two_groups)
    assert len(made) == 3 * len(two_groups.shares)
    first, row = two_groups.shares[0], made[0]
    assert (row["statement"], row["side"], row["side_kind"], row["answer"]) == (
        first.statement, "whole", "whole", "agree",
    )  # fmt: skip
    assert row["mean"] == (first.agree.mean if first.agree else None)
    assert {row["side_kind"] for row in made if row["side"] != "whole"} == {"group"}


def test_the_map_has_outlines_cells_and_statements_but_no_people(two_groups):
    made = rows.map_rows(two_groups)
    kinds = {
        kind: [row for row in made if row["kind"] == kind]
        for kind in ("centre", "ellipse", "cell", "statement")
    }
    assert len(made) == sum(map(len, kinds.values()))
    assert [row["side"] for row in kinds["centre"]] == ["A", "B", "C"]
    outline = [row for row in kinds["ellipse"] if row["side"] == "A"]
    assert [row["order"] for row in outline] == list(range(rows.ELLIPSE_POINTS + 1))
    assert (outline[0]["x"], outline[0]["y"]) == (outline[-1]["x"], outline[-1]["y"])
    assert len(kinds["cell"]) == 2 * len(two_groups.map.cells)
    assert {row["statement"] for row in kinds["statement"]} == {
        one.statement for one in two_groups.map.statements
    }


def test_the_number_of_groups_is_a_distribution(two_groups):
    made = rows.group_count_rows(two_groups)
    assert [row["count"] for row in made] == [1, 2, 3, 4, 5]
    assert sum(row["probability"] for row in made) == pytest.approx(1)
    assert [row["count"] for row in made if row["shown"]] == [two_groups.groups.count] == [3]


def test_tension_rows_show_every_side_in_the_order_of_the_tensions(two_groups):
    made = rows.tension_rows(two_groups)
    assert len(made) == 3 * len(two_groups.tensions)
    assert [row["rank"] for row in made] == sorted(row["rank"] for row in made)
    assert [row["side"] for row in made[:3]] == ["A", "B", "C"]
    assert {row["answer"] for row in made} == {"agree"}


def test_a_withheld_reading_has_no_rows():
    nothing = results.OpinionReading(
        status="withheld", reason="too_few", path="exact", method="m", seed=0, settled=True, person_band=None
    )
    for make in (rows.share_rows, rows.map_rows, rows.group_count_rows, rows.tension_rows):
        assert make(nothing) == []
    assert reading.from_dict(reading.to_dict(nothing)) == nothing
