"""The Pulse: the whole battery of its operating characteristics, an independent sampler, and how quick the scorer is.

Every row of the battery is judged against what is demanded of it; seeds are fixed. `--quick` takes a tenth of the groups and allows
for chance. Times are of fresh processes.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import measure
import numpy as np

from breakthrough.measures.pulse.battery.rows import Row

ROOT = Path(__file__).resolve().parent.parent
SEED = 20_261
RUNS = 3
TRUTHS = (0.4, 0.6, 1.0)
SIZES = (6, 8, 12)
POSITIONS = ((4.5, 4.5), (5.6, 4.6), (3.4625, 3.8), (4.1875, 5.4), (4.4, 6.4), (5.0, 5.0))


def main() -> int:
    """Measure everything; 1 if something that is demanded is not reached."""
    chosen = parse_arguments()
    if chosen.time:
        measure.say(**time_scorer())
        return 0
    rows = [*measure_times(), *measure_sampler(chosen.quick)]
    show(rows)
    for name, seed, call in battery(chosen.quick):
        began = time.perf_counter()
        found = call(np.random.default_rng([SEED, seed]))
        print(f"-- {name}: {time.perf_counter() - began:.0f} s", file=sys.stderr)
        show(found)
        rows += found
    table = characteristics(400 if chosen.quick else 4_000)
    print("\n".join(table))
    missed = [row for row in rows if not (row.is_plausible if chosen.quick else row.is_reached)]
    if chosen.json:
        written = [{**asdict(row), "is_reached": row.is_reached} for row in rows]
        text = json.dumps({"name": "pulse", "rows": written, "table": table}, indent=1, default=str)
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


def battery(quick: bool) -> list[tuple[str, int, Callable[[np.random.Generator], list[Row]]]]:
    """The rows of the battery with their seeds and numbers of groups."""
    from breakthrough.measures.pulse.battery import leans, privacy, recovery, steadiness, teams

    def part(
        rows: Callable[[np.random.Generator, int], list[Row]], groups: int, seed: int
    ) -> tuple[str, int, Callable[[np.random.Generator], list[Row]]]:
        amount = max(60, groups // 10) if quick else groups
        return rows.__name__, seed, lambda rng: rows(rng, amount)

    return [
        part(recovery.dimension_intervals, 4_000, 2),
        part(recovery.ellipses, 4_000, 3),
        part(recovery.calibration, 20_000, 4),
        part(recovery.confidence, 4_000, 5),
        part(leans.errors, 4_000, 6),
        part(leans.nothing_there, 4_000, 8),
        part(leans.moods, 4_000, 10),
        part(leans.careless, 4_000, 12),
        part(leans.silence, 4_000, 13),
        part(steadiness.weights, 4_000, 15),
        part(leans.leave_one_out, 4_000, 16),
        part(leans.misfits, 4_000, 17),
        part(steadiness.one_person, 4_000, 18),
        part(steadiness.missing, 4_000, 20),
        part(privacy.adversary, 150, 22),
        part(privacy.history, 1_000, 23),
        part(teams.pseudo_teams, 200, 24),
        part(teams.changes, 4_000, 25),
    ]


def characteristics(groups: int) -> list[str]:
    """The table of shares given a lean and errors among them, as lines of Markdown."""
    from breakthrough.measures.pulse.battery import leans

    lines = ["| truth | " + " | ".join(f"n={n}" for n in SIZES) + " |", "|---|" + "---|" * len(SIZES)]
    for is_turn_flat in (False, True):
        for separation in TRUTHS:
            name = f"{'TURN tells nothing' if is_turn_flat else 'prototypes right'}, s={separation}"
            cells = []
            for n in SIZES:
                rng = np.random.default_rng([SEED, 99, n])
                given, wrong, share = leans.lean_rates(rng, groups, separation, n, is_turn_flat=is_turn_flat)
                cells.append(f"{share:.0%} / {wrong / max(1, given):.2f}")
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def measure_sampler(quick: bool) -> list[Row]:
    """The largest distance to an independent sampler, in its own Monte Carlo errors."""
    from breakthrough.measures.pulse import constants, posterior
    from breakthrough.measures.pulse.battery import sampler

    used = np.arange(9)[None] != constants.TURN
    rows = []
    for place, z in enumerate(POSITIONS):
        covariance = np.array([[0.51875, 0.45], [0.45, 1.0]]) / 8
        ours = posterior.posterior(np.array([z]), covariance[None], used).probability[0]
        plays = 300_000 if quick else 10_000_000
        found = sampler.sample_posterior(np.array(z), covariance, plays=plays, seed=place)
        apart = float((np.abs(ours - found.probability) / found.error).max())
        name = f"sampler at {z}: distance in its errors (largest error {found.error.max():.5f})"
        rows.append(Row("sampler", name, apart, 4.0))
    return rows


def measure_times() -> list[Row]:
    """The least of a few fresh processes: other work on the machine only ever adds."""
    runs = [
        {**measure.run_fresh(Path(sys.executable), Path(__file__), "--time"), "import_seconds": time_import()}
        for _ in range(RUNS)
    ]
    demands = (
        ("import_seconds", "import of the scorer, s", 0.3),
        ("team_milliseconds", "one team, ms", 5.0),
        ("thousand_seconds", "1,000 teams, s", 2.0),
        ("reading_milliseconds", "one whole reading for publication, ms", float("inf")),
        ("unsaid_seconds", "the unsaid, 2,000 people × 200 statements, s", 1.0),
    )
    return [Row("time", words, min(run[key] for run in runs), most) for key, words, most in demands]


def time_import() -> float:
    """Seconds until the Pulse is imported in a process that knows nothing yet, numpy included."""
    program = "import time; t = time.perf_counter(); import breakthrough.measures.pulse.reading; print(time.perf_counter() - t)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return float(done.stdout)


def time_scorer() -> dict[str, float]:
    """What a fresh process measures once it is warm."""
    from breakthrough.measures.pulse import reading, scores, scoring
    from breakthrough.measures.pulse.stack import make_team, stack_teams
    from breakthrough.measures.unsaid import reading as unsaid

    rng = np.random.default_rng(1)
    teams = [make_team(scores.dim_scores(rng.integers(1, 8, (n, 23)))) for n in rng.integers(5, 20, 1_000)]
    one, many = stack_teams(teams[:1]), stack_teams(teams)
    answers = rng.integers(1, 8, (12, 23))
    codes = [rng.integers(low, high, (2_000, 200)).astype(np.int8) for low, high in ((-1, 3), (0, 4), (0, 4))]
    return {
        "team_milliseconds": 1_000 * least(lambda: scoring.score_stack(one), 50),
        "thousand_seconds": least(lambda: scoring.score_stack(many), 3),
        "reading_milliseconds": 1_000 * least(lambda: reading.read_pulse(answers=answers), 20),
        "unsaid_seconds": least(
            lambda: unsaid.read_unsaid(answers=codes[0], places=codes[1], predictions=codes[2]), 2
        ),
    }


def least(call: Callable[[], object], times: int) -> float:
    """The least seconds of several calls."""
    return min(measure.time_call(call)[0] for _ in range(times))


def show(rows: Sequence[Row]) -> None:
    for row in rows:
        verdict = "" if row.is_reached else "   MISSED"
        print(f"{row.number:>7}  {row.what:<80} {row.measured:>10.4f}  {demand(row)}{verdict}", flush=True)


def demand(row: Row) -> str:
    """What is demanded, in words."""
    least_, most = row.least > -float("inf"), row.most < float("inf")
    if least_ and most:
        return f"{row.least:g} to {row.most:g}"
    return f"≥ {row.least:g}" if least_ else f"≤ {row.most:g}" if most else ""


if __name__ == "__main__":
    raise SystemExit(main())
