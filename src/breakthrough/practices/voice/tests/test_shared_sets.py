"""The public vote datasets all come in, and out again as the same content."""

import io
import os
from pathlib import Path
from typing import Any

import pytest

from breakthrough.conftest import Space
from breakthrough.kernel.problem import Problem
from breakthrough.practices.voice import actions, queries, rules
from breakthrough.practices.voice.rules import folders

ROOT = next(parent for parent in Path(__file__).parents if (parent / "pyproject.toml").is_file())
OPINION = Path(os.environ.get("BREAKTHROUGH_OPINION", ROOT / "../shared/data/opinion"))
needs_opinion_sets = pytest.mark.skipif(
    not (OPINION / "README.md").is_file(), reason=f"public vote datasets not found at {OPINION}"
)
SETS = {
    "15-per-hour-seattle": (339, 54, 2_872),
    "brexit-consensus": (204, 50, 5_303),
    "london.youth.policing": (26, 36, 638),
    "scoop-hivemind.freshwater": (117, 80, 3_972),
    "scoop-hivemind.ubi": (234, 70, 7_153),
    "vtaiwan.uberx": (1_921, 197, 49_443),
}


@needs_opinion_sets
@pytest.mark.parametrize("name", sorted(SETS))
def test_every_public_dataset_comes_in_whole_and_is_recognised_when_it_comes_back(
    space: Space, now: Any, name: str
) -> None:
    files = folders.read_folder(OPINION / name)
    found = actions.find_findings(collaboration=space.collaboration, files=files)
    assert (found.person_count, found.statement_count, found.vote_count) == SETS[name]
    assert found.title
    assert found.source.startswith("https://")
    made = actions.import_votes(collaboration=space.collaboration, actor=space.alice, files=files, now=now)
    assert len(queries.list_statements(made)) == SETS[name][1]
    again = rules.unpack([("votes.zip", io.BytesIO(queries.get_votes_archive(space.bob, made)))])
    with pytest.raises(Problem) as refused:
        actions.find_findings(collaboration=space.collaboration, files=again)
    assert refused.value.code == "votes-already-here"
