"""A machine that cannot run this is told so in one sentence that says what to do."""

import errno
import os
import shutil
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from breakthrough.config import machine
from breakthrough.config.machine import MachineMistake


def test_a_folder_is_made_and_left_clean(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "folder"
    machine.open_folder(folder)
    assert list(folder.iterdir()) == []


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("x")
    with pytest.raises(MachineMistake, match=r"is not a folder: choose another place with --data DIR\.$"):
        machine.open_folder(place)
    with pytest.raises(MachineMistake, match="is not a folder"):
        machine.open_folder(place / "below")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "cannot be written to: choose another"),
        (errno.EACCES, "cannot be written to: choose another"),
        (errno.ENOSPC, "no space left .*: free at least 100 MB"),
        (errno.EIO, "cannot be used .*: choose another"),
    ],
)
def test_a_folder_that_refuses_to_be_written_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(self: Path, _content: bytes) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(MachineMistake, match=words):
        machine.open_folder(tmp_path)


def test_a_nearly_full_disk_is_refused_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=machine.LEAST_FREE - 1))
    with pytest.raises(MachineMistake, match="no space left"):
        machine.open_folder(tmp_path)


@pytest.mark.enable_socket
def test_a_busy_port_is_named_with_another_to_try() -> None:
    with machine.bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MachineMistake, match=rf"Port {port} is in use .* --port {port + 1}\.$"):
            machine.bind("127.0.0.1", port)


@pytest.mark.enable_socket
@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 8000), ("not a host", 8000)])
def test_an_address_this_machine_does_not_have_is_refused(
    host: str, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if host == "not a host":  # no name is looked up outside

        def unknown(*_words: object, **_options: object) -> None:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(MachineMistake, match="no address of this machine"):
        machine.bind(host, port)
