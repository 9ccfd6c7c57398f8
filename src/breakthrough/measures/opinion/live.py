"""The moving picture while votes arrive: map, groups and shares by side in a moment, provisional by design.

`redraw` takes raw votes: the indices of people and statements are the canonical order, the rows may come in any order, for
they are sorted first. Results do not depend on the order of the rows or on threads, and nothing but the last draws of
`draft_live` hangs on the seed (everything else random has a fixed stream). The frozen reading comes from `exact` or
`laplace`; this one says "so far" and is never stored.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import live_draft, live_picture, live_votes, sides
from breakthrough.measures.opinion.live_picture import LivePicture, LiveSides, LiveState
from breakthrough.measures.opinion.publish import Draft
from breakthrough.measures.opinion.votes import VoteTable


@dataclass(frozen=True, slots=True)
class LiveMemory:
    """What the next reading of the same round starts from, and which statements its rows are. In memory only."""

    state: LiveState
    statement_keys: tuple[str, ...]


def redraw(
    *,
    person: NDArray[Any],
    statement: NDArray[Any],
    vote: NDArray[Any],
    person_count: int,
    statement_count: int,
    state: LiveState | None = None,
) -> LivePicture:
    """A picture from raw votes: `person` and `statement` int[N] indices from 0, `vote` int[N] of −1, 0, 1.

    At most one vote per person and statement. Cold without `state` (that of the last picture); people may have come
    anywhere, statements at the end. Raises ValueError for votes that do not fit, for nobody and for no statement.
    """
    if person_count < 1 or statement_count < 1:
        raise ValueError("a picture needs people and statements")
    votes = live_votes.pack_votes(
        person=person,
        statement=statement,
        vote=vote,
        person_count=person_count,
        statement_count=statement_count,
    )
    return live_picture.draw(votes=votes, state=state)


def draft_live(*, table: VoteTable, seed: int) -> Draft:
    """A provisional reading of a vote table, before the gates of `publish.release`."""
    draft, _ = continue_live(table=table, seed=seed, memory=None)
    return draft


def continue_live(
    *, table: VoteTable, seed: int, memory: LiveMemory | None
) -> tuple[Draft, LiveMemory | None]:
    """As `draft_live`, starting from the last reading of the same round. Fewer than five people: nothing is computed."""
    if table.person_count < live_picture.LEAST_SIDE or table.statement_count == 0:
        return live_draft.draft_nothing(table=table, seed=seed), None
    votes = live_votes.pack_table(table)
    state = None if memory is None else carry_over(memory, table.statement_keys)
    picture = live_picture.draw(votes=votes, state=state, segments=find_segments(table))
    draft = live_draft.draft_picture(picture=picture, votes=votes, table=table, seed=seed)
    return draft, LiveMemory(picture.state, table.statement_keys)


def carry_over(memory: LiveMemory, statement_keys: tuple[str, ...]) -> LiveState:
    """The state with its statements in the order of `statement_keys`; statements that are not known yet start at the mean."""
    if memory.statement_keys == statement_keys:
        return memory.state
    fit = memory.state.fit
    place = {key: j for j, key in enumerate(memory.statement_keys)}
    rows = np.array([place.get(key, -1) for key in statement_keys], np.int64)
    known = rows >= 0
    statement = np.zeros((len(rows), 3))
    statement[:, 0] = fit.middle
    statement[known] = fit.statement[rows[known]]
    covariance = np.zeros((len(rows), 6))
    covariance[known] = fit.statement_cov[rows[known]]
    return replace(memory.state, fit=replace(fit, statement=statement, statement_cov=covariance))


def find_segments(table: VoteTable) -> LiveSides | None:
    """Declared cells as sides, joined until each may be released; None if they cannot be."""
    found = sides.find_segments(table, {})
    if found is None or 0 < int((found.home == -1).sum()) < live_picture.LEAST_SIDE:
        return None
    return LiveSides("segment", found.keys, found.home)
