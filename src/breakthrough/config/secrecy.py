"""`breakthrough check --secrecy`: what sealed contributions depend on that only the operator can set. One line for each finding."""

import contextlib
import os
import resource
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from breakthrough.config import environment, proxy_file
from breakthrough.config.environment import BoxEnvironment, EnvironmentMistake

Show = Callable[[str], str]

SWAPS = Path("/proc/swaps")


def run(*, proxy: Path | None = None) -> int:
    """Say every unsafe setting and return 1, or say that there is none and return 0."""
    found = list(find_unsafe(os.environ, proxy=proxy))
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    if not found:
        sys.stdout.write("Nothing unsafe was found. What only people can judge is in docs/secrecy.md.\n")
    return 1 if found else 0


def find_unsafe(variables: Mapping[str, str], *, proxy: Path | None = None) -> Iterator[str]:
    """Yield a sentence for each unsafe setting of this machine, as far as it can be seen from here."""
    chosen = environment.read_box(variables)
    yield from look_at_server(variables, chosen)
    yield from look_at_files(chosen)
    yield from look_at_machine()
    if chosen.database_url:
        yield from look_at_database(chosen.database_url)
    if proxy is not None:
        try:
            text = proxy.read_text(encoding="utf-8")
        except OSError as error:
            raise EnvironmentMistake(f"The file {proxy} cannot be read ({error.strerror}).") from error
        yield from proxy_file.find_leaks(text)


def look_at_server(variables: Mapping[str, str], chosen: BoxEnvironment) -> Iterator[str]:
    """Yield what the environment sets unsafely."""
    if variables.get("BREAKTHROUGH_DEBUG") == "1":
        yield "BREAKTHROUGH_DEBUG is on: error pages show what requests held. Unset it."
    is_local = chosen.people_address.startswith(("http://localhost", "http://127.0.0.1"))
    if not chosen.people_address.startswith("https://") and not is_local:
        yield "BREAKTHROUGH_ADDRESS has no https://: browsers do not seal there."
    if chosen.address.startswith("http://"):
        yield "BREAKTHROUGH_BOX_ADDRESS has no https://: what is sent to the box can be read on its way."
    if not chosen.address and not is_local:
        yield "The box shares its host with the people side. A host of its own (BREAKTHROUGH_BOX_ADDRESS) is safer."
    people = variables.get("BREAKTHROUGH_DATABASE_URL", "")
    if people and people == chosen.database_url:
        yield "BREAKTHROUGH_BOX_DATABASE_URL is the database of the people. Give the box a database and a role of its own."


def look_at_files(chosen: BoxEnvironment) -> Iterator[str]:
    """Yield which folders and files of the box and of the signer others than their owner could open."""
    signer = chosen.folder.parent / "signer"
    folders = [folder for folder in (chosen.folder, chosen.keys, signer) if folder.is_dir()]
    for path in sorted({*folders, *(path for folder in folders for path in folder.rglob("*"))}):
        with contextlib.suppress(FileNotFoundError):
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                yield f"{path} can be opened by others: chmod {'700' if path.is_dir() else '600'} it."
    inside = chosen.socket.is_relative_to(chosen.folder)
    if not inside and chosen.socket.exists() and stat.S_IMODE(chosen.socket.stat().st_mode) & 0o077:
        yield f"{chosen.socket} can be opened by others: stop the box, remove it, and start the box again."


def look_at_machine(
    *, swaps: Path = SWAPS, limit: Callable[[int], tuple[int, int]] = resource.getrlimit
) -> Iterator[str]:
    """Yield what could write memory to the disk."""
    if limit(resource.RLIMIT_CORE)[0] != 0:
        yield "Processes may write core dumps: set `ulimit -c 0`, or LimitCORE=0 for the service of the box."
    with contextlib.suppress(OSError):
        if len(swaps.read_text(encoding="ascii").splitlines()) > 1:
            yield "This machine swaps: what is pending can get to the disk in clear. Encrypt the swap, or turn it off."


def look_at_database(address: str) -> Iterator[str]:
    """Yield which settings of the box's PostgreSQL would keep a trace of when or what somebody gave."""
    import psycopg

    try:
        with psycopg.connect(address, application_name="breakthrough check") as connection:
            yield from look_at_settings(lambda name: str(connection.execute(f"SHOW {name}").fetchone()[0]))  # type: ignore[index]
    except psycopg.Error as error:
        raise EnvironmentMistake(
            f"The box's database cannot be reached ({type(error).__name__}): check BREAKTHROUGH_BOX_DATABASE_URL."
        ) from error


def look_at_settings(show: Show) -> Iterator[str]:
    """Yield the unsafe settings among those that `show` tells."""
    from breakthrough.ballotbox.stores.postgres import SAFE_SETTINGS

    for name, safe in SAFE_SETTINGS.items():
        found = show(name)
        if found != safe:
            yield f"PostgreSQL's {name} is {found!r}: set it to {safe!r} for the box's database or role."
