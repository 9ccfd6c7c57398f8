"""Alignment: who can be singled out by what is shown, how often intervals hold what is true, and how quick a reading is.

Every row is judged against what is demanded of it; seeds are fixed. `--quick` takes a tenth of the groups and smaller ones, and allows
for chance. Times are of fresh processes.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import measure
import numpy as np

from breakthrough.measures.pulse.battery.rows import Row

SEED = 20_262
RUNS = 3
PARTIES = ((5, 5), (5, 6), (6, 8), (8, 8), (9, 12), (5, 5, 5), (5, 8, 6), (8, 9, 10))


def main() -> int:
    """Measure everything; 1 if something that is demanded is not reached."""
    chosen = parse_arguments()
    if chosen.time:
        measure.say(**time_readings())
        return 0
    rows = measure_times()
    show(rows)
    for seed, call in enumerate(battery(chosen.quick)):
        found = call(np.random.default_rng([SEED, seed]))
        show(found)
        rows += found
    missed = [row for row in rows if not (row.is_plausible if chosen.quick else row.is_reached)]
    if chosen.json:
        written = [{**asdict(row), "is_reached": row.is_reached} for row in rows]
        text = json.dumps({"name": "alignment", "rows": written}, indent=1, default=str)
        chosen.json.write_text(text, encoding="utf-8")
    print(f"{len(rows)} rows, {len(missed)} missed")
    return 1 if missed else 0


def parse_arguments() -> argparse.Namespace:
    """`--json FILE`, `--quick`; `--time` is what a fresh process is started with."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    parser.add_argument("--quick", action="store_true", help="a tenth of the groups, with room for chance")
    parser.add_argument("--time", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def battery(quick: bool) -> list[Callable[[np.random.Generator], list[Row]]]:
    """The rows of the battery, each with its number of groups or the sizes of groups it goes through completely."""
    from breakthrough.measures.alignment.battery import coverage, privacy

    few, most = (10, 11) if quick else (1, 15)
    return [
        lambda _rng: privacy.kinds(range(3, most)),
        lambda _rng: privacy.crossings(range(3, most)),
        lambda _rng: privacy.cells(PARTIES),
        lambda _rng: privacy.with_names(range(5, most)),
        lambda _rng: privacy.purposes(range(5, 15)),
        lambda rng: privacy.history(rng, 4_000 // few),
        lambda rng: coverage.intervals(rng, 20_000 // few),
        lambda rng: coverage.shown(rng, 1_000 // few),
        lambda rng: coverage.pulls(rng, 10_000 // few),
        lambda rng: coverage.names(rng, 10_000 // few),
    ]


def measure_times() -> list[Row]:
    """The least of a few fresh processes: other work on the machine only ever adds."""
    runs = [measure.run_fresh(Path(sys.executable), Path(__file__), "--time") for _ in range(RUNS)]
    demands = (
        ("twelve_milliseconds", "one whole reading, 12 people in 2 parties, ms", 50.0),
        ("many_milliseconds", "one whole reading, 500 people in 5 parties, ms", 250.0),
        ("named_milliseconds", "sealed against named, 500 people, ms", 250.0),
    )
    return [Row("time", words, min(run[key] for run in runs), most) for key, words, most in demands]


def time_readings() -> dict[str, float]:
    """What a fresh process measures once it is warm."""
    from breakthrough.measures.alignment import reading
    from breakthrough.measures.alignment.stances import Stance

    rng = np.random.default_rng(1)

    def people(n: int) -> list[Stance]:
        found = []
        for _ in range(n):
            a, b, c, d, e = (int(one) for one in rng.multinomial(100, [0.5, 0.2, 0.1, 0.15, 0.05]))
            position, weight, understanding, place, predicted, waits = (
                int(one) for one in rng.integers([-2, 0, 0, 0, 0, 0], [3, 11, 5, 4, 11, 12])
            )
            found.append(Stance(position, weight, understanding, place, predicted, (a, b, c, d, e), waits))
        return found

    few, many, named = people(12), people(500), people(500)
    parties = [place % 5 for place in range(500)]

    def least(call: Callable[[], object]) -> float:
        call()
        timed = []
        for _ in range(20):
            began = time.perf_counter()
            call()
            timed.append(time.perf_counter() - began)
        return 1_000 * min(timed)

    return {
        "twelve_milliseconds": least(lambda: reading.read_alignment(few, parties=[0] * 6 + [1] * 6)),
        "many_milliseconds": least(lambda: reading.read_alignment(many, parties=parties, eligible=500)),
        "named_milliseconds": least(
            lambda: reading.compare(many, named, eligible=500, sealed_parties=parties, named_parties=parties)
        ),
    }


def show(rows: list[Row]) -> None:
    """Print rows with what is demanded of them."""
    for row in rows:
        verdict = "" if row.is_reached else "   MISSED"
        print(f"{row.number:>8}  {row.what:<80} {row.measured:>10.4f}  {demand(row)}{verdict}", flush=True)


def demand(row: Row) -> str:
    """What is demanded, in words."""
    least, most = row.least > -float("inf"), row.most < float("inf")
    if least and most:
        return f"{row.least:g} to {row.most:g}"
    return f"≥ {row.least:g}" if least else f"≤ {row.most:g}" if most else ""


if __name__ == "__main__":
    raise SystemExit(main())
