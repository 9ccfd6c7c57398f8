"""From votes to a released reading: the one call that the practice makes, and the form in which a reading is stored."""

import dataclasses
from collections.abc import Mapping
from typing import Literal

import numpy as np

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures import lone, partition
from breakthrough.measures.opinion import (
    counted,
    drafting,
    encoding,
    landscape,
    panel,
    publish,
    sides,
    summary,
    votes,
)
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.results import OpinionReading

Path = Literal["exact", "laplace", "live"]

METHOD_VERSION = 3
EXACT_PEOPLE = 300
EXACT_VOTES = 20_000
"""Up to so many people or votes the sampler takes well under a minute."""


def choose_path(table: votes.VoteTable) -> Literal["exact", "laplace"]:
    """The path for a frozen reading: the sampler where it is quick enough, else the approximation."""
    is_small = table.person_count <= EXACT_PEOPLE or table.vote_count <= EXACT_VOTES
    return "exact" if is_small else "laplace"


def read_opinion(
    *,
    table: votes.VoteTable,
    path: Path,
    seed: int,
    is_sealed: bool = False,
    segment_weights: Mapping[int, float] | None = None,
    earlier: OpinionReading | None = None,
    on_progress: Progress | None = None,
) -> OpinionReading:
    """The released reading of a vote table. Nothing in it holds a person.

    A pass that is the only one on a statement counts with those who disagree (`lone`). Fewer than twenty people are counted, not
    fitted. Statements moderated out and those about the person (`is_meta`) take no part in positions, sides and lists; the latter have
    shares. People who voted on nothing else are not counted. `is_sealed` leaves the fingerprint of the votes away.
    `segment_weights`: what each declared segment counts for in the whole, instead of its headcount. `earlier`: the release of
    the same round, if there is one; then the votes must be the very same (Problem `already-released`). `on_progress` hears a
    share 0..1 and words between the steps; what it raises goes through.
    """
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    fingerprint = None if is_sealed else votes.fingerprint(table)
    table = count_lone_passes(table)
    asked = cut_table(table)
    voted = drafting.count_answers(asked).sum(0).max(initial=0)
    if asked.person_count < partition.SMALLEST_CELL or voted < partition.SMALLEST_CELL:
        draft = _empty_draft(asked, path=path, seed=seed)
    elif path == "live":
        draft = _live_draft(asked, seed=seed)
    elif asked.person_count < publish.FEWEST_FOR_MAP:
        draft = _counted_draft(asked, path=path, seed=seed)
    else:
        draft = _draft(asked, path, seed, segment_weights, tell)
    draft = _with_meta_shares(draft, table, seed=seed)
    marked = dataclasses.replace(draft.reading, fingerprint=fingerprint)
    tell(1.0, gettext_noop("Done"))
    return publish.release(draft=dataclasses.replace(draft, reading=marked), earlier=earlier)


def count_lone_passes(table: votes.VoteTable) -> votes.VoteTable:
    """The same votes, each pass that is the only one on its statement, among all or in its declared cell, as a disagreement."""
    cell = np.zeros(table.vote_count, np.int64) if table.segment is None else table.segment[table.person]
    group = cell.astype(np.int64) * max(1, table.statement_count) + table.statement
    is_lone = lone.find_lone(group=group, marked=table.vote == votes.PASSED)
    vote = np.where(is_lone, votes.DISAGREE, table.vote).astype(np.int8)
    return dataclasses.replace(table, vote=vote)


def cut_table(table: votes.VoteTable) -> votes.VoteTable:
    """Only statements that stand and are not about the person, and only people who voted on one of them."""
    cut = votes.keep_statements(table, (table.status != votes.MODERATED_OUT) & ~table.is_meta)
    present = np.zeros(cut.person_count, np.bool_)
    present[cut.person] = True
    return cut if present.all() else panel.keep_people(cut, np.flatnonzero(present))


def to_dict(reading: OpinionReading) -> dict[str, object]:
    """A reading as JSON values, fields in a stable order."""
    encoded: dict[str, object] = encoding.to_json(reading)
    return encoded


def from_dict(stored: Mapping[str, object]) -> OpinionReading:
    """The reading that `to_dict` wrote. Raises ValueError where the fields do not fit."""
    return encoding.from_json(OpinionReading, dict(stored))


def _empty_draft(table: votes.VoteTable, *, path: Path, seed: int) -> publish.Draft:
    reading = OpinionReading(
        status="withheld",
        reason="too_few",
        path=path,
        method=f"opinion.{path}/{METHOD_VERSION}",
        seed=seed,
        settled=True,
        person_band=None,
        provisional=path == "live",
    )
    counts = counted.whole_counts(
        answers=drafting.count_answers(table), keys=table.statement_keys, person_count=table.person_count
    )
    return publish.Draft(reading, counts)


def _counted_draft(table: votes.VoteTable, *, path: Literal["exact", "laplace"], seed: int) -> publish.Draft:
    found = sides.find_segments(table, {}) or sides.whole(
        table.person_count, fallen_back=table.segment is not None
    )
    reading = OpinionReading(
        status="shown",
        reason=None,
        path=path,
        method=f"opinion.{path}/{METHOD_VERSION}",
        seed=seed,
        settled=True,
        person_band=partition.n_band(table.person_count),
        reasons=("remainder_too_small",) if found.fallen_back else (),
        sides=landscape.list_sides(found),
    )
    return publish.Draft(reading, drafting.count_sides(table, table, found))


def _live_draft(table: votes.VoteTable, *, seed: int) -> publish.Draft:
    from breakthrough.measures.opinion import live

    return live.draft_live(table=table, seed=seed)


def _draft(
    table: votes.VoteTable,
    path: Literal["exact", "laplace"],
    seed: int,
    segment_weights: Mapping[int, float] | None,
    tell: Progress,
) -> publish.Draft:
    from breakthrough.measures.opinion import mixture as fitting

    fitted = fitting.fit_mixture(
        table=table, path=path, seed=seed, on_progress=start_stage(tell, begin=0.0, end=0.7)
    )
    return drafting.draft_mixture(
        mixture=fitted, seed=seed, segment_weights=segment_weights, tell=start_stage(tell, begin=0.7, end=1.0)
    )


def _with_meta_shares(draft: publish.Draft, table: votes.VoteTable, *, seed: int) -> publish.Draft:
    """Add shares of the statements about the person, counted without a model."""
    asked = votes.keep_statements(table, table.is_meta & (table.status != votes.MODERATED_OUT))
    if not asked.statement_count or draft.counts.person_count < partition.SMALLEST_CELL:
        return draft
    answers = drafting.count_answers(asked)
    mean, low, high = summary.estimates(counted.draw_counts(answers=answers, seed=seed))
    rows = summary.list_whole_shares((mean, low, high), asked.statement_keys)
    reading = dataclasses.replace(draft.reading, shares=(*draft.reading.shares, *rows))
    return publish.Draft(reading, publish.add_statements(draft.counts, asked.statement_keys, answers))
