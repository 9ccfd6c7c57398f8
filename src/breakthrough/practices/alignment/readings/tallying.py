"""What comes of sealed stances: the reading of alignment, and what people own with their name beside it.

Runs in the box's own counting process (`breakthrough tally`), which knows cells and answers and nobody's name.
"""

from collections.abc import Callable, Mapping, Sequence

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.alignment import reading
from breakthrough.measures.alignment.stances import Stance, from_codes

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

REST = 0
_HALF = 0.5


def tally(
    *,
    label: str,  # noqa: ARG001 (every tally has this shape; stances are sealed in one way only)
    contributions: Sequence[tuple[int, Json]],
    context: Mapping[str, Json],
    on_progress: Callable[[float, str], None],
) -> dict[str, Json]:
    """Return `alignment` and `named`, each what the measure released; nothing of it rests on fewer than five people.

    `contributions` are (cell, [root, codes]); `context` holds `eligible` (how many could answer), `parties` (how many parties they
    are of) and `named`: [cell, position, weight, blocks] of everybody who gave a named stance. A vector that is no stance is a blank.
    """
    on_progress(0.0, gettext_noop("Reading the stances"))
    given = [(cell, stance) for cell, payload in contributions if (stance := _stance_of(payload)) is not None]
    named = [_named_of(row) for row in _list(context["named"])]
    eligible, parties = _whole_number(context["eligible"]), _whole_number(context["parties"])
    cells = [cell for cell, _ in given]
    is_by_party = any(cell != REST for cell in cells)
    found = reading.read_alignment(
        [stance for _, stance in given],
        parties=cells if is_by_party else None,
        stands_for=_stands_for(cells, parties=parties) if is_by_party else None,
        party_count=parties,
        eligible=eligible,
    )
    on_progress(_HALF, gettext_noop("Laying sealed beside named"))
    compared = reading.compare(
        [stance for _, stance in given],
        [stance for _, stance in named],
        eligible=eligible,
        sealed_parties=cells if is_by_party else None,
        named_parties=[cell for cell, _ in named] if is_by_party else None,
    )
    return {"alignment": _plain(reading.encode(found)), "named": _plain(reading.encode(compared))}


def _stance_of(payload: Json) -> Stance | None:
    sent = _list(payload)
    return from_codes(_list(sent[1])) if len(sent) == 2 else None


def _named_of(row: Json) -> tuple[int, Stance]:
    cell, position, weight, blocks = _list(row)
    return _whole_number(cell), Stance(
        position=_whole_number(position), weight=_whole_number(weight), is_blocking=bool(blocks)
    )


def _stands_for(cells: Sequence[int], *, parties: int) -> dict[int, float]:
    """For how many parties a cell stands: each for its own, and everybody else together for those that are left."""
    own = {cell for cell in cells if cell != REST}
    found = dict.fromkeys(own, 1.0)
    if REST in cells:
        found[REST] = max(1.0, float(parties - len(own)))
    return found


def _plain(value: Mapping[str, object]) -> Json:
    return value  # type: ignore[return-value]  # the measure's encoding is JSON


def _list(value: Json) -> Sequence[Json]:
    return value if isinstance(value, (list, tuple)) else []


def _whole_number(value: Json) -> int:
    if type(value) is not int:
        raise ValueError(f"{value!r} is no whole number")
    return value
