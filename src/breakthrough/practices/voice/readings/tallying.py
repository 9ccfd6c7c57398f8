"""Sealed votes to what may be released of them. Runs in the box's tally, which knows no people; it loads the engines."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures import partition, shares
from breakthrough.measures.opinion import encoding, reading, votes
from breakthrough.measures.unsaid import reading as unsaid
from breakthrough.practices.voice.readings import tables
from breakthrough.practices.voice.rules.codes import ALOUD, MANY, Answer, decode

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_SIGN = {"agree": votes.AGREE, "disagree": votes.DISAGREE, "pass": votes.PASSED}
_CODE = {"disagree": 0, "agree": 1, "pass": 2}
_OPINION_SHARE = 0.95
_SMALLEST_WEIGHED = 20
REST = 0


def tally(
    *,
    label: str,  # noqa: ARG001 (every tally has this shape; voice votes in one way only)
    contributions: Sequence[tuple[int, Json]],
    context: Mapping[str, Json],
    on_progress: Callable[[float, str], None],
) -> dict[str, Json]:
    """Return `opinion` and `unsaid`, each what the measure released, and `matters` by statement.

    `contributions` are (cell, [root, codes]); `context` holds `statements` (how many), `hidden` (places of those that do not
    count), `eligible` (how many could vote), `parties` (of theirs) and `seed`. Statements are called by their number, from 1. A vector of another
    length counts as a blank. Nothing of it rests on fewer than five people.
    """
    count = _whole_number(context["statements"])
    hidden = {_whole_number(place) for place in _list(context["hidden"])}
    ballots = read_ballots(contributions, count=count, hidden=hidden)
    segments, weights = _segments([cell for cell, _ in ballots], parties=_whole_number(context["parties"]))
    answers = [answered for _, answered in ballots]
    on_progress(0.0, gettext_noop("Laying out the votes"))
    table = lay_out(answers, segments, count=count, hidden=hidden)
    opinion = reading.read_opinion(
        table=table,
        path=reading.choose_path(table),
        seed=_whole_number(context["seed"]),
        is_sealed=True,
        segment_weights=weights,
        on_progress=lambda share, words: on_progress(share * _OPINION_SHARE, words),
    )
    on_progress(_OPINION_SHARE, gettext_noop("Looking for the unsaid"))
    found = unsaid.read_unsaid(
        answers=_grid(answers, count, _answer_code),
        places=_grid(answers, count, lambda one: ALOUD.index(one.aloud) if one else 0),
        predictions=_grid(answers, count, lambda one: MANY.index(one.many) if one else 0),
        cells=segments,
        eligible=_whole_number(context["eligible"]),
    )
    return {
        "opinion": encoding.to_json(opinion),
        "unsaid": {"reading": encoding.to_json(found), "matters": _matters(answers, count)},
    }


def read_ballots(
    contributions: Sequence[tuple[int, Json]], *, count: int, hidden: set[int]
) -> list[tuple[int, list[Answer | None]]]:
    """Return cell and answers of everybody who answered something that counts."""
    found = []
    for cell, payload in contributions:
        codes = _list(_list(payload)[1]) if len(_list(payload)) == 2 else []
        if len(codes) != count:
            continue
        answered = [
            None if place in hidden else decode(code if isinstance(code, int) else None)
            for place, code in enumerate(codes)
        ]
        if any(answered):
            found.append((cell, answered))
    return found


def _segments(cells: Sequence[int], *, parties: int) -> tuple[list[int] | None, dict[int, float] | None]:
    """Return the released cell of each person and how many parties it stands for; None where nobody can be told apart.

    A cell is called by the number of its party on the card; 0 is everybody who cannot be shown by party. Parties count alike only where
    each cell is large: a share of which one person is much, beside the plain share of all, would tell how a small party answered.
    """
    present = sorted(set(cells))
    released = partition.release_partition([cells.count(cell) for cell in present])
    if released.is_whole:
        return None, None
    called = {
        present[index]: present[joined[0]] if len(joined) == 1 else REST
        for joined in released.cells
        for index in joined
    }
    stands_for = {cell: 1.0 for cell in present if cell != REST}
    stands_for[REST] = max(1.0, parties - len(stands_for))
    weights = dict.fromkeys(called.values(), 0.0)
    for cell, name in called.items():
        weights[name] += stands_for[cell]
    sizes = Counter(called[cell] for cell in cells)
    return [called[cell] for cell in cells], weights if min(sizes.values()) >= _SMALLEST_WEIGHED else None


def lay_out(
    answers: Sequence[Sequence[Answer | None]],
    segments: Sequence[int] | None,
    *,
    count: int,
    hidden: set[int],
) -> votes.VoteTable:
    """Return the votes as the opinion engine takes them, people in the order of what they voted."""
    rows = [
        (person, place + 1, _SIGN[one.vote])
        for person, answered in enumerate(answers)
        for place, one in enumerate(answered)
        if one is not None
    ]
    table = votes.tabulate(
        person=[row[0] for row in rows],
        statement=[row[1] for row in rows],
        vote=[row[2] for row in rows],
        segment=None if segments is None else dict(enumerate(segments)),
        status={place + 1: votes.MODERATED_OUT for place in hidden},
        statements=list(range(1, count + 1)),
    )
    return tables.order_people(table)


def _matters(answers: Sequence[Sequence[Answer | None]], count: int) -> list[Json]:
    """For each statement the share of those who answered it to whom it matters; None where it cannot be shown."""
    found: list[Json] = []
    for place in range(count):
        given = [answered[place] for answered in answers]
        marks = [one.matters for one in given if one is not None]
        share = shares.publish_count(sum(marks), len(marks))
        found.append(None if share is None else encoding.to_json(share))
    return found


def _answer_code(one: Answer | None) -> int:
    return _CODE[one.vote] if one else -1


def _grid(
    answers: Sequence[Sequence[Answer | None]], count: int, code: Callable[[Answer | None], int]
) -> Any:
    """Codes as int8 [people, statements]."""
    return np.array([[code(one) for one in answered] for answered in answers], np.int8).reshape(-1, count)


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, (list, tuple)) else []


def _whole_number(value: Json) -> int:
    if not isinstance(value, int):
        raise ValueError(f"{value!r} is no whole number")
    return value
