"""Public entry: are we in, even where we differ? (method `alignment.stances/2`, measurement design section 6).

Agreement beside commitment, never one number of both. More committed disagreement is not better, and less support is not worse.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment import cascade, expecting, named, publish
from breakthrough.measures.alignment import tipping as pulls
from breakthrough.measures.alignment.crossing import Crossing, publish_corners
from breakthrough.measures.alignment.results import METHOD, AlignmentReading, NamedReading
from breakthrough.measures.alignment.stances import Stance
from breakthrough.measures.alignment.table import Table, lay_out
from breakthrough.measures.opinion import encoding

Parties = Sequence[int | None]


def read_alignment(
    stances: Sequence[Stance],
    *,
    parties: Parties | None = None,
    stands_for: Mapping[int, float] | None = None,
    party_count: int | None = None,
    eligible: int | None = None,
) -> AlignmentReading:
    """The released reading of the stances on one version, sealed or named. Nothing in it rests on fewer than five people.

    `parties[i]`: the party (or cell of the card) of stance i, any number, None where it is not known. `stands_for`: how many
    parties a number stands for, where not one. `party_count`: how many parties those are of who could have given a stance; where
    it is not known, as many as `parties` names. `eligible`: how many could have given one. Blank stances count for nothing, and
    the order changes nothing. Raises ValueError for answers that do not exist and parties that do not fit.
    """
    table = lay_out(stances, parties=parties, stands_for=stands_for)
    if len(table) < partition.SMALLEST_CELL:
        return AlignmentReading("withheld", "too_few", METHOD, None)
    is_low = shares.is_response_low(len(table), eligible)
    found = dataclasses.replace(
        _agreement_beside_commitment(table),
        is_response_low=None if eligible is None else is_low,
        tipping=pulls.tipping(
            table, is_response_low=is_low, party_count=party_count or _count_parties(parties)
        ),
        waiting=cascade.waiting(table),
    )
    return _with_places(_with_understanding(_with_predictions(found, table, is_low=is_low), table), table)


def compare(
    sealed: Sequence[Stance],
    named_stances: Sequence[Stance],
    *,
    eligible: int,
    sealed_parties: Parties | None = None,
    named_parties: Parties | None = None,
) -> NamedReading:
    """What people own with their name beside what they said sealed (method `sealed_named/1`).

    Both of the same round and the same `eligible` people, without talk between the two. By party only where both name parties and
    the released cells are the same. Raises ValueError as `read_alignment`.
    """
    return named.compare(
        lay_out(sealed, parties=sealed_parties),
        lay_out(named_stances, parties=named_parties),
        eligible=eligible,
    )


def may_be_compared(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether the difference of two readings may be taken: the people invited differ by nobody, or by five at least.

    Otherwise the two may stand side by side, and no difference is worked out or claimed. `before` and `after` are any tokens.
    """
    apart = len(set(before) ^ set(after))
    return apart == 0 or apart >= partition.SMALLEST_CELL


def encode(reading: AlignmentReading | NamedReading) -> dict[str, object]:
    """A reading as JSON values, fields in a stable order."""
    encoded: dict[str, object] = encoding.to_json(reading)
    return encoded


def decode(stored: Mapping[str, object]) -> AlignmentReading:
    """The reading of stances that `encode` wrote. Raises ValueError where the fields do not fit."""
    return encoding.from_json(AlignmentReading, dict(stored))


def decode_named(stored: Mapping[str, object]) -> NamedReading:
    """The reading of sealed against named that `encode` wrote. Raises ValueError where the fields do not fit."""
    return encoding.from_json(NamedReading, dict(stored))


def _count_parties(parties: Parties | None) -> int | None:
    return None if parties is None else len(set(parties))


def _agreement_beside_commitment(table: Table) -> AlignmentReading:
    """Position and weight of those who said both."""
    kinds = publish.count_kinds(table)
    found = publish.commitment(kinds)
    if found.status == "withheld":
        return found
    kept = table.is_both
    return dataclasses.replace(
        found,
        agreement=publish.publish_agreement(table.position[kept], kinds),
        weight=publish.mean_weight(table.weight[kept], behind=kinds.behind),
        by_cell=publish.by_cell(table),
    )


def _with_predictions(found: AlignmentReading, table: Table, *, is_low: bool) -> AlignmentReading:
    """What people expect beside what there is; no claim where many stay silent."""
    kept = table.is_both
    n, asked = int(kept.sum()), int((~np.isnan(table.predicted)).sum())
    predicted = expecting.mean_prediction(table.predicted)
    if min(n, asked) < partition.SMALLEST_CELL or predicted is None:
        return found
    agrees = np.where(kept, table.agrees, np.nan)
    support = int((kept & table.agrees).sum())
    gap = expecting.support_gap(agrees, table.predicted)
    has_gap = min(n, asked) >= shares.FEWEST_FOR_NUMBERS and not is_low and not publish.is_extreme(support, n)
    return dataclasses.replace(
        found,
        predicted=expecting.publish_prediction(predicted, asked),
        gap=shares.publish_difference(gap, partition.SHARE_STEP) if gap and has_gap else None,
        expected=None if is_low else expecting.expected(support / n, predicted.value),
    )


def _with_understanding(found: AlignmentReading, table: Table) -> AlignmentReading:
    """Who has understood it, and who is behind it and has."""
    said = ~np.isnan(table.understanding)
    both = said & table.is_both
    crossing = Crossing(
        n=int(both.sum()),
        one=int((both & table.is_behind).sum()),
        other=int((both & table.has_understood).sum()),
        both=int((both & table.is_behind & table.has_understood).sum()),
    )
    return dataclasses.replace(
        found,
        understood=shares.publish_count(int((said & table.has_understood).sum()), int(said.sum())),
        informed=publish_corners(crossing)[0],
    )


def _with_places(found: AlignmentReading, table: Table) -> AlignmentReading:
    """Who would not say it in the room, of everybody, and of those who disagree where they are told from the others."""
    said = ~np.isnan(table.place)
    placed = said & table.is_both
    crossing = Crossing(
        n=int(placed.sum()),
        one=int((placed & table.disagrees).sum()),
        other=int((placed & table.keeps_back).sum()),
        both=int((placed & table.disagrees & table.keeps_back).sum()),
    )
    is_told = publish.count_kinds(table).is_told and crossing.is_told
    return dataclasses.replace(
        found,
        would_not_say=shares.publish_count(int((said & table.keeps_back).sum()), int(said.sum())),
        hidden=publish.share_within(crossing.both, crossing.one, crossing.n) if is_told else None,
    )
