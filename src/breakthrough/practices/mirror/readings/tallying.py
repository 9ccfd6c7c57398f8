"""Sealed answers to the result of a mirror, locked for its leader. Runs in the box's tally, which knows no people; it loads the measure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.mirror import reading
from breakthrough.practices.mirror.readings import locked
from breakthrough.practices.mirror.rules import asking

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def tally(
    *,
    label: str,  # noqa: ARG001 (every tally has this shape; a Mirror has one scope)
    contributions: Sequence[tuple[int, Json]],
    context: Mapping[str, Json],
    on_progress: Callable[[float, str], None],
) -> dict[str, Json]:
    """Return the result, locked with the key of the context: `format`, `nonce`, `locked`. Without a key, nothing is worked out.

    `contributions` are (cell, [root, codes]): 1 to 7 as answered, 0 and null for what is not known. `context` holds `own` and
    `predicted` (eight codes each, what the leader said first), `eligible` (how many others were asked) and `key`. A vector that does
    not fit counts as a blank. Nothing of it rests on fewer than five people.
    """
    key = str(context.get("key") or "")
    if not key:
        return {"format": locked.FORMAT}
    on_progress(0.0, gettext_noop("Laying out the answers"))
    others = read_answers(contributions)
    on_progress(0.5, gettext_noop("Working out the reading"))
    found = reading.read_mirror(
        own=_codes(context["own"]),
        predicted=_codes(context["predicted"]),
        others=others,
        eligible=_whole_number(context["eligible"]),
    )
    value: dict[str, Any] = {"method": found.method, "mirror": reading.encode(found)}
    return locked.lock(value, key=key)


def read_answers(contributions: Sequence[tuple[int, Json]]) -> Any:
    """Return the answers [people, 8] of everybody who answered something, 0 where nothing is known."""
    found = []
    for _cell, payload in contributions:
        given = _list(payload)
        codes = asking.read_codes(_list(given[1])) if len(given) == 2 else None
        if codes is not None and any(codes):
            found.append(codes)
    return np.array(found, np.int64).reshape(-1, asking.COUNT)


def _codes(value: Json) -> Any:
    codes = asking.read_codes(_list(value))
    if codes is None:
        raise ValueError("the leader's own answers do not fit")
    return np.array(codes, np.int64)


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, (list, tuple)) else []


def _whole_number(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is no whole number")
    return value
