"""Private keys in their folder: nobody else reads them, each is used once, none stays behind."""

import os
import stat
import threading
from pathlib import Path

import pytest

from breakthrough.ballots.signer import KeyFolder, PublicKey, key_folder
from breakthrough.kernel.problem import Problem


@pytest.fixture(scope="module")
def made() -> list[bytes]:
    return [key_folder.make_private_key() for _ in range(3)]


@pytest.fixture
def folder(tmp_path: Path, made: list[bytes]) -> KeyFolder:
    left = list(made)
    return KeyFolder(tmp_path / "signer", make=left.pop)


def test_a_key_is_named_by_the_hash_of_its_public_half(folder: KeyFolder) -> None:
    public = folder.take()
    private_key = folder.read(public.key_id)
    assert key_folder.public_key_of(private_key) == public
    modulus, exponent = key_folder.public_numbers(private_key)
    assert (modulus.bit_length(), exponent) == (3072, 65537)


def test_only_the_server_can_read_keys(folder: KeyFolder, tmp_path: Path) -> None:
    folder.take()
    folder.fill(1)
    for path in (tmp_path / "signer").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_destroyed_key_signs_nothing_more(folder: KeyFolder, tmp_path: Path) -> None:
    public = folder.take()
    held = (tmp_path / "signer" / "keys" / f"{public.key_id}.der").open(
        "rb"
    )  # another process still has it open
    folder.destroy([public.key_id])
    folder.destroy([public.key_id])
    with pytest.raises(Problem) as refusal:
        folder.read(public.key_id)
    assert refusal.value.code == "signer-unavailable"
    with held:
        assert set(held.read()) <= {0}, "its bytes are overwritten before its name goes"


def test_keys_made_ahead_are_used_first_and_once(folder: KeyFolder, tmp_path: Path) -> None:
    assert folder.fill(2) == 2
    assert folder.fill(2) == 0
    taken: list[PublicKey] = []
    threads = [threading.Thread(target=lambda: taken.append(folder.take())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({public.key_id for public in taken}) == 2
    assert list((tmp_path / "signer" / "ahead").iterdir()) == []
    assert sorted(folder.list_kept()) == sorted(public.key_id for public in taken)


def test_a_stray_is_destroyed_when_it_is_old(folder: KeyFolder, tmp_path: Path) -> None:
    old, young = folder.take(), folder.take()
    path = tmp_path / "signer" / "keys" / f"{old.key_id}.der"
    os.utime(path, (path.stat().st_mtime - 4000,) * 2)
    folder.destroy_strays([old.key_id, young.key_id], now=path.stat().st_mtime + 4000)
    assert folder.list_kept() == [young.key_id]


def test_a_key_id_is_never_a_path(folder: KeyFolder) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal"):
        folder.read("../../secret")
