"""Public entry: do we do what we promised? (method `promises.kept/1`, measurement design section 8).

Promises are acts done with a name, so counts are counts and shares have minima of their own: ten acts in the hands of five
people. Parties are told apart only where both have five members. There is nothing per person, whatever the numbers.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Literal

from breakthrough.measures import partition
from breakthrough.measures.opinion import encoding
from breakthrough.measures.promises import survival
from breakthrough.measures.promises.histories import History
from breakthrough.measures.promises.results import (
    FEWEST_ACTS,
    METHOD,
    Balance,
    Cell,
    Flow,
    Lead,
    Part,
    PromiseReading,
)
from breakthrough.measures.shares import clustered_share
from breakthrough.measures.values import Estimate

FEWEST_PEOPLE = partition.SMALLEST_CELL
HOURS_OF_A_DAY = 24.0

By = Callable[[History], int | None]


def read_promises(histories: Sequence[History], *, party_sizes: Sequence[int]) -> PromiseReading:
    """Return the released reading. `party_sizes[i]` is how many members party i has now; histories name parties by that place.

    The order of histories does not matter. Without five members in all, or without any conversation, nothing is released.
    """
    if sum(party_sizes) < partition.SMALLEST_CELL:
        return PromiseReading("withheld", "too_few", METHOD, 0)
    if not histories:
        return PromiseReading("withheld", "not_enough_events", METHOD, 0)
    outcomes = Counter(one.outcome for one in histories if one.is_promise)
    counted = [one for one in histories if one.counts]
    cells = _cells(counted, party_sizes)
    places = {party: place for place, cell in enumerate(cells) for party in cell.parties}
    return PromiseReading(
        status="shown",
        reason=None,
        method=METHOD,
        conversations=len(histories),
        on_time=outcomes["on_time"],
        late=outcomes["late"],
        not_kept=outcomes["not_kept"],
        waiting=outcomes["waiting"],
        lapsed=sum(one.is_lapsed for one in histories),
        open_now=outcomes["ahead"],
        kept=kept_share(histories),
        freedom=freedom(histories),
        warned=early_warning(histories),
        lead=lead_time(histories),
        difficulty=_difficulty(counted),
        reasons=_reasons(histories),
        cells=cells,
        flows=_flows(histories, places, len(cells)),
        balances=_balances(histories, places, len(cells)),
    )


def kept_share(histories: Sequence[History]) -> Part:
    """On time of all that came due (on time, late, not kept), with an interval that allows for one person's promises being alike."""
    return _share([(one, one.outcome == "on_time") for one in histories if one.counts])


def freedom(histories: Sequence[History]) -> Part:
    """First answers that were a no or other terms, of all requests that were answered. No value of it is good or bad."""
    answered = [one for one in histories if one.is_request and one.first_answer is not None]
    return _share([(one, one.first_answer != "promise") for one in answered])


def early_warning(histories: Sequence[History]) -> Part:
    """Slips heard of a day ahead: changes agreed early, and what was not on time but warned of, of both together."""
    slips = [(one, True) for one in histories for _change in range(one.early_changes)]
    slips += [(one, one.was_warned) for one in histories if one.is_slip]
    return _share(slips)


def lead_time(histories: Sequence[History]) -> Lead:
    """Days from asking to the yes, of everything that was promised; what is open or ended otherwise counts as still under way."""
    promised = [one for one in histories if one.is_promise]
    kept = sum(one.is_kept for one in promised)
    still_open = len(promised) - kept
    if kept < FEWEST_ACTS or _people(promised, _performer) < FEWEST_PEOPLE:
        return Lead("withheld", "not_enough_events", kept, still_open)
    median = survival.median_time(
        [one.lead_hours / HOURS_OF_A_DAY for one in promised], [one.is_kept for one in promised]
    )
    return Lead("shown", None, kept, still_open, _days(median.value), _days(median.low), _days(median.high))


def encode(reading: PromiseReading) -> dict[str, object]:
    """A reading as JSON values, fields in a stable order."""
    encoded: dict[str, object] = encoding.to_json(reading)
    return encoded


def decode(stored: Mapping[str, object]) -> PromiseReading:
    """The reading that `encode` wrote. Raises ValueError where the fields do not fit."""
    return encoding.from_json(PromiseReading, dict(stored))


def _share(acts: Sequence[tuple[History, bool]], by: By | None = None) -> Part:
    """The share of acts that are hits, clustered by person; withheld below ten acts of five people."""
    group = by or _performer
    sizes = Counter(_key(group(one)) for one, _hit in acts)
    if len(acts) < FEWEST_ACTS or len(sizes) < FEWEST_PEOPLE:
        return Part("withheld", "not_enough_events", len(acts))
    exact = clustered_share(sum(hit for _one, hit in acts), list(sizes.values()))
    assert exact is not None  # noqa: S101 (there are ten acts; this tells the type checker)
    low, high = partition.round_outwards(exact.low, exact.high)
    share = Estimate(partition.round_share(exact.value), low, high, exact.level)
    return Part("shown", None, len(acts), partition.n_band(len(sizes)), share)


def _cells(counted: Sequence[History], party_sizes: Sequence[int]) -> tuple[Cell, ...]:
    """The parties that can be told apart, each with its kept share; no party has one unless every party has."""
    released = partition.release_partition(party_sizes)
    if released.is_whole:
        return ()
    parts = [kept_share([one for one in counted if one.to_party in cell]) for cell in released.cells]
    is_shown = all(part.status == "shown" for part in parts)
    return tuple(
        Cell(parties=cell, is_rest=cell == released.rest, kept=part if is_shown else None)
        for cell, part in zip(released.cells, parts, strict=True)
    )


def _flows(histories: Sequence[History], places: Mapping[int, int], count: int) -> tuple[Flow, ...]:
    together: dict[tuple[int, int], list[History]] = {
        (start, end): [] for start in range(count) for end in range(count)
    }
    for one in histories:
        if one.from_party in places and one.to_party in places:
            together[places[one.from_party], places[one.to_party]].append(one)
    return tuple(_flow(start, end, found) for (start, end), found in together.items() if found)


def _flow(start: int, end: int, found: Sequence[History]) -> Flow:
    answers = Counter(one.first_answer for one in found if one.is_request)
    return Flow(
        start=start,
        end=end,
        requested=sum(one.is_request for one in found),
        offered=sum(not one.is_request for one in found),
        promised=sum(one.is_promise for one in found),
        declined=answers["decline"],
        countered=answers["counter"],
        kept=sum(one.is_kept for one in found),
        not_kept=sum(one.is_slip for one in found),
        freedom=freedom(found),
        kept_share=kept_share(found),
    )


def _balances(histories: Sequence[History], places: Mapping[int, int], count: int) -> tuple[Balance, ...]:
    balances = []
    for first in range(count):
        for second in range(first + 1, count):
            pair = {(first, second): True, (second, first): False}
            acts = [
                (one, pair[way])
                for one in histories
                if one.is_request
                and (way := (places.get(one.from_party, -1), places.get(one.to_party, -1))) in pair
            ]
            asked = _share(acts, by=lambda one: one.asker)
            balances.append(Balance(first, second, asked, _leans(asked)))
    return tuple(balances)


def _leans(asked: Part) -> Literal["first", "second", "cannot_tell"] | None:
    if asked.share is None:
        return None
    if not asked.share.is_clear_of(0.5):
        return "cannot_tell"
    return "first" if asked.share.value > 0.5 else "second"


def _reasons(histories: Sequence[History]) -> tuple[tuple[str, int], ...]:
    slips = [one for one in histories if one.reasons]
    named = Counter(reason for one in slips for reason in one.reasons)
    if sum(named.values()) < FEWEST_ACTS or _people(slips, _performer) < FEWEST_PEOPLE:
        return ()
    return tuple(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))


def _difficulty(counted: Sequence[History]) -> tuple[int, int, int, int]:
    said = Counter(one.difficulty for one in counted)
    return (said[1], said[2], said[3], said[None])


def _performer(history: History) -> int | None:
    return history.performer


def _people(histories: Sequence[History], by: By) -> int:
    return len({_key(by(one)) for one in histories})


def _key(person: int | None) -> Hashable:
    """Acts that nobody took (a party declined as a whole) count as one person's: the careful way."""
    return -1 if person is None else person


def _days(value: float | None) -> float | None:
    """Days as they leave: whole ones, and at least one."""
    return None if value is None else float(max(1, round(value)))
