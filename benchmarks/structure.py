"""How often the opinion engine shows structure that was planted, and none where there is none; how stable groups are.

Sets of votes are planted with a known truth, 40 statements, 80 % of the votes cast; groups are judged with the number of
dimensions known. Every cell gets one set in each round, so that all have the same number whenever the time is up. Intervals
are 95 % Jeffreys. What is demanded is judged from 100 sets on.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from breakthrough.measures import partition
from breakthrough.measures.opinion import exchange, stability, structure, votes

ROOT = Path(__file__).resolve().parent.parent
OPINION = Path(os.environ.get("BREAKTHROUGH_OPINION", ROOT / "../shared/data/opinion"))
LARGE = ("brexit-consensus", "scoop-hivemind.ubi", "15-per-hour-seattle", "vtaiwan.uberx")
FEWEST_SETS = 100
NO_GROUPS = "scoop-hivemind.freshwater"


@dataclass(frozen=True, slots=True)
class Cell:
    """One kind of planted set, what is counted in it, and the most or the least the rate may be."""

    what: str
    shape: str
    people: int
    most: float | None = None
    least: float | None = None


CELLS = (
    *(
        Cell("groups", shape, n, most=0.05 if n == 150 else 0.10)
        for n in (150, 50, 20)
        for shape in ("flat", "skewed", "normal")
    ),
    Cell("groups", "two_equal", 150, least=0.8),
    Cell("groups", "two_unequal", 150, least=0.8),
    Cell("map", "none", 50, most=0.05),
    Cell("map", "normal", 50, least=0.9),
)
QUICK_CELLS = tuple(cell for cell in CELLS if cell.what == "map" or cell.people == 150)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `count` sets or resamples stand behind `measured`, `low` and `high` are None without interval."""

    what: str
    measured: float
    low: float | None
    high: float | None
    count: int
    most: float | None = None
    least: float | None = None

    @property
    def is_reached(self) -> bool | None:
        if self.most is not None:
            return self.measured <= self.most
        return None if self.least is None else self.measured >= self.least


def main() -> int:
    """Measure everything asked for; 1 if something that was to be reached is not."""
    chosen = parse_arguments()
    rows = measure_stability(5 if chosen.quick else stability.RESAMPLES, judge=not chosen.quick)
    show(rows)
    rates = measure_cells(chosen, after_round=lambda found: write(chosen, [*rows, *found]))
    show(rates)
    rows += rates
    write(chosen, rows)
    return 0 if all(row.is_reached is not False for row in rows) else 1


def parse_arguments() -> argparse.Namespace:
    """`--json`, `--quick` (map and n = 150 only, by laplace, five resamples), `--sets`, `--minutes`, `--path`."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    parser.add_argument(
        "--quick", action="store_true", help="under a minute: few sets, laplace, large sets only; not judged"
    )
    parser.add_argument("--sets", type=int, metavar="N", help="planted sets in each cell (100; quick: 4)")
    parser.add_argument("--minutes", type=float, metavar="M", help="start no further round after so long")
    parser.add_argument("--path", choices=("exact", "laplace"), help="the fit (exact; quick: laplace)")
    chosen = parser.parse_args()
    chosen.path = chosen.path or ("laplace" if chosen.quick else "exact")
    chosen.sets = chosen.sets or (4 if chosen.quick else 100)
    chosen.minutes = chosen.minutes or (0.3 if chosen.quick else 600.0)
    return chosen


def measure_cells(chosen: argparse.Namespace, *, after_round: Callable[[list[Row]], None]) -> list[Row]:
    """Rates of every cell, each over the same number of sets."""
    cells = QUICK_CELLS if chosen.quick else CELLS
    counted = dict.fromkeys(cells, 0)
    began = time.monotonic()
    done = 0
    while done < chosen.sets and (done == 0 or time.monotonic() - began < 60 * chosen.minutes):
        for cell in cells:
            counted[cell] += judge_set(cell, chosen.path, number=done)
        done += 1
        after_round([rate_of(cell, counted[cell], done, chosen) for cell in cells])
    return [rate_of(cell, counted[cell], done, chosen) for cell in cells]


def judge_set(cell: Cell, path: structure.FitPath, *, number: int) -> bool:
    """Whether the map or groups are shown in one planted set."""
    seed, people, shapes = 1_000 + number, (cell.people,), (cell.shape,)
    if cell.what == "map":
        maps = structure.evaluate_maps(seed=seed, set_count=1, person_counts=people, shapes=shapes, path=path)
        return maps[0].map_share == 1
    rates = structure.evaluate_groups(seed=seed, set_count=1, person_counts=people, shapes=shapes, path=path)
    return rates[0].groups_share == 1


def rate_of(cell: Cell, count: int, sets: int, chosen: argparse.Namespace) -> Row:
    """A rate with its interval; with fewer than `FEWEST_SETS` it is not judged."""
    low, high = partition.jeffreys(count, sets)
    judged = sets >= FEWEST_SETS
    return Row(
        f"{cell.what} shown: {cell.shape}, n = {cell.people} ({chosen.path})",
        count / sets,
        low,
        high,
        sets,
        most=cell.most if judged else None,
        least=cell.least if judged else None,
    )


def measure_stability(resamples: int, *, judge: bool) -> list[Row]:
    """Median adjusted Rand index of two forced groups when the statements are drawn again, for the sets that are here."""
    rows = []
    for name in (*LARGE, NO_GROUPS):
        table = read_table(OPINION / name)
        if table is None:
            print(f"{name} is not here: its stability is left out", file=sys.stderr)
            continue
        found = stability.evaluate_stability(name=name, table=table, resample_count=resamples)
        most = 0.4 if judge and name == NO_GROUPS else None
        rows.append(Row(f"stability: {name}", found.median, None, None, resamples, most=most))
    large = [row.measured for row in rows if row.what.removeprefix("stability: ") in LARGE]
    if len(large) == len(LARGE):
        least = 0.64 if judge else None
        median = statistics.median(large)
        rows.append(
            Row("stability: median of the four large sets", median, None, None, resamples, least=least)
        )
    return rows


def read_table(folder: Path) -> votes.VoteTable | None:
    """The votes of a published set, or None if it is not here."""
    if not folder.is_dir():
        return None
    lines = {file.name: read_lines(file) for file in sorted(folder.glob("*.csv"))}
    return exchange.parse_export(lines).table


def read_lines(file: Path) -> list[str]:
    """The lines of a file with their ends as they are."""
    with file.open(newline="", encoding="utf-8") as opened:
        return opened.readlines()


def show(rows: list[Row]) -> None:
    """Print rows as lines of the table."""
    for row in rows:
        interval = "" if row.low is None or row.high is None else f"{row.low:.3f}-{row.high:.3f}"
        limit = (
            f"≤ {row.most:g}" if row.most is not None else f"≥ {row.least:g}" if row.least is not None else ""
        )
        demand = f"reach {limit}  {'reached' if row.is_reached else 'MISSED'}" if limit else ""
        print(f"{row.what:<52} {row.measured:6.3f}  {interval:<12} of {row.count:<4} {demand}", flush=True)


def write(chosen: argparse.Namespace, rows: list[Row]) -> None:
    """Write the table as JSON if that was asked for."""
    if chosen.json is not None:
        table = [{**asdict(row), "is_reached": row.is_reached} for row in rows]
        text = json.dumps({"name": "structure", "rows": table}, indent=1, ensure_ascii=False)
        chosen.json.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
