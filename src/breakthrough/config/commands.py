"""The `breakthrough` command: thin words over the same actions that pages and API use.

Exit codes: 0 done, 1 refused (a Problem, said on standard error), 2 the call or the machine is not right.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from breakthrough import __version__
from breakthrough.config.environment import EnvironmentMistake
from breakthrough.kernel.problem import Problem

Run = Callable[[argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    parser = build_parser()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["manage"]:
        return _manage(words[1:])
    if words[:1] == ["verify"]:
        return _verify_board(words[1:])
    chosen = parser.parse_args(words)
    run: Run = chosen.run
    try:
        return run(chosen)
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except EnvironmentMistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    parser = argparse.ArgumentParser(
        prog="breakthrough", description="Work as one on a goal none could reach alone."
    )
    parser.add_argument("--version", action="version", version=f"breakthrough {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_running(commands)
    _add_sealing(commands)
    _add_people(commands)
    _add_opinion(commands)
    commands.add_parser("manage", help="Django's own commands, for operators who know them", add_help=False)
    return parser


def _add_running(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="prepare the data folder and start the server")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="where everything is kept (default: $BREAKTHROUGH_DATA or ./var)",
    )
    serve.add_argument("--demo", action="store_true", help="start with a collaboration to look around in")
    serve.add_argument("--no-worker", action="store_true", help="do not start background workers on demand")
    serve.add_argument(
        "--no-box",
        action="store_true",
        help="the box of sealed contributions runs elsewhere (breakthrough box)",
    )
    serve.set_defaults(run=_serve)
    worker = commands.add_parser("worker", help="run background work")
    worker.add_argument("--until-idle", type=int, metavar="SECONDS", help="stop after so long without work")
    worker.set_defaults(run=_worker)
    hand = commands.add_parser(
        "hand", help="answer pages beside a busy server (the server calls this, not you)"
    )
    hand.add_argument("sockets", type=int, nargs="+")
    hand.set_defaults(run=_hand)
    prepare = commands.add_parser("prepare", help="bring the database and the static files up to date")
    prepare.set_defaults(run=_prepare)
    demo = commands.add_parser(
        "demo", help="make a collaboration to look around in, and say the ways into it"
    )
    demo.set_defaults(run=_make_demo)
    journal = commands.add_parser("journal", help="the audit trail").add_subparsers(
        required=True, metavar="ACTION"
    )
    verify = journal.add_parser("verify", help="check that no line of a journal was changed")
    verify.add_argument("slug", nargs="?", help="one collaboration; without it, all")
    verify.set_defaults(run=_verify_journal)


def _add_sealing(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    box = commands.add_parser("box", help="run the box of sealed contributions in a process of its own")
    box.add_argument("--port", type=int, default=8001)
    box.add_argument("--host", default="127.0.0.1")
    box.set_defaults(run=_box)
    tally = commands.add_parser("tally", help="count sealed answers (the box calls this, not you)")
    tally.set_defaults(run=_tally)
    commands.add_parser("verify", help="check a released board, without a server", add_help=False)
    check = commands.add_parser("check", help="look at how this server is set up")
    check.add_argument("--secrecy", action="store_true", help="what sealed contributions depend on")
    check.add_argument("--proxy", type=Path, metavar="FILE", help="an nginx configuration to look at as well")
    check.set_defaults(run=_check)


def _add_people(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    owner = commands.add_parser("createowner", help="make the owner of this installation")
    owner.add_argument("--email", required=True)
    owner.add_argument("--name", required=True)
    owner.set_defaults(run=_create_owner)


def _add_opinion(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    take = commands.add_parser("import-votes", help="import an open vote export into a collaboration")
    take.add_argument("folder", type=Path)
    take.add_argument("--collaboration", required=True, metavar="SLUG")
    take.add_argument("--dry-run", action="store_true", help="say what would be imported and change nothing")
    take.set_defaults(run=_import_votes)
    give = commands.add_parser("export-votes", help="write the votes of an imported round as the same files")
    give.add_argument("round", metavar="ROUND", help="the round's id, as in its address")
    give.add_argument("folder", type=Path)
    give.set_defaults(run=_export_votes)
    read = commands.add_parser("read-opinion", help="read a vote export without a database")
    read.add_argument("folder", type=Path)
    read.add_argument("--path", choices=["exact", "laplace", "live", "polis"], default="exact")
    read.add_argument(
        "--groups", type=Path, metavar="FILE", help="a CSV `participant,group` that sets the groups (polis)"
    )
    read.add_argument("--seed", type=int, default=0)
    read.add_argument(
        "--json", type=Path, metavar="OUT", help="where to write the reading (default: standard output)"
    )
    read.set_defaults(run=_read_opinion)
    judge = commands.add_parser("evaluate-opinion", help="predict held-out votes of vote exports")
    judge.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    judge.add_argument("--seeds", default="0,1,2", help="comma-separated whole numbers")
    judge.add_argument(
        "--path", choices=["exact", "laplace"], help="default: as the size of the data suggests"
    )
    judge.add_argument("--json", type=Path, metavar="OUT")
    judge.set_defaults(run=_evaluate_opinion)


def _serve(chosen: argparse.Namespace) -> int:
    from breakthrough.config import serve

    return serve.run(
        serve.ServeOptions(
            host=chosen.host,
            port=chosen.port,
            data_folder=chosen.data,
            demo=chosen.demo,
            worker=not chosen.no_worker,
            box=not chosen.no_box,
        )
    )


def _box(chosen: argparse.Namespace) -> int:
    from breakthrough.config import box

    return box.run(host=chosen.host, port=chosen.port)


def _tally(chosen: argparse.Namespace) -> int:  # noqa: ARG001 (every command has this shape)
    from breakthrough.config import tally

    return tally.run(sys.stdin, sys.stdout)


def _verify_board(words: Sequence[str]) -> int:
    from breakthrough import verify

    return verify.main(words)


def _check(chosen: argparse.Namespace) -> int:
    if not chosen.secrecy:
        return _manage(["check"])
    from breakthrough.config import secrecy

    return secrecy.run(proxy=chosen.proxy)


def _worker(chosen: argparse.Namespace) -> int:
    from breakthrough.config import worker

    return worker.run(until_idle=chosen.until_idle)


def _hand(chosen: argparse.Namespace) -> int:
    from breakthrough.config import starting

    with starting.loading():
        starting.set_up()
        from breakthrough.config import hand  # what it speaks through belongs to Django

    return hand.run(chosen.sockets)


def _prepare(chosen: argparse.Namespace) -> int:  # noqa: ARG001 (every command has this shape)
    from breakthrough.config import serve

    return serve.prepare_only()


def _make_demo(chosen: argparse.Namespace) -> int:  # noqa: ARG001 (every command has this shape)
    from breakthrough.config import starting

    return starting.demo_only()


def _manage(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "breakthrough.config.settings")
    try:
        execute_from_command_line(["breakthrough manage", *words])
    except EnvironmentMistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    return 0


def _verify_journal(chosen: argparse.Namespace) -> int:
    _set_up()
    from breakthrough.collaborations import journal, queries

    found = [
        (space.slug, journal.verify(space)) for space in queries.list_collaborations_to_verify(chosen.slug)
    ]
    if chosen.slug and not found:
        sys.stderr.write(f"There is no collaboration called {chosen.slug}.\n")
        return 2
    for slug, verdict in found:
        state = "intact" if verdict.broken_at is None else f"BROKEN at line {verdict.broken_at}"
        sys.stdout.write(f"{slug}: {verdict.line_count} lines, {state}, head {verdict.head[:16]}\n")
    return 1 if any(verdict.broken_at is not None for _, verdict in found) else 0


def _create_owner(chosen: argparse.Namespace) -> int:
    _set_up()
    from breakthrough.people import actions

    owner = actions.make_owner(email=chosen.email, name=chosen.name, now=datetime.now(UTC))
    sys.stdout.write(f"{owner.name} owns this installation and signs in with a code sent to {owner.email}.\n")
    return 0


def _import_votes(chosen: argparse.Namespace) -> int:
    _set_up()
    from breakthrough.practices.voice import commands

    return commands.import_votes(
        folder=chosen.folder, collaboration=chosen.collaboration, dry_run=chosen.dry_run
    )


def _export_votes(chosen: argparse.Namespace) -> int:
    _set_up()
    from breakthrough.practices.voice import commands

    return commands.export_votes(round_id=chosen.round, folder=chosen.folder)


def _read_opinion(chosen: argparse.Namespace) -> int:
    from breakthrough.config import opinion

    return opinion.read(
        folder=chosen.folder, path=chosen.path, groups=chosen.groups, seed=chosen.seed, out=chosen.json
    )


def _evaluate_opinion(chosen: argparse.Namespace) -> int:
    from breakthrough.config import opinion

    seeds = [part.strip() for part in chosen.seeds.split(",")]
    if not all(seed.isdigit() for seed in seeds):
        sys.stderr.write("--seeds takes whole numbers with commas between them, like 0,1,2.\n")
        return 2
    return opinion.evaluate(
        folders_=chosen.folders, seeds=[int(seed) for seed in seeds], path=chosen.path, out=chosen.json
    )


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "breakthrough.config.settings")
    django.setup()
