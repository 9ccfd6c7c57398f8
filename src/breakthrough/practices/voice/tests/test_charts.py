"""Charts say what the reading says, and nothing about a person."""

import dataclasses
import itertools
import json
import subprocess
import sys
from typing import Any

import pytest

from breakthrough.measures.opinion.results import (
    Axis,
    Estimate,
    OpinionMap,
    OpinionReading,
    StatementShares,
    StatementVector,
)
from breakthrough.practices.voice.charts import group_counts, opinion_map, shapes, share_list
from breakthrough.practices.voice.pages import sections
from breakthrough.practices.voice.readings import rows, statements
from breakthrough.practices.voice.tests import made_up


@pytest.mark.parametrize("state", sorted(made_up.EVERY))
def test_specifications_are_json_with_words_for_screen_readers(state: str) -> None:
    opinion = made_up.EVERY[state]()
    for chart in (opinion_map, share_list, group_counts):
        spec = chart.find_spec(opinion)
        if spec is not None:
            assert json.loads(json.dumps(spec, allow_nan=False)) == spec
            assert set(spec["usermeta"]) == {"key", "title", "description"}
            assert all(spec["usermeta"].values())


def test_a_chart_exists_only_where_the_reading_bears_it() -> None:
    drawn = {
        state: [chart.KEY for chart in (opinion_map, share_list, group_counts) if chart.find_spec(make())]
        for state, make in made_up.EVERY.items()
    }
    assert drawn["withheld"] == drawn["words"] == []
    assert drawn["shares_only"] == drawn["unstructured"] == ["shares"]
    assert drawn["spread"] == drawn["grouped"] == ["map", "shares", "groups"]


def test_the_map_has_no_more_marks_for_people_than_cells_and_sides() -> None:
    opinion = made_up.grouped()
    spec: Any = opinion_map.find_spec(opinion)
    cells, outlines, arrows, labels, names = (layer["data"]["values"] for layer in spec["layer"])
    assert opinion.map
    assert len(cells) == len(opinion.map.cells)
    assert {one["side"] for one in outlines} == {"A", "B"}
    assert {one["name"] for one in arrows} == {one["name"] for one in labels} == {"0", "1", "2", "3"}
    assert [one["name"] for one in names] == ["A", "B"]


def test_names_on_the_map_never_cover_each_other() -> None:
    keys = tuple(str(number) for number in range(12))
    vectors = tuple(StatementVector(key, 0.0, 0.0, (2.0, 0.001 * int(key)), (0.0, 0.0)) for key in keys)
    arrows = shapes.arrows_of(OpinionMap(2, (Axis(keys[:6], keys[6:]),), vectors, (), ()))
    for first, second in itertools.combinations(arrows, 2):
        close = abs(first["label_x"] - second["label_x"]) < 0.11 * shapes.VIEW
        assert not (close and abs(first["label_y"] - second["label_y"]) < 0.06 * shapes.VIEW)


def test_people_who_are_spread_evenly_are_shaded_weakly() -> None:
    assert shapes.shades_of([1.0, 1.0]) == [shapes.EVEN_SHADE] * 2
    assert shapes.shades_of([1.0, 0.0]) == [1.0, 0.0]
    assert shapes.shades_of([]) == []


def test_a_map_whose_statements_pull_nowhere_has_no_arrows() -> None:
    vectors = (StatementVector("0", 0.0, 0.0, (0.0, 0.0), (0.0, 0.0)),)
    assert shapes.arrows_of(OpinionMap(2, (Axis(("0",), ("0",)),), vectors, (), ())) == []


def test_of_very_many_statements_the_chart_shows_both_ends() -> None:
    shares = tuple(
        StatementShares(str(key), "whole", Estimate(key / 1000, 0, 1), None, None, "35+")
        for key in range(1000)
    )
    shown = share_list.list_shown(
        OpinionReading("shown", None, "exact", made_up.METHOD, 1, True, "35+", shares=shares)
    )
    assert (len(shown), shown[0].statement, shown[-1].statement) == (share_list.LONGEST, "999", "0")


def test_rows_hold_plain_values_and_unknown_is_none() -> None:
    for row in rows.list_rows(made_up.grouped(), []):
        assert set(row) == set(rows.COLUMNS)
        assert all(value is None or type(value) in {str, float, bool} for value in row.values())


def test_what_is_not_known_comes_last_in_both_directions() -> None:
    class Text:
        """Stands for an imported statement."""

        def __init__(self, key: str) -> None:
            self.key, self.text, self.moderation, self.is_meta = key, f"text {key}", 1, False
            self.why_hidden = None

    texts: Any = [Text(str(key)) for key in range(5)]
    lines = statements.make_lines(made_up.grouped(), texts)
    for sort, order in (
        ("agree", "10234"),
        ("-agree", "20134"),
        ("unsure", "21034"),
        ("gap", "01234"),
        ("-number", "43210"),
    ):
        assert "".join(one.key for one in statements.find_lines(lines, sort=sort)) == order


def test_the_web_part_of_the_practice_loads_no_engine_and_no_drawing() -> None:
    code = (
        "import sys, os, django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        "import breakthrough.practices.voice.jobs; "
        "from breakthrough.measures.opinion import encoding; from breakthrough.measures.opinion.results import OpinionReading; "
        "from breakthrough.measures.unsaid.results import UnsaidReading; from breakthrough.practices.voice.readings import unsaid; "
        "share = {'word': 'most', 'value': 0.6, 'low': 0.3, 'high': 0.9, 'n_band': '8-12'}; "
        "shown = {'statement': 0, 'status': 'shown', 'reason': None, 'n_band': '8-12', 'held': share}; "
        "kept = {'status': 'shown', 'reason': None, 'method': 'unsaid.statements/3', 'n_band': '8-12', 'statements': [shown]}; "
        "assert encoding.from_json(UnsaidReading, kept).statements[0].held.value == 0.6; "
        "print([name for name in ('numpy', 'scipy', 'vl_convert') if name in sys.modules])"
    )
    import os

    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "breakthrough.config.settings", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert answer.stdout.strip() == "[]", answer.stderr[-1_000:]


def test_rows_carry_the_numbers_of_their_statements_where_they_are_high_enough() -> None:
    few: Any = share_list.find_spec(made_up.grouped())
    assert few["layer"][0]["encoding"]["y"]["field"] == "statement"
    assert few["layer"][0]["encoding"]["y"]["axis"] is not None
    one = made_up.grouped().shares[0]
    many = dataclasses.replace(
        made_up.grouped(), shares=tuple(dataclasses.replace(one, statement=str(key)) for key in range(60))
    )
    found: Any = share_list.find_spec(many)
    assert found["layer"][0]["encoding"]["y"]["axis"] is None


def test_a_hidden_statement_says_why_in_the_table_of_all_statements() -> None:
    opinion = made_up.grouped()
    line = statements.StatementLine("7", "", -1, False, None, why_hidden="It names somebody.")
    assert (
        sections.table_line(opinion, line, {})["remarks"][0] == "Hidden, for this reason: It names somebody."
    )
    by_members = dataclasses.replace(line, why_hidden="")
    assert "enough of you" in sections.table_line(opinion, by_members, {})["remarks"][0]
    imported = dataclasses.replace(line, why_hidden=None)
    assert "Taken out" in sections.table_line(opinion, imported, {})["remarks"][0]
