"""Sealed answers to what may be released of them. Runs in the box's tally, which knows no people; it loads the scorer."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures import partition, shares
from breakthrough.measures.opinion import encoding
from breakthrough.measures.pulse import constants, micro, questions, reading, taps
from breakthrough.practices.pulse.rules import asking
from breakthrough.practices.pulse.rules.asking import CANNOT_SAY, Kind

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

EVERYONE = 0


def tally(
    *,
    label: str,  # noqa: ARG001 (every tally has this shape; a Pulse has one scope)
    contributions: Sequence[tuple[int, Json]],
    context: Mapping[str, Json],
    on_progress: Callable[[float, str], None],
) -> dict[str, Json]:
    """Return `status`, `method`, and `pulse` with `own`, or `micro`; each holds what the measure released.

    `contributions` are (cell, [root, codes]): 1, 2, … as answered, 0 and null for what is not known. `context` holds `kind`, `own`
    (further questions), `eligible`, `by_party`, `parties` ([number, people] of the list) and `wave`. A vector that does not
    fit counts as a blank. Nothing of it rests on fewer than five people.
    """
    kind = Kind(str(context["kind"]))
    own = [str(text) for text in _list(context["own"])]
    on_progress(0.0, gettext_noop("Laying out the answers"))
    cells, rows = read_answers(contributions, kind=kind, own=own)
    on_progress(0.3, gettext_noop("Working out the reading"))
    if kind is Kind.MICRO:
        return _micro(rows)
    # The box calls a cell 0 where too few of a party answered to show it: then everybody is one group, as nobody may be told apart.
    released = partition_of(context) if context["by_party"] and EVERYONE not in cells else None
    found = reading.read_pulse(
        answers=rows[:, : len(questions.QUESTIONS)],
        party=None if released is None else _places(cells, context),
        released=released,
        eligible=_whole_number(context["eligible"]),
        wave=str(context["wave"]),
    )
    return {
        "status": found.status,
        "method": found.position.method,
        "pulse": encoding.to_json(found),
        "own": read_own(rows[:, len(questions.QUESTIONS) :], own),
    }


def read_answers(
    contributions: Sequence[tuple[int, Json]], *, kind: Kind, own: Sequence[str]
) -> tuple[list[int], Any]:
    """Return cell and answers [people, questions] of everybody who answered something, 0 where nothing is known."""
    asked = asking.list_asked(kind, own)
    found = []
    for cell, payload in contributions:
        given = _list(payload)
        codes = asking.read_codes(_list(given[1]), asked) if len(given) == 2 else None
        if codes is not None and any(codes):
            found.append((cell, codes))
    table = np.array([codes for _, codes in found], np.int64).reshape(-1, len(asked))
    return [cell for cell, _ in found], table


def partition_of(context: Mapping[str, Json]) -> partition.Partition:
    """Return the partition that the list of people fixed before the wave opened."""
    return partition.release_partition([_whole_number(_list(one)[1]) for one in _list(context["parties"])])


def read_own(answers: Any, own: Sequence[str]) -> list[Json]:
    """Return the mean of each own question, of everybody together: from eight answers on, else None. They never enter the scorer."""
    found: list[Json] = []
    for place, text in enumerate(own):
        given = answers[:, place][answers[:, place] != CANNOT_SAY].astype(np.float64)
        mean = None
        if given.size >= shares.FEWEST_FOR_NUMBERS:
            raw = shares.steadied_mean(given, variance=constants.PRIOR_VARIANCE, least=1.0, most=7.0)
            mean = encoding.to_json(shares.publish_mean(raw, int(given.size)))
        found.append({"text": text, "mean": mean, "n_band": partition.n_band(int(given.size))})
    return found


def _micro(rows: Any) -> dict[str, Json]:
    found = micro.read_micro(rows - 1, variances=(None, None, None))
    is_shown = any(one.mean is not None for one in found)
    return {
        "status": "shown" if is_shown else "withheld",
        "method": taps.VERSION,
        "micro": [encoding.to_json(one) for one in found],
    }


def _places(cells: Sequence[int], context: Mapping[str, Json]) -> list[int]:
    numbers = [_whole_number(_list(one)[0]) for one in _list(context["parties"])]
    return [numbers.index(cell) for cell in cells]


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, (list, tuple)) else []


def _whole_number(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is no whole number")
    return value
