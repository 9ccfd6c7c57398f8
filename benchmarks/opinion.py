"""The opinion engine against red-dwarf 0.4.0: time cold and warm, peak memory, import; the same votes for both.

Cold is the first call in a fresh process from raw arrays to map, groups and shares by side (numpy and scipy are imported
before the clock starts, as is the other engine). Warm is a redraw after one more vote in a hundred has arrived; the other
engine keeps no state, so its second call in the same process stands for it. Memory is the peak of the whole process with
everything it imported and the raw votes.
"""

import argparse
import csv
import importlib
import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import measure

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / ".venv/bin/python"
THEIRS = ROOT / ".venv-bench/bin/python"
OPINION = Path(os.environ.get("BREAKTHROUGH_OPINION", ROOT / "../shared/data/opinion"))
RUNS = 5


@dataclass(frozen=True, slots=True)
class Job:
    """A set of votes and what is to be reached on it: seconds, megabytes, times faster than red-dwarf."""

    size: str
    name: str
    people: int
    statements: int
    density: float
    folder: str | None = None
    compare: bool = True
    cold_seconds: float | None = None
    warm_seconds: float | None = None
    megabytes: float | None = None
    cold_ratio: float | None = None
    warm_ratio: float | None = None
    fits: tuple[str, ...] = ()


JOBS = (
    Job("small", "ubi 234×70", 234, 70, 0.44, "scoop-hivemind.ubi", cold_seconds=0.08, fits=("exact",)),
    Job(
        "small",
        "vtaiwan 1,921×197",
        1_921,
        197,
        0.13,
        "vtaiwan.uberx",
        cold_seconds=0.15,
        megabytes=150,
        cold_ratio=5,
        warm_ratio=20,
        fits=("laplace",),
    ),
    Job("mid", "2,000×900", 2_000, 900, 0.125, cold_seconds=0.15),
    Job("mid", "10,000×500", 10_000, 500, 0.1, cold_seconds=0.3, megabytes=200, cold_ratio=20),
    Job(
        "large",
        "100,000×1,000",
        100_000,
        1_000,
        0.05,
        compare=False,
        cold_seconds=1.0,
        warm_seconds=0.15,
        megabytes=600,
    ),
)
FIT_SECONDS = {"exact": 20.0, "laplace": 4.0}
IMPORT_SECONDS = 0.3
UNWANTED = ("scipy", "sklearn", "pandas")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `reach` is a limit: the most (or, for `times`, the least) the figure may be."""

    job: str
    what: str
    engine: str
    median: float
    least: float
    unit: str
    reach: float | None = None

    @property
    def is_reached(self) -> bool | None:
        if self.reach is None:
            return None
        return self.median >= self.reach if self.unit == "times" else self.median <= self.reach


def main() -> int:
    """Measure everything asked for; 1 if something that was to be reached is not."""
    if sys.argv[1:2] == ["--measure"]:
        return measure_here(sys.argv[2], Path(sys.argv[3]))
    chosen = parse_arguments()
    rows = measure_import(chosen.runs)
    show(rows)
    with tempfile.TemporaryDirectory() as folder:
        for job in JOBS:
            if job.size in chosen.sizes:
                found = measure_job(job, Path(folder), runs=chosen.runs, fits=not chosen.quick)
                show(found)
                rows += found
    if chosen.json is not None:
        table = [{**asdict(row), "is_reached": row.is_reached} for row in rows]
        chosen.json.write_text(
            json.dumps({"name": "opinion", "rows": table}, indent=1, ensure_ascii=False), "utf-8"
        )
    return 0 if all(row.is_reached is not False for row in rows) else 1


def parse_arguments() -> argparse.Namespace:
    """`--sizes`, `--json`, `--quick` (three runs, no slow fits) and `--runs`."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument(
        "--sizes", default="small,mid,large", help="which of small, mid, large (default: all)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    parser.add_argument(
        "--quick", action="store_true", help="three runs instead of five, and no exact or laplace fit"
    )
    parser.add_argument("--runs", type=int, default=0, metavar="N", help="fresh processes for each figure")
    chosen = parser.parse_args()
    chosen.sizes = chosen.sizes.split(",")
    unknown = set(chosen.sizes) - {job.size for job in JOBS}
    if unknown:
        parser.error(f"unknown size: {', '.join(sorted(unknown))}")
    chosen.runs = chosen.runs or (3 if chosen.quick else RUNS)
    return chosen


def measure_import(runs: int) -> list[Row]:
    """Import time of both engines, and whether ours drags in what it must not."""
    rows = []
    for engine, python in (("breakthrough", OURS), ("red-dwarf", THEIRS)):
        found = [run(python, engine_mode(engine, "import"), Path()) for _ in range(1 + runs)][1:]
        ours = engine == "breakthrough"
        rows.append(
            row_of(
                "import", "time", engine, [one["seconds"] for one in found], IMPORT_SECONDS if ours else None
            )
        )
        memory = [one["peak_megabytes"] for one in found]
        rows.append(row_of("import", "memory", engine, memory, None, unit="MB"))
        if ours:
            dragged = [float(len(one["unwanted"])) for one in found]
            rows.append(row_of("import", "of scipy, scikit-learn, pandas", engine, dragged, 0, unit="many"))
    return rows


def measure_job(job: Job, folder: Path, *, runs: int, fits: bool) -> list[Row]:
    """Rows of one set of votes, both engines."""
    votes = folder / "votes.npz"
    is_real = write_votes(job, votes)
    name = f"{job.name}, {count_votes(votes):,} votes" + ("" if is_real or not job.folder else " (synthetic)")
    ours = [run(OURS, "live", votes) for _ in range(runs)]
    rows = [
        row_of(name, "cold", "breakthrough", [one["cold"] for one in ours], job.cold_seconds),
        row_of(name, "warm", "breakthrough", [one["warm"] for one in ours], job.warm_seconds),
        row_of(
            name, "memory", "breakthrough", [one["peak_megabytes"] for one in ours], job.megabytes, unit="MB"
        ),
    ]
    if job.compare:
        theirs = [run(THEIRS, "red-dwarf", votes) for _ in range(runs)]
        rows += [
            row_of(name, "cold", "red-dwarf", [one["cold"] for one in theirs], None),
            row_of(name, "warm", "red-dwarf", [one["warm"] for one in theirs], None),
            row_of(name, "memory", "red-dwarf", [one["peak_megabytes"] for one in theirs], None, unit="MB"),
        ]
        for place, reach in ((0, job.cold_ratio), (1, job.warm_ratio)):
            mine, other = rows[place], rows[3 + place]
            ratio = other.median / mine.median
            rows.append(
                Row(name, f"{mine.what}: faster", "both", ratio, other.least / mine.least, "times", reach)
            )
    for fit in job.fits if fits else ():
        found = [run(OURS, fit, votes)]
        rows.append(
            row_of(name, f"{fit} fit", "breakthrough", [one["cold"] for one in found], FIT_SECONDS[fit])
        )
    return rows


def row_of(
    job: str, what: str, engine: str, figures: list[float], reach: float | None, *, unit: str = "s"
) -> Row:
    """A row with the median and the least of several figures."""
    spread = measure.Spread(tuple(figures))
    return Row(job, what, engine, spread.median, spread.least, unit, reach)


def show(rows: list[Row]) -> None:
    """Print rows as lines of the table."""
    for row in rows:
        digits = 3 if row.unit == "s" else 1
        sign = "≥" if row.unit == "times" else "≤"
        demand = (
            ""
            if row.reach is None
            else f"  reach {sign} {row.reach:g}  {'reached' if row.is_reached else 'MISSED'}"
        )
        figures = f"{row.median:>9.{digits}f} (least {row.least:.{digits}f}) {row.unit}"
        print(f"{row.job:<34} {row.what:<31} {row.engine:<13} {figures:<32}{demand}", flush=True)


def run(python: Path, mode: str, votes: Path) -> dict[str, Any]:
    """One fresh process; the product's source is on its path, nothing is installed into the other environment."""
    environment = {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONWARNINGS": "ignore",
        "PYTHONDONTWRITEBYTECODE": "",  # both engines start from compiled modules, as an installed program does
        "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "breakthrough-bench-bytecode"),
    }
    return measure.run_fresh(python, Path(__file__), "--measure", mode, str(votes), environment=environment)


def engine_mode(engine: str, mode: str) -> str:
    """The name of a mode for the process that measures."""
    return mode if engine == "breakthrough" else f"{engine}-{mode}"


def write_votes(job: Job, file: Path) -> bool:
    """Write the votes of a job as arrays in random order; True if they are of a real set that is here."""
    import numpy as np

    matrix = OPINION / str(job.folder) / "participants-votes.csv"
    is_real = job.folder is not None and matrix.is_file()
    person, statement, vote = read_matrix(matrix) if is_real else plant_votes(job)
    order = np.random.default_rng(1).permutation(len(vote))
    people, statements = int(person.max()) + 1, int(statement.max()) + 1
    np.savez(
        file, person=person[order], statement=statement[order], vote=vote[order], shape=[people, statements]
    )
    return is_real


def read_matrix(file: Path) -> tuple[Any, ...]:
    """Person and statement indices and votes of a published matrix, columns found by name."""
    import numpy as np

    with file.open(newline="", encoding="utf-8") as lines:
        rows = csv.reader(lines)
        first = next(rows).index("n-disagree") + 1
        cells = [[row[first:]] for row in rows]
    found = [(i, j, int(cell)) for i, [row] in enumerate(cells) for j, cell in enumerate(row) if cell != ""]
    person, statement, vote = np.array(found).T
    person = np.unique(person, return_inverse=True)[1]
    return person.astype(np.int32), statement.astype(np.int32), vote.astype(np.int8)


def plant_votes(job: Job) -> tuple[Any, ...]:
    """Three groups in two dimensions, logistic answers, one pass in ten."""
    import numpy as np

    generator = np.random.default_rng([12, job.people, job.statements])
    wanted = int(job.people * job.statements * job.density)
    cells = np.empty(0, np.int64)
    while len(cells) < wanted:
        more = generator.integers(0, job.people * job.statements, wanted - len(cells) + 1_000)
        cells = np.unique(np.concatenate((cells, more)))
    cells = np.sort(generator.choice(cells, wanted, replace=False, shuffle=False))
    person, statement = (cells // job.statements).astype(np.int32), (cells % job.statements).astype(np.int32)
    centres = np.array([[0.0, 1.3], [-1.2, -0.65], [1.2, -0.65]])
    theta = centres[generator.integers(0, 3, job.people)] + generator.normal(0, 0.4, (job.people, 2))
    a, b = generator.normal(0, 1, (job.statements, 2)), generator.normal(0.3, 0.8, job.statements)
    vote = np.empty(wanted, np.int8)
    for begin in range(0, wanted, 500_000):
        part = slice(begin, begin + 500_000)
        eta = b[statement[part]] + (theta[person[part]] * a[statement[part]]).sum(axis=1)
        agrees = generator.random(len(eta)) < 1 / (1 + np.exp(-eta))
        vote[part] = np.where(generator.random(len(eta)) < 0.1, 0, np.where(agrees, 1, -1))
    return person, statement, vote


def count_votes(file: Path) -> int:
    """Votes in a file that `write_votes` wrote."""
    import numpy as np

    with np.load(file) as arrays:
        return len(arrays["vote"])


def measure_here(mode: str, votes: Path) -> int:
    """What a fresh process does: one mode, and a line of JSON."""
    MODES[mode](votes)
    return 0


def measure_own_import(votes: Path) -> None:
    """Import of the whole engine: every module of `breakthrough.measures.opinion`."""
    del votes
    folder = ROOT / "src/breakthrough/measures/opinion"
    names = [f"breakthrough.measures.opinion.{file.stem}" for file in sorted(folder.glob("[a-z]*.py"))]
    seconds, _ = measure.time_call(lambda: [importlib.import_module(name) for name in names])
    measure.say(seconds=seconds, unwanted=[name for name in UNWANTED if name in sys.modules])


def measure_other_import(votes: Path) -> None:
    """Import of what red-dwarf needs for its pipeline."""
    del votes
    seconds, _ = measure.time_call(lambda: importlib.import_module("reddwarf.implementations.polis"))
    measure.say(seconds=seconds)


def measure_live(votes: Path) -> None:
    """The first picture of this process, and redraws that see one vote in a hundred more than the state."""
    import numpy as np
    import scipy.sparse
    import scipy.special  # noqa: F401  (imported before the clock starts)

    from breakthrough.measures.opinion import live

    with np.load(votes) as file:
        arrays = {name: file[name] for name in ("person", "statement", "vote")}
        people, statements = file["shape"].tolist()
    shape = {"person_count": people, "statement_count": statements}
    cold, _ = measure.time_call(lambda: live.redraw(**arrays, **shape))
    seen = len(arrays["vote"]) * 99 // 100
    state = live.redraw(**{name: array[:seen] for name, array in arrays.items()}, **shape).state
    warm = [measure.time_call(lambda: live.redraw(**arrays, **shape, state=state))[0] for _ in range(RUNS)]
    measure.say(cold=cold, warm=measure.Spread(tuple(warm)).median)


def measure_red_dwarf(votes: Path) -> None:
    """Two calls of red-dwarf's Polis pipeline on the same votes in the form it asks for."""
    import numpy as np
    from reddwarf.implementations import polis

    with np.load(votes) as file:
        columns = zip(*(file[name].tolist() for name in ("person", "statement", "vote")), strict=True)
        rows = [{"participant_id": i, "statement_id": j, "vote": v, "modified": 0} for i, j, v in columns]
    cold, _ = measure.time_call(lambda: polis.run_pipeline(votes=rows, random_state=0))
    warm, _ = measure.time_call(lambda: polis.run_pipeline(votes=rows, random_state=0))
    measure.say(cold=cold, warm=warm)


def measure_exact(votes: Path) -> None:
    """The sampler with the weights of the dimensions."""
    from breakthrough.measures.opinion import mixture

    table = tabulate(votes)
    seconds, _ = measure.time_call(lambda: mixture.fit_mixture(table=table, path="exact", seed=1))
    measure.say(cold=seconds)


def measure_laplace(votes: Path) -> None:
    """One two-dimensional fit of the approximation."""
    from breakthrough.measures.opinion import laplace

    table = tabulate(votes)
    seconds, _ = measure.time_call(lambda: laplace.fit_laplace(table=table, dimensions=2, seed=1))
    measure.say(cold=seconds)


def tabulate(file: Path) -> Any:
    """The votes as a table; scipy is imported before the clock starts."""
    import numpy as np
    import scipy.optimize
    import scipy.sparse
    import scipy.special  # noqa: F401

    from breakthrough.measures.opinion import votes

    with np.load(file) as arrays:
        return votes.tabulate(person=arrays["person"], statement=arrays["statement"], vote=arrays["vote"])


MODES = {
    "import": measure_own_import,
    "red-dwarf-import": measure_other_import,
    "live": measure_live,
    "red-dwarf": measure_red_dwarf,
    "exact": measure_exact,
    "laplace": measure_laplace,
}

if __name__ == "__main__":
    sys.exit(main())
