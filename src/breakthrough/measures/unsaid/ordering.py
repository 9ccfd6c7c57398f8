"""What to take up first."""

from collections.abc import Sequence

from breakthrough.measures import partition
from breakthrough.measures.unsaid.counting import StatementCounts
from breakthrough.measures.unsaid.results import StatementReading
from breakthrough.measures.values import Share

_WORDS = ("few", "some", "about_half", "most", "nearly_all")
_SENTENCES = ("many_hold_few_say_few_expected", "many_hold_few_say", "more_hold_than_expected", None)


def priority(counts: StatementCounts, *, opposite: bool | None) -> float | None:
    """Held by many (low end), not said by its holders, and not expected: the product of the three, to a hundredth.

    None where fewer than five holders said where they would say it, where nothing is known about what people expect, and where
    it would tell whether everybody holds it, or would say it, or all but one do.
    """
    is_judged = counts.misjudged is not None and counts.asked >= partition.SMALLEST_CELL
    if (
        counts.is_unanimous
        or partition.extreme_word(counts.unsaid, counts.placed) is not None
        or counts.placed < partition.SMALLEST_CELL
        or (opposite is None and not is_judged)
    ):
        return None
    surprise = 0.0
    if counts.misjudged is not None and is_judged:
        surprise = max(surprise, counts.misjudged.value)
    if opposite and counts.gap is not None:
        surprise = max(surprise, counts.gap.value)
    low, _ = partition.jeffreys(counts.holders, counts.n)
    return round(low * counts.unsaid / counts.placed * surprise, 2)


def order_statements(rows: Sequence[StatementReading]) -> tuple[int, ...]:
    """Places of the statements that are shown: by sentence, priority, and how many hold it unsaid, all as published.

    What nearly all hold, and what nearly none of its holders would say, has no priority of its own and comes first among those
    with its sentence.
    """
    shown = [row for row in rows if row.status != "withheld"]
    return tuple(row.statement for row in sorted(shown, key=_rank))


def _rank(row: StatementReading) -> tuple[int, bool, float, float, float, int]:
    return (
        _SENTENCES.index(row.sentence),
        row.reason != "unanimous" and not _is_hardly_said(row),
        -(row.priority or 0.0),
        -_size(row.unsaid),
        -_size(row.held),
        row.statement,
    )


def _is_hardly_said(row: StatementReading) -> bool:
    found = row.would_not_say
    return found is not None and found.word == "nearly_all" and found.value is None


def _size(share: Share | None) -> float:
    if share is None:
        return -1.0
    return _WORDS.index(share.word) + (share.value or 0.0)
