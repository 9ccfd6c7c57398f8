"""People of a vote table in an order that depends on their votes alone. Runs in jobs and in the tally: it loads the engine.

Imported people have numbers that mean nothing, sealed ones have none: in this order the same votes give the same reading,
whichever way they came.
"""

import dataclasses

import numpy as np

from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.votes import VoteTable

_UNSEEN = np.int8(-2)
_CELLS = 50_000_000  # larger tables are read in the order they came in: sorting them would take gigabytes


def order_people(table: VoteTable) -> VoteTable:
    """Return the same votes with people sorted by segment and by what they voted on the statements that stand.

    Keys of people are replaced by their place in that order. People who voted alike are interchangeable, so their order
    among each other does not matter.
    """
    n, m = table.person_count, table.statement_count
    if n * m == 0 or n * m > _CELLS:
        return table
    stands = (table.status != votes.MODERATED_OUT) & ~table.is_meta
    seen = np.full((n, m), _UNSEEN, np.int8)
    seen[table.person, table.statement] = table.vote
    # People without a vote on anything that stands are cut away by the measure: they come last and move nobody.
    is_cut = (seen[:, stands] == _UNSEEN).all(axis=1)
    segment = np.zeros(n, np.int16) if table.segment is None else table.segment
    columns = [*seen[:, ~stands].T, *seen[:, stands].T[::-1], segment, is_cut]
    order = np.lexsort(columns)
    place = np.empty(n, np.int32)
    place[order] = np.arange(n, dtype=np.int32)
    rows = np.lexsort((table.statement, place[table.person]))
    return dataclasses.replace(
        table,
        person=place[table.person][rows],
        statement=table.statement[rows],
        vote=table.vote[rows],
        person_keys=tuple(map(str, range(n))),
        segment=None if table.segment is None else table.segment[order],
    )
