"""What the machine has to give before anything starts: a folder, a port, open files. Refusals are one sentence."""

import contextlib
import errno
import os
import resource
import shutil
import socket
from pathlib import Path

from breakthrough.config.environment import EnvironmentMistake

LEAST_FREE = 50 * 1024 * 1024  # bytes
MOST_FILES = 20_000
BACKLOG = 2048


class MachineMistake(EnvironmentMistake):
    """The machine cannot run this as it is; the text says in one sentence what to do."""


def open_folder(folder: Path) -> None:
    """Make the folder if needed and try that it can be written to; raises `MachineMistake`."""
    probe = folder / f".probe-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(bytes(65536))
        probe.unlink()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        with contextlib.suppress(OSError):
            probe.unlink()
        raise MachineMistake(words_of(error, folder)) from error
    if free < LEAST_FREE:
        raise MachineMistake(words_of(OSError(errno.ENOSPC, ""), folder))


def words_of(error: OSError, folder: Path) -> str:
    """Return what to do about a folder that cannot be used."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"There is no space left for {folder}: free at least 100 MB, or choose another place with --data DIR."
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return f"The folder {folder} cannot be written to: choose another with --data DIR, or change its permissions."
        case errno.ENOTDIR | errno.EEXIST:
            return f"{folder} is not a folder: choose another place with --data DIR."
    return f"The folder {folder} cannot be used ({error.strerror}): choose another with --data DIR."


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that nobody else can take the port meanwhile; raises `MachineMistake`."""
    unknown = MachineMistake(
        f"{host} port {port} is no address of this machine: choose others with --host and --port."
    )
    if not 0 <= port <= 65535:  # the system would quietly take another
        raise unknown
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise unknown from error
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        words = _port_words(error, port)
        raise (MachineMistake(words) if words else unknown) from error
    return listener


def _port_words(error: OSError, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: stop that one, or choose another port with --port {port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved on this machine: choose one above 1023 with --port 8000."
    return ""


def raise_file_limit() -> None:
    """Allow as many open connections as the machine lets us."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
