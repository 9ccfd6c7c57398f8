"""The private keys of joinings: one file each, readable by the server's user only, gone when issuing ends.

Keep this folder out of every backup. A key that stays behind can forge credentials of a round that is over; it can
never tell who wrote what.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

BITS = 3072
EXPONENT = 65537
AHEAD = 6  # keys made ahead: two rounds of a practice with three scopes
SUFFIX = ".der"
STRAY_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What everybody may know of a key: its DER (SubjectPublicKeyInfo), and the SHA-256 of that in hex."""

    key_id: str
    spki: bytes


class KeyFolder:
    """The folder of private keys: `keys` in use, `ahead` made in advance so that *Prepare* does not wait."""

    def __init__(self, folder: Path, *, make: "Callable[[], bytes] | None" = None) -> None:
        self._keys = folder / "keys"
        self._ahead = folder / "ahead"
        self._make = make or make_private_key

    def take(self) -> PublicKey:
        """Return a key that nobody has used, made ahead or now; its private half is kept until `destroy`."""
        private_key = self._take_ahead() or self._make()
        public = public_key_of(private_key)
        _write(self._keys / f"{public.key_id}{SUFFIX}", private_key)
        return public

    def read(self, key_id: str) -> bytes:
        """Return the private key, or raise `signer-unavailable` if this machine does not have it."""
        try:
            return self._path(key_id).read_bytes()
        except FileNotFoundError as missing:
            raise Problem(
                "signer-unavailable",
                status=503,
                words=gettext_noop(
                    "The key of this round is not on this server any more, so nobody can get a seal. Ask a facilitator to restart the round."
                ),
            ) from missing

    def destroy(self, key_ids: Iterable[str]) -> None:
        """Overwrite and remove private keys; those that are gone already are fine."""
        for key_id in key_ids:
            _wipe(self._path(key_id))

    def destroy_strays(self, key_ids: Iterable[str], *, now: float) -> None:
        """Destroy those of `key_ids` that are older than an hour; a younger one may belong to a round being prepared."""
        for key_id in key_ids:
            with contextlib.suppress(FileNotFoundError):
                if now - self._path(key_id).stat().st_mtime > STRAY_SECONDS:
                    _wipe(self._path(key_id))

    def fill(self, count: int = AHEAD) -> int:
        """Make keys ahead until `count` lie ready; return how many were made."""
        made = 0
        while len(self._list(self._ahead)) < count:
            _write(self._ahead / f"{secrets.token_hex(16)}{SUFFIX}", self._make())
            made += 1
        return made

    def list_kept(self) -> list[str]:
        """Return the ids of the keys in use, so that strays of a round that never came to be can be destroyed."""
        return [path.stem for path in self._list(self._keys)]

    def _take_ahead(self) -> bytes | None:
        for path in self._list(self._ahead):
            taken = path.with_suffix(f".{secrets.token_hex(8)}")
            try:
                path.rename(taken)  # of several processes, one gets it
            except FileNotFoundError:
                continue
            private_key = taken.read_bytes()
            _wipe(taken)
            return private_key
        return None

    def _path(self, key_id: str) -> Path:
        if len(key_id) != 64 or not set(key_id) <= set("0123456789abcdef"):
            raise ValueError("a key id is 64 hexadecimal digits")
        return self._keys / f"{key_id}{SUFFIX}"

    def _list(self, folder: Path) -> list[Path]:
        return sorted(folder.glob(f"*{SUFFIX}"))


def make_private_key() -> bytes:
    """Return a fresh RSA-3072 key as PKCS#8 DER; takes about 0.2 s."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS)
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_key_of(private_key: bytes) -> PublicKey:
    """Return the public half."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_der_private_key(private_key, password=None)
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return PublicKey(key_id=hashlib.sha256(spki).hexdigest(), spki=spki)


def public_numbers(private_key: bytes) -> tuple[int, int]:
    """Return modulus and public exponent."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    # The full check of the primes took place when the key was made; here it would cost more than the signature.
    key = serialization.load_der_private_key(private_key, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("only RSA keys sign blindly")
    numbers = key.public_key().public_numbers()
    return numbers.n, numbers.e


def _write(path: Path, octets: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    unfinished = path.with_name(f"{path.name}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _wipe(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
