"""The Polis pipeline, deterministic, for comparison with Polis only; its quantities never mix with the other paths.

Inside, agree is −1 and disagree +1 as in Polis; votes outside carry +1 for agree. People and statements are taken in
canonical order and ties go to the lower index, so that the order of the rows changes nothing. Above 10,000 people Polis
samples; here the full decomposition is always used.
"""

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import polis_groups, polis_statistics, votes
from breakthrough.measures.opinion.polis_groups import PolisGroups, PolisMemory
from breakthrough.measures.opinion.results import (
    PolisAxes,
    PolisConsensus,
    PolisGroup,
    PolisPerson,
    PolisReading,
    PolisRepresentative,
    PolisStatement,
)
from breakthrough.measures.opinion.votes import VoteTable

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

METHOD = "opinion.polis/1"
MOST_PEOPLE = 100_000
MOST_STATEMENTS = 10_000
DENSE_CELLS = 4_000_000  # up to here the singular vectors come from a dense decomposition


@dataclasses.dataclass(frozen=True, slots=True)
class Projection:
    """`centre` float64[m], `components` float64[2,m], `people` float64[n,2], `statements` float64[m,2], `zeroed` bool[m]."""

    centre: Floats
    components: Floats
    people: Floats
    statements: Floats
    zeroed: NDArray[np.bool_]


def read_polis(
    *,
    table: VoteTable,
    group_count: int | None = None,
    groups: Mapping[str, str] | None = None,
    memory: PolisMemory | None = None,
) -> PolisReading:
    """Everything Polis computes from the votes, as far as it does not depend on chance.

    `group_count` forces k. `groups` (person key → group) injects groups instead of finding them: people it does not name
    have none, and keys that did not vote are ignored. `memory` (from `remember`) continues an earlier reading.
    Raises ValueError for a `group_count` below 2 and for more than 100,000 people or 10,000 statements.
    """
    check_size(table, group_count)
    projection = project(table)
    inside = find_inside(table, memory)
    if groups is None:
        found = find_groups(projection, inside, group_count, memory)
        names = [str(number) for number in range(int(found.group.max(initial=-1)) + 1)]
        return describe(table, projection, inside, found.group, names, found)
    names = list(votes.sort_keys({groups[key] for key in table.person_keys if key in groups}))
    place = {name: number for number, name in enumerate(names)}
    label = np.array([place.get(groups.get(key, ""), -1) for key in table.person_keys], np.int64)
    label = np.where([key in groups for key in table.person_keys], label, -1).astype(np.int64)
    return describe(table, projection, inside, label, names, None)


def remember(*, table: VoteTable, memory: PolisMemory | None = None) -> PolisMemory:
    """What a later reading of the same conversation starts from."""
    check_size(table, None)
    projection = project(table)
    inside = find_inside(table, memory)
    found = find_groups(projection, inside, None, memory)
    best, wins, count = polis_groups.choose_count(found.silhouettes, memory)
    keys = frozenset(key for key, is_in in zip(table.person_keys, inside, strict=True) if is_in)
    return PolisMemory(keys, found.base_centres, found.centres_by_count, best, wins, count)


def to_dict(reading: PolisReading) -> dict[str, object]:
    """The reading as plain dicts, lists, texts and numbers, in a fixed order."""
    return dataclasses.asdict(reading)


def check_size(table: VoteTable, group_count: int | None) -> None:
    """ValueError beyond the caps of Polis."""
    if table.person_count > MOST_PEOPLE or table.statement_count > MOST_STATEMENTS:
        raise ValueError(f"at most {MOST_PEOPLE} people and {MOST_STATEMENTS} statements")
    if group_count is not None and group_count < 2:
        raise ValueError("group_count must be at least 2")


def find_inside(table: VoteTable, memory: PolisMemory | None) -> NDArray[np.bool_]:
    """bool[n]: who is in the conversation; raw votes count, also on statements that were moderated out."""
    already = np.array([memory is not None and key in memory.inside for key in table.person_keys], np.bool_)
    counts = np.bincount(table.person, minlength=table.person_count)
    return polis_groups.find_inside(counts.astype(np.int64), table.statement_count, already)


def find_groups(
    projection: Projection, inside: NDArray[np.bool_], group_count: int | None, memory: PolisMemory | None
) -> PolisGroups:
    """The groups of the people inside; nobody inside gives no group."""
    return polis_groups.find_groups(
        projections=projection.people, inside=inside, group_count=group_count, memory=memory
    )


def project(table: VoteTable) -> Projection:
    """Axes of the votes and everybody's place on them; only seen votes count, scaled by √(m / seen)."""
    n, m = table.person_count, table.statement_count
    zeroed: NDArray[np.bool_] = (table.status == votes.MODERATED_OUT) | table.is_meta
    kept = ~zeroed[table.statement]
    person, statement = table.person[kept], table.statement[kept]
    value = -table.vote[kept].astype(np.float64)
    seen = np.bincount(statement, minlength=m)
    centre = np.bincount(statement, value, minlength=m) / np.maximum(seen, 1)
    residual = value - centre[statement]
    components = find_components(person, statement, residual, n, m)
    answered = np.bincount(person, minlength=n) + int(zeroed.sum())
    scale = np.sqrt(m / np.maximum(answered, 1))
    sums = [np.bincount(person, residual * axis[statement], minlength=n) for axis in components]
    people: Floats = (np.stack(sums, axis=1) * scale[:, None]).astype(np.float64)
    statements = np.sqrt(m) * (-1 - np.where(zeroed, 0.0, centre))[:, None] * components.T
    return Projection(centre, components, people, statements, zeroed)


def find_components(
    person: NDArray[np.int32], statement: NDArray[np.int32], residual: Floats, n: int, m: int
) -> Floats:
    """The two leading right singular vectors of the centred votes, float64[2,m]; Σp³ > 0; zeros where there is none."""
    import scipy.sparse as sparse

    components = np.zeros((2, m))
    if len(residual) == 0:
        return components
    matrix = sparse.csr_array((residual, (person, statement)), shape=(n, m))
    if min(n, m) <= 3 or n * m <= DENSE_CELLS:
        _, sizes, vectors = np.linalg.svd(matrix.toarray(), full_matrices=False)
    else:
        from scipy.sparse.linalg import svds

        start = np.random.default_rng([2, min(n, m)]).standard_normal(min(n, m))
        _, sizes, vectors = svds(matrix, k=2, v0=start)
        sizes, vectors = sizes[::-1], vectors[::-1]
    real = sizes[:2] > 1e-10 * max(float(sizes[0]), 1e-10)
    components[: len(real)] = vectors[:2] * real[:, None]
    components[:, np.bincount(statement, residual != 0, minlength=m) == 0] = 0.0
    signs = np.where((components**3).sum(axis=1) < 0, -1.0, 1.0)
    return components * signs[:, None]


def describe(
    table: VoteTable,
    projection: Projection,
    inside: NDArray[np.bool_],
    label: Labels,
    names: list[str],
    found: PolisGroups | None,
) -> PolisReading:
    """The reading, given everybody's group (`label` int64[n], −1 none)."""
    m = table.statement_count
    agrees, disagrees, seen = polis_statistics.count_votes(
        person=table.person,
        statement=table.statement,
        vote=table.vote,
        group=label,
        group_count=len(names),
        statement_count=m,
    )
    tests = polis_statistics.compare_groups(agrees, disagrees, seen)
    extremity = np.linalg.norm(projection.statements, axis=1)
    aware, aware_disagree = polis_statistics.group_aware(tests)
    keys = table.statement_keys
    return PolisReading(
        method=METHOD,
        axes=describe_axes(table, projection, extremity),
        people=describe_people(table, projection, inside, label, names, found),
        groups=describe_groups(projection, label, names),
        silhouettes=() if found is None else tuple(sorted(found.silhouettes.items())),
        zeroed=tuple(key for key, is_zero in zip(keys, projection.zeroed, strict=True) if is_zero),
        statements=describe_statements(tests, keys, names),
        representative=describe_representative(tests, keys, names, projection.zeroed),
        consensus_agree=describe_consensus(table, projection.zeroed, votes.AGREE),
        consensus_disagree=describe_consensus(table, projection.zeroed, votes.DISAGREE),
        group_aware=tuple(zip(keys, aware.tolist(), strict=True)),
        group_aware_disagree=tuple(zip(keys, aware_disagree.tolist(), strict=True)),
        priorities=tuple(
            zip(keys, polis_statistics.find_priorities(tests, extremity, table.is_meta).tolist(), strict=True)
        ),
    )


def describe_axes(table: VoteTable, projection: Projection, extremity: Floats) -> PolisAxes:
    """Statements on the axes."""
    first, second = projection.components.tolist()
    return PolisAxes(
        statements=table.statement_keys,
        centre=tuple(projection.centre.tolist()),
        components=(tuple(first), tuple(second)),
        projections=tuple((x, y) for x, y in projection.statements.tolist()),
        extremity=tuple(extremity.tolist()),
    )


def describe_groups(projection: Projection, label: Labels, names: list[str]) -> tuple[PolisGroup, ...]:
    """Size and mean position of every group."""
    groups = []
    for number, name in enumerate(names):
        members = projection.people[label == number]
        x, y = members.mean(axis=0).tolist()
        groups.append(PolisGroup(name, len(members), (x, y)))
    return tuple(groups)


def describe_people(
    table: VoteTable,
    projection: Projection,
    inside: NDArray[np.bool_],
    label: Labels,
    names: list[str],
    found: PolisGroups | None,
) -> tuple[PolisPerson, ...]:
    """Everybody's place, and how near the centre of all, the core and the outer edge of their group they are."""
    scores = score_people(projection.people, label, len(names))
    counts = np.bincount(table.person, minlength=table.person_count).tolist()
    base = [-1] * table.person_count if found is None else found.base.tolist()
    people = []
    for i, key in enumerate(table.person_keys):
        x, y = projection.people[i].tolist()
        group = int(label[i])
        middle, core, edge = scores[i].tolist() if group >= 0 else (None, None, None)
        name = names[group] if group >= 0 else None
        number = base[i] if base[i] >= 0 else None
        people.append(PolisPerson(key, x, y, counts[i], bool(inside[i]), number, name, middle, core, edge))
    return tuple(people)


def score_people(points: Floats, label: Labels, group_count: int) -> Floats:
    """1 − |x−o|, 1 − |x−q| and (x−q)·(q−o)/|q−o| for everybody, float64[n,3]; o centre of all, q of the group."""
    scores = np.zeros((len(points), 3))
    if len(points) == 0:
        return scores
    middle = points.mean(axis=0)
    scores[:, 0] = 1 - np.linalg.norm(points - middle, axis=1)
    for number in range(group_count):
        mine = label == number
        core = points[mine].mean(axis=0)
        outward = core - middle
        length = float(np.linalg.norm(outward))
        away = points[mine] - core
        scores[mine, 1] = 1 - np.linalg.norm(away, axis=1)
        scores[mine, 2] = away @ outward / length if length > 0 else 0.0
    return scores


def describe_statements(
    tests: polis_statistics.Tests, keys: tuple[str, ...], names: list[str]
) -> tuple[PolisStatement, ...]:
    """One entry per group and statement."""
    entries = []
    for number, name in enumerate(names):
        for j, key in enumerate(keys):
            a, d, s = (int(counts[number, j]) for counts in (tests.agrees, tests.disagrees, tests.seen))
            shares = (tests.pa, tests.pd, tests.pat, tests.pdt, tests.ra, tests.rd, tests.rat, tests.rdt)
            entries.append(PolisStatement(name, key, a, d, s, *(float(share[number, j]) for share in shares)))
    return tuple(entries)


def describe_representative(
    tests: polis_statistics.Tests, keys: tuple[str, ...], names: list[str], skipped: NDArray[np.bool_]
) -> tuple[PolisRepresentative, ...]:
    """The chosen statements of every group, in their order."""
    return tuple(
        PolisRepresentative(name, keys[entry.statement], entry.direction, entry.is_best_agree)
        for number, name in enumerate(names)
        for entry in polis_statistics.choose_representative(tests, number, skipped)
    )


def describe_consensus(
    table: VoteTable, skipped: NDArray[np.bool_], answer: int
) -> tuple[PolisConsensus, ...]:
    """The statements that all voters together agree (or disagree) on, best first."""
    m = table.statement_count
    seen: Floats = np.bincount(table.statement, minlength=m).astype(np.float64)
    hits: Floats = np.bincount(table.statement[table.vote == answer], minlength=m).astype(np.float64)
    share, test = polis_statistics.smoothed(hits, seen), polis_statistics.one_sample_test(hits, seen)
    return tuple(
        PolisConsensus(table.statement_keys[j], int(hits[j]), int(seen[j]), float(share[j]), float(test[j]))
        for j in polis_statistics.choose_consensus(hits, seen, skipped)
    )
