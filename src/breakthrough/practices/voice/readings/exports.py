"""Released statements with everything that was released about them, as flat rows for spreadsheets and programs."""

from collections.abc import Sequence
from typing import Any

from breakthrough.measures.opinion.results import OpinionReading, StatementShares
from breakthrough.practices.voice.queries import Said
from breakthrough.practices.voice.readings.unsaid import Unsaid

_ANSWERS = ("agree", "disagree", "pass")
_SHARES = ("held", "would_not_say", "unsaid", "predicted", "matters")
COLUMNS = (
    "number",
    "text",
    "source",
    "by",
    "revised",
    "is_withdrawn",
    "n_band",
    *(f"{answer}{part}" for answer in _ANSWERS for part in ("", "_low", "_high", "_word")),
    "common_ground",
    "tension",
    "bridging",
    "unclear",
    *(f"{share}{part}" for share in _SHARES for part in ("", "_word")),
    "opposite_sides",
    "sentence",
    "answer_count",
    "outcome_count",
)


def list_rows(
    said: Sequence[Said], opinion: OpinionReading | None, unsaid: Unsaid | None
) -> list[dict[str, Any]]:
    """Return one row per statement in the order of their numbers; hidden ones are left out, what is not known is None."""
    whole = {one.statement: one for one in opinion.shares if one.side == "whole"} if opinion else {}
    return [
        {
            "number": one.number,
            "text": one.text,
            "source": one.source.value,
            "by": one.by,
            "revised": one.revised,
            "is_withdrawn": one.is_withdrawn,
            **_of_opinion(opinion, whole.get(str(one.number)), str(one.number)),
            **_of_unsaid(unsaid, one.number),
            "answer_count": len(one.answers),
            "outcome_count": len(one.outcomes),
        }
        for one in said
        if not one.is_hidden
    ]


def _of_opinion(opinion: OpinionReading | None, shares: StatementShares | None, key: str) -> dict[str, Any]:
    row: dict[str, Any] = {"n_band": shares.n_band if shares else None}
    given = (
        (
            (shares.agree, shares.agree_word),
            (shares.disagree, shares.disagree_word),
            (shares.passed, shares.passed_word),
        )
        if shares
        else ((None, None),) * 3
    )
    for answer, (estimate, word) in zip(_ANSWERS, given, strict=True):
        row[answer] = estimate.mean if estimate else None
        row[f"{answer}_low"] = estimate.low if estimate else None
        row[f"{answer}_high"] = estimate.high if estimate else None
        row[f"{answer}_word"] = word
    row["common_ground"] = (
        next((one.direction for one in opinion.common_ground if one.statement == key), None)
        if opinion
        else None
    )
    for name, rows in (
        ("tension", opinion.tensions if opinion else ()),
        ("bridging", opinion.bridging if opinion else ()),
        ("unclear", opinion.unclear if opinion else ()),
    ):
        row[name] = True if any(one.statement == key for one in rows) else None
    return row


def _of_unsaid(unsaid: Unsaid | None, number: int) -> dict[str, Any]:
    line = unsaid.find(number) if unsaid else None
    row: dict[str, Any] = {}
    for name in _SHARES:
        share = None
        if line is not None:
            share = line.matters if name == "matters" else getattr(line.reading, name)
        row[name] = share.value if share else None
        row[f"{name}_word"] = share.word if share else None
    row["opposite_sides"] = line.reading.opposite_sides if line else None
    row["sentence"] = line.reading.sentence if line else None
    return row
