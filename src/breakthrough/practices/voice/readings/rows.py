"""A released reading as flat rows, for the API and for spreadsheets: one row per statement and side."""

from collections.abc import Sequence
from typing import Any

from breakthrough.measures.opinion.results import Estimate, OpinionReading
from breakthrough.practices.voice.queries import ShownStatement

COLUMNS = (
    "statement",
    "text",
    "side",
    "side_kind",
    "n_band",
    *(
        f"{answer}{part}"
        for answer in ("agree", "disagree", "pass")
        for part in ("", "_low", "_high", "_word")
    ),
    "common_ground",
    "tension",
    "bridging",
    "unclear",
    "withheld",
)


def list_rows(opinion: OpinionReading, statements: Sequence[ShownStatement]) -> list[dict[str, Any]]:
    """Return the rows in the order of the statements, the whole first; what is not known is None."""
    texts = {one.key: (one.position, one.text) for one in statements}
    kinds = {side.key: side.kind for side in opinion.sides}
    marks: dict[str, dict[str, Any]] = {
        "common_ground": {one.statement: one.direction for one in opinion.common_ground},
        "tension": {one.statement: True for one in opinion.tensions},
        "bridging": {one.statement: True for one in opinion.bridging},
        "unclear": {one.statement: True for one in opinion.unclear},
    }
    rows = [
        {
            "statement": one.statement,
            "text": texts.get(one.statement, (0, ""))[1],
            "side": one.side,
            "side_kind": "whole" if one.side == "whole" else kinds.get(one.side),
            "n_band": one.n_band,
            **_columns("agree", one.agree, one.agree_word),
            **_columns("disagree", one.disagree, one.disagree_word),
            **_columns("pass", one.passed, one.passed_word),
            **{name: found.get(one.statement) for name, found in marks.items()},
            "withheld": one.reason,
        }
        for one in opinion.shares
    ]
    return sorted(
        rows, key=lambda row: (texts.get(row["statement"], (0, ""))[0], row["side"] != "whole", row["side"])
    )


def _columns(name: str, estimate: Estimate | None, word: str | None) -> dict[str, Any]:
    return {
        name: estimate.mean if estimate else None,
        f"{name}_low": estimate.low if estimate else None,
        f"{name}_high": estimate.high if estimate else None,
        f"{name}_word": word,
    }
