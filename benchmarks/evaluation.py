"""Does the engine predict votes it has not seen, and do its intervals hold the truth? Held-out log loss and coverage."""

import dataclasses
import json
import os
import sys
from pathlib import Path

import _report
from _report import Row

from breakthrough.measures.opinion import coverage, evaluation
from breakthrough.measures.opinion.results import Evaluation

FOLDER = Path(os.environ.get("BREAKTHROUGH_OPINION", _report.ROOT / "../shared/data/opinion"))
SETS = {
    "london.youth.policing": None,
    "scoop-hivemind.freshwater": None,
    "brexit-consensus": 0.445,
    "scoop-hivemind.ubi": 0.455,
    "15-per-hour-seattle": None,
    "vtaiwan.uberx": 0.42,
}  # the demands that are made of single sets; those of classes need sets that are not in the folder
LAPLACE_DEMANDS = {"vtaiwan.uberx": 0.42}


def main() -> int:
    """Print one row per set and path, and one per size for coverage; return 1 if a demand was missed."""
    chosen = _report.parse_arguments(__doc__ or "")
    seeds = (0,) if chosen.quick else (0, 1, 2)
    rows, parts = _held_out(seeds, quick=chosen.quick)
    covered = coverage.evaluate_coverage(seed=1, set_count=6 if chosen.quick else 90)
    for one in covered:
        words = f"95 % intervals that hold the truth, n = {one.person_count}, {one.set_count} sets"
        rows.append(Row(words, 100 * one.covered_share, "%"))
    code = _report.publish("evaluation", rows, out=None)
    if chosen.json:
        found = {
            "held_out": [dataclasses.asdict(part) for part in parts],
            "coverage": [dataclasses.asdict(one) for one in covered],
        }
        chosen.json.write_text(
            json.dumps(
                {"name": "evaluation", "rows": [dataclasses.asdict(row) for row in rows], **found}, indent=1
            ),
            encoding="utf-8",
        )
    return code


def _held_out(seeds: tuple[int, ...], *, quick: bool) -> tuple[list[Row], list[Evaluation]]:
    rows: list[Row] = []
    parts: list[Evaluation] = []
    if not (FOLDER / "README.md").is_file():
        sys.stderr.write(f"The public vote sets are not at {FOLDER}; only coverage is measured.\n")
        return rows, parts
    for name, demand in SETS.items():
        files = {path.name: path.read_bytes() for path in (FOLDER / name).glob("*.csv")}
        for path in ("laplace",) if quick else ("exact", "laplace"):
            part = evaluation.evaluate_folder(name=name, files=files, seeds=seeds, path=path)  # type: ignore[arg-type]  # one of two literals
            parts.append(part)
            reach = demand if path == "exact" else LAPLACE_DEMANDS.get(name)
            rows.append(
                Row(
                    f"held-out log loss × 1000, {name}, {path}",
                    1000 * part.means[0][1],
                    "",
                    reach and 1000 * reach,
                )
            )
            sys.stderr.write(f"  {rows[-1].what}: {rows[-1].measured:.1f}\n")
    return rows, parts


if __name__ == "__main__":
    sys.exit(main())
