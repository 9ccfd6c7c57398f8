"""Does the engine see structure where it was planted, and only there? Rates over many planted sets."""

import dataclasses
from collections.abc import Sequence
from typing import Literal

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.opinion import confirmation, exact, groups, laplace, planted, weights
from breakthrough.measures.opinion.draws import Draws
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.results import GroupPosterior, StructureRate
from breakthrough.measures.opinion.votes import VoteTable

SEEN_SHARE = 0.8
STATEMENTS = 40
PERSON_COUNTS = (20, 50, 150)
GROUP_SHAPES = ("normal", "flat", "skewed", "two_equal", "two_unequal", "three")
MAP_SHAPES = ("none", "normal")
SHORT = exact.Sweeps(dropped=150, kept=200, stride=4, chains=2, doublings=0)

FitPath = Literal["exact", "laplace"]


def evaluate_groups(
    *,
    seed: int,
    set_count: int = 100,
    person_counts: Sequence[int] = PERSON_COUNTS,
    shapes: Sequence[str] = GROUP_SHAPES,
    statement_count: int = STATEMENTS,
    path: FitPath = "exact",
    sweeps: exact.Sweeps = SHORT,
    on_progress: Progress | None = None,
) -> tuple[StructureRate, ...]:
    """How often groups are shown, and the planted number is the most probable one, when the dimension is known.

    80 % of the votes are cast. One cloud (normal, flat, skewed) must hardly ever be taken for groups.
    """
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    cells = [(shape, count) for shape in shapes for count in person_counts]
    rates = []
    for place, (shape, person_count) in enumerate(cells):
        shown = right = 0
        for index in range(set_count):
            found = _find_groups(shape, person_count, statement_count, path, sweeps, [seed, index])
            shown += found.shown
            right += _most_probable(found) == planted.TRUE_GROUP_COUNT[shape]
            tell((place + (index + 1) / set_count) / len(cells), gettext_noop("Looking for planted groups"))
        rates.append(
            StructureRate(shape, person_count, set_count, None, shown / set_count, right / set_count)
        )
    return tuple(rates)


def evaluate_maps(
    *,
    seed: int,
    set_count: int = 100,
    person_counts: Sequence[int] = PERSON_COUNTS,
    shapes: Sequence[str] = MAP_SHAPES,
    statement_count: int = STATEMENTS,
    path: FitPath = "exact",
    on_progress: Progress | None = None,
) -> tuple[StructureRate, ...]:
    """How often a map is shown: hardly ever without structure, nearly always with one true dimension."""
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    cells = [(shape, count) for shape in shapes for count in person_counts]
    rates = []
    for place, (shape, person_count) in enumerate(cells):
        shown = 0
        for index in range(set_count):
            table = _plant(shape, person_count, statement_count, [seed, index])[0]
            shown += weights.weigh_dimensions(table=table, seed=index, path=path).map_shown
            tell((place + (index + 1) / set_count) / len(cells), gettext_noop("Looking for planted maps"))
        rates.append(StructureRate(shape, person_count, set_count, shown / set_count, None, None))
    return tuple(rates)


def _find_groups(
    shape: str,
    person_count: int,
    statement_count: int,
    path: FitPath,
    sweeps: exact.Sweeps,
    place: Sequence[int],
) -> GroupPosterior:
    table, dimensions = _plant(shape, person_count, statement_count, place)
    draws = _fit(table, max(1, dimensions), path, sweeps, seed=place[1])
    given = (0.0, 1.0, 0.0) if draws.dimensions == 1 else (0.0, 0.0, 1.0)
    mixture = planted.mix(draws, table=table, weights=given, map_shown=True)
    mixture = dataclasses.replace(mixture, path=path)
    grouping = groups.find_groups(mixture=mixture, seed=place[1])
    found = confirmation.confirm_groups(grouping=grouping, mixture=mixture, seed=place[1]).posterior
    if found is None:
        raise AssertionError("groups are always judged where a map is shown")
    return found


def _plant(
    shape: str, person_count: int, statement_count: int, place: Sequence[int]
) -> tuple[VoteTable, int]:
    truth = planted.plant(
        shape=shape,
        person_count=person_count,
        statement_count=statement_count,
        seen_share=SEEN_SHARE,
        seed=place[0] * 100_003 + place[1],
    )
    return planted.tabulate_truth(truth), truth.theta.shape[1]


def _fit(table: VoteTable, dimensions: int, path: FitPath, sweeps: exact.Sweeps, *, seed: int) -> Draws:
    if path == "laplace":
        return laplace.fit_laplace(table=table, dimensions=dimensions, seed=seed)[1]
    return exact.fit_exact(table=table, dimensions=dimensions, seed=seed, sweeps=sweeps)


def _most_probable(found: GroupPosterior) -> int:
    return max(range(len(found.probability_by_count)), key=found.probability_by_count.__getitem__) + 1
