"""The only door out of the unsaid: what may be said of one statement, in words or rounded, and when nothing may."""

from breakthrough.measures import lone, partition
from breakthrough.measures.shares import FEWEST_FOR_NUMBERS, publish_count, publish_difference, publish_share
from breakthrough.measures.unsaid import expecting, ordering
from breakthrough.measures.unsaid.counting import StatementCounts
from breakthrough.measures.unsaid.results import CellShare, Reason, Sentence, StatementReading
from breakthrough.measures.values import Estimate, Share

FEWEST_FOR_GAP = 20
_FEW = 1 / 3
_STEP = partition.SHARE_STEP


def release(counts: StatementCounts, *, is_response_low: bool) -> StatementReading:
    """Turn the counts of a statement into what may be published, stored or exported."""
    if counts.n < partition.SMALLEST_CELL:
        return StatementReading(counts.statement, "withheld", "too_few")
    if counts.holders <= 1:
        return StatementReading(counts.statement, "withheld", "lone", partition.n_band(counts.n))
    is_unanimous = counts.is_unanimous
    has_numbers = counts.n >= FEWEST_FOR_NUMBERS
    held = publish_count(counts.n - 1 if is_unanimous else counts.holders, counts.n)
    asked = counts.asked >= partition.SMALLEST_CELL
    opposite = None if is_response_low or not asked else _is_opposite(counts)
    return StatementReading(
        statement=counts.statement,
        status="shown" if has_numbers and not is_unanimous else "band",
        reason="unanimous" if is_unanimous and has_numbers else None,
        n_band=partition.n_band(counts.n),
        passed_band=partition.n_band(counts.passed),
        unplaced_band=partition.n_band(counts.unplaced),
        held=held,
        would_not_say=_would_not_say(counts),
        unsaid=_unsaid(counts),
        predicted=_predicted(counts) if asked else None,
        gap=_difference(counts, is_kept=asked and not is_unanimous and not is_response_low),
        opposite_sides=opposite,
        misjudged=_misjudged(counts, is_kept=asked and not is_unanimous and not is_response_low),
        misjudged_reason=_why_not_judged(counts, asked=asked, is_response_low=is_response_low),
        contrast=None if counts.contrast is None else publish_difference(counts.contrast, 0.1),
        priority=ordering.priority(counts, opposite=opposite)
        if has_numbers and not is_response_low
        else None,
        sentence=_sentence(counts, opposite=opposite),
        by_cell=_by_cell(counts),
    )


def _would_not_say(counts: StatementCounts) -> Share | None:
    """Share of holders that would not say it. Nothing about it depends on whether everybody holds it or all but so few."""
    n = min(counts.placed, counts.n - counts.slack)
    if n < partition.SMALLEST_CELL:
        return None
    unsaid = min(counts.unsaid, n)
    is_word = counts.is_unanimous or partition.extreme_word(unsaid, n) is not None
    return publish_share(Estimate(unsaid / n, *partition.jeffreys(unsaid, n)), n, is_word=is_word)


def _unsaid(counts: StatementCounts) -> Share | None:
    """Share of all that hold it and would not say it; a word only where the number would give away fewer than five holders."""
    n = counts.n - (counts.holders - counts.placed)
    if _aloud(counts) <= 1 < counts.unsaid:
        # Whoever would say it is counted with those who would not: beside the share that holds it, the difference is one person.
        found = publish_count(n - 1 if counts.is_unanimous else counts.placed, n)
        return None if found is None else Share(found.word, None, None, None, found.n_band)
    found = publish_count(counts.unsaid, n)
    if found is None or counts.placed >= partition.SMALLEST_CELL:
        return found
    return Share(found.word, None, None, None, found.n_band)


def _aloud(counts: StatementCounts) -> int:
    """Holders who would say it in the room; where all hold it as many as if all but `slack` did, so that it tells the same."""
    n = counts.n - counts.slack
    return min(counts.placed, n) - min(counts.unsaid, n)


def _predicted(counts: StatementCounts) -> Share | None:
    return None if counts.predicted is None else publish_share(counts.predicted, counts.asked)


def _difference(counts: StatementCounts, *, is_kept: bool) -> Estimate | None:
    """The gap, from twenty people on: its interval rests on who guessed what, and with fewer that tells how single people voted."""
    if counts.gap is None or not is_kept or min(counts.n, counts.asked) < FEWEST_FOR_GAP:
        return None
    return publish_difference(counts.gap, _STEP)


def _misjudged(counts: StatementCounts, *, is_kept: bool) -> Estimate | None:
    if counts.misjudged is None or not is_kept or min(counts.n, counts.asked) < FEWEST_FOR_NUMBERS:
        return None
    return publish_difference(counts.misjudged, _STEP)


def _why_not_judged(counts: StatementCounts, *, asked: bool, is_response_low: bool) -> Reason | None:
    if is_response_low:
        return "low_response"
    if counts.n < FEWEST_FOR_NUMBERS or counts.asked < FEWEST_FOR_NUMBERS:
        return "too_few"
    return "not_measurable" if counts.misjudged is None or not asked else None


def _is_opposite(counts: StatementCounts) -> bool | None:
    if counts.predicted is None:
        return None
    return _is_held_by_most(counts) and expecting.are_opposite(
        counts.holders / counts.n, counts.predicted.value
    )


def _is_held_by_most(counts: StatementCounts) -> bool:
    """Whether more than half hold it. Up to seven people it may tell no more than the word does where only two are against."""
    against = counts.n - counts.holders
    if counts.n < FEWEST_FOR_NUMBERS and lone.tells_of_one(counts.holders, against):
        return partition.share_word(counts.holders / counts.n, counts.n) == "most"
    return counts.holders > counts.n / 2


def _sentence(counts: StatementCounts, *, opposite: bool | None) -> Sentence | None:
    """Which sentence fits; "few would say it" is only said where fewer than a third hold it and would say it in the room."""
    placed_n = counts.n - (counts.holders - counts.placed)
    if placed_n < partition.SMALLEST_CELL or not _is_held_by_most(counts):
        return None
    is_kept_back = partition.share_word(counts.unsaid / placed_n, placed_n) != "few"
    if is_kept_back and _aloud(counts) / placed_n < _FEW:
        return "many_hold_few_say_few_expected" if opposite else "many_hold_few_say"
    return "more_hold_than_expected" if opposite else None


def _by_cell(counts: StatementCounts) -> tuple[CellShare, ...]:
    """Shares by cell, or none at all where one cell has too few answers, or where in one hardly anyone holds it, or is
    against it: taken from the share of all, the others would tell what that one person said.
    """
    if len(counts.cells) < 2 or min(n for _, n, _ in counts.cells) < partition.SMALLEST_CELL:
        return ()
    if any(lone.tells_of_one(holders, n - holders) for _, n, holders in counts.cells):
        return ()
    found = [(cell, publish_count(holders, n)) for cell, n, holders in counts.cells]
    return tuple(CellShare(cell, share) for cell, share in found if share is not None)
