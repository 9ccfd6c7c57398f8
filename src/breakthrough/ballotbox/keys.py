"""The pending keys: 32 bytes for each round, in files that only the box may read and that belong in no backup.

A key is replaced together with the value it encrypts. The next key is on the disk before the value is committed, and takes
the place of the earlier one after it: whichever of the two moments a crash falls between, one of them opens the value.
"""

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """A folder of keys, mode 0700, files 0600."""

    folder: Path

    def candidates(self, round_: bytes) -> Sequence[bytes]:
        """Return the key of a round, and the next one where a crash left it."""
        return [path.read_bytes() for path in (self._path(round_), self._next(round_)) if path.is_file()]

    def put_next(self, round_: bytes, key: bytes) -> None:
        """Write the key that the coming commit uses."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._next(round_)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        self._sync()

    def settle(self, round_: bytes, key: bytes) -> None:
        """Keep only `key`, the one whose value was committed."""
        following = self._next(round_)
        if following.is_file():
            if following.read_bytes() == key:
                _wipe(self._path(round_))
                following.replace(self._path(round_))
            else:
                _wipe(following)
            self._sync()

    def drop(self, round_: bytes) -> None:
        """Delete every key of a round."""
        _wipe(self._path(round_))
        _wipe(self._next(round_))
        self._sync()

    def _path(self, round_: bytes) -> Path:
        return self.folder / f"{round_.hex()}.key"

    def _next(self, round_: bytes) -> Path:
        return self.folder / f"{round_.hex()}.next"

    def _sync(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            place = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(place)
            finally:
                os.close(place)


def _wipe(path: Path) -> None:
    # Best effort: on flash the earlier bytes may survive until their block is used again.
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
