"""The commands that read vote exports without a database: a folder in, JSON out."""

import csv
import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.opinion.results import Evaluation
from breakthrough.measures.opinion.votes import VoteTable
from breakthrough.practices.voice.rules import folders

Json = Mapping[str, object]


def read(*, folder: Path, path: str, groups: Path | None, seed: int, out: Path | None) -> int:
    """Read one vote export by one path of the engine and write the reading as JSON; return the exit code."""
    from breakthrough.measures.opinion import exchange

    if groups and path != "polis":
        raise Problem(
            "groups-not-used",
            status=422,
            words=gettext_noop("Only --path polis takes --groups; the other paths find sides themselves."),
        )
    injected = _read_groups(groups) if groups else None
    table = exchange.parse_export(folders.read_folder(folder)).table
    _write(_reading(table, path=path, groups=injected, seed=seed), out)
    return 0


def evaluate(*, folders_: Sequence[Path], seeds: Sequence[int], path: str | None, out: Path | None) -> int:
    """Predict held-out votes of each export, print the table, and write it as JSON; return the exit code."""
    from breakthrough.measures.opinion import evaluation, exchange, reading

    done: list[Evaluation] = []
    for folder in folders_:
        files = folders.read_folder(folder)
        chosen = path or reading.choose_path(exchange.parse_export(files).table)
        done.append(
            evaluation.evaluate_folder(
                name=folder.name, files=files, seeds=seeds, path="laplace" if chosen == "laplace" else "exact"
            )
        )
        _print_scores(folder.name, done[-1])
    if out:
        _write({"sets": [dataclasses.asdict(one) for one in done]}, out)
    return 0


def _reading(table: VoteTable, *, path: str, groups: Mapping[str, str] | None, seed: int) -> Json:
    from breakthrough.measures.opinion import polis, reading

    if path == "polis":
        return polis.to_dict(polis.read_polis(table=table, groups=groups))
    if path == "live":
        return reading.to_dict(reading.read_opinion(table=table, path="live", seed=seed))
    return reading.to_dict(
        reading.read_opinion(table=table, path="laplace" if path == "laplace" else "exact", seed=seed)
    )


def _read_groups(path: Path) -> dict[str, str]:
    """Return the group of each participant from a CSV with the columns `participant` and `group`."""
    if not path.is_file():
        raise Problem(
            "groups-missing",
            status=404,
            words=gettext_noop("There is no file %(path)s."),
            params={"path": str(path)},
        )
    found: dict[str, str] = {}
    with path.open(newline="", encoding="utf-8-sig") as stream:
        try:
            rows = csv.DictReader(stream, strict=True)
            for row in rows:
                person, group = (row.get("participant") or "").strip(), (row.get("group") or "").strip()
                if not person or None in row:
                    raise _unreadable(path, rows.line_num)
                if group:
                    found[person] = group
        except (csv.Error, UnicodeDecodeError):
            raise _unreadable(path, rows.line_num) from None
    if not found:
        raise _unreadable(path, 1)
    return found


def _unreadable(path: Path, line: int) -> Problem:
    return Problem(
        "groups-unreadable",
        status=422,
        words=gettext_noop(
            "%(file)s, line %(line)d: write `participant,group` in the first line, then one participant and one group in each line."
        ),
        params={"file": path.name, "line": line},
    )


def _print_scores(name: str, scores: Evaluation) -> None:
    for one in scores.held_out:
        sys.stdout.write(
            f"{name:28} seed {one.seed}  {scores.path:8} hidden {one.hidden_count:5}  log loss {one.agree_loss:.4f}  "
            f"three-way {one.three_way_loss:.4f}  {one.seconds:.1f} s\n"
        )
    for _, mean in scores.means:
        sys.stdout.write(f"{name:28} mean    {scores.path:8} log loss {mean:.4f}\n")
    sys.stdout.flush()


def _write(result: Json, out: Path | None) -> None:
    text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Problem(
            "cannot-write",
            status=422,
            words=gettext_noop("%(path)s cannot be written: %(why)s."),
            params={"path": str(out), "why": error.strerror},
        ) from None
