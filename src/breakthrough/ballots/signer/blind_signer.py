"""The blind signer: checks before, checks after, and a self-test without which it does not start."""

import secrets
import threading
import time
from collections.abc import Callable, Sequence

from breakthrough.ballots.signer import key_folder, rfc9474
from breakthrough.ballots.signer.backends import Backend, Fault, Unfit
from breakthrough.ballots.signer.openssl import OpenSsl
from breakthrough.ballots.signer.pycryptodome import PyCryptodome
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

BACKENDS: tuple[Callable[[], Backend], ...] = (OpenSsl, PyCryptodome)
CROSS_CHECKS = 3
KEPT_SECONDS = 60.0  # how long a process keeps a key that it does not use


class BlindSigner:
    """Signs blinded messages with the first back end that passed the self-test. Make one with `start`."""

    def __init__(self, backend: Backend, *, kept_seconds: float = KEPT_SECONDS) -> None:
        self.name = backend.name
        self._backend = backend
        self._kept_seconds = kept_seconds
        self._lock = threading.Lock()
        self._used_at = 0.0
        self._is_waiting = False

    def sign(self, *, private_key: bytes, blinded: Sequence[bytes]) -> list[bytes]:
        """Return a blind signature for each blinded message, or raise and return none.

        Problems: `blinded-message-invalid` for a wrong length or a number outside 2 … n − 2; `signer-unavailable` when
        a signature came out wrong, which is then neither returned nor kept.
        """
        modulus, _exponent = key_folder.public_numbers(private_key)
        for message in blinded:
            check_blinded(message, modulus=modulus)
        self._forget_later()
        try:
            signatures = [checked_signature(self._backend, private_key, one) for one in blinded]
        except Fault as fault:
            raise Problem(
                "signer-unavailable",
                status=503,
                words=gettext_noop(
                    "The server cannot seal answers right now. Try again in a few minutes. If it stays like this, tell whoever runs this server."
                ),
            ) from fault
        return signatures

    def forget(self) -> None:
        """Let go of every key that is kept in memory, once some were destroyed; the others are read again when needed."""
        self._backend.forget()

    def _forget_later(self) -> None:
        """Let go of what was read a while after its last use: the process that destroys a key may be another one."""
        with self._lock:
            self._used_at = time.monotonic()
            if not self._is_waiting:
                self._is_waiting = True
                self._wait(self._kept_seconds)

    def _wait(self, seconds: float) -> None:
        timer = threading.Timer(seconds, self._forget_unless_used)
        timer.daemon = True
        timer.start()

    def _forget_unless_used(self) -> None:
        with self._lock:
            left = self._used_at + self._kept_seconds - time.monotonic()
            if left > 0:
                self._wait(left)
                return
            self._is_waiting = False
        self.forget()


def check_blinded(blinded: bytes, *, modulus: int) -> None:
    """Raise a Problem unless `blinded` is as long as the modulus and a number m with 1 < m < n − 1."""
    length = (modulus.bit_length() + 7) // 8
    if len(blinded) != length or not 1 < int.from_bytes(blinded, "big") < modulus - 1:
        raise Problem(
            "blinded-message-invalid",
            status=422,
            words=gettext_noop(
                "Your browser sent something that cannot be sealed. Reload the page and try again."
            ),
        )


def checked_signature(backend: Backend, private_key: bytes, blinded: bytes) -> bytes:
    """Return the signature once `s ** e mod n` has given the message back; raises `Fault` otherwise."""
    signature = backend.sign(private_key, blinded)
    if len(signature) != len(blinded):
        raise Fault("A signature has another length than its message.")
    if backend.recover(private_key, signature) != blinded:
        raise Fault("A signature does not fit its message.")
    return signature


def start(
    *,
    makers: Sequence[Callable[[], Backend]] = BACKENDS,
    make_key: Callable[[], bytes] | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> BlindSigner:
    """Return a signer whose back end passed the self-test; raises `Unfit` if none did.

    The test: the first vector of RFC 9474; and where two back ends pass it, equal signatures of both for three random
    messages under a fresh 3072-bit key. If they differ, neither can be trusted.
    """
    fit, reasons = list[Backend](), list[str]()
    for make in makers:
        try:
            backend = make()
            _check_known_answer(backend)
        except (Unfit, Fault) as reason:
            reasons.append(str(reason))
        else:
            fit.append(backend)
    if not fit:
        raise Unfit(
            f"Sealed answers need RSA that was tested, and no library passed: {' '.join(reasons)} "
            "Install OpenSSL 3 or the pinned pycryptodome."
        )
    if len(fit) > 1:
        _check_agreement(fit, (make_key or key_folder.make_private_key)(), random)
    return BlindSigner(fit[0])


def _check_known_answer(backend: Backend) -> None:
    found = checked_signature(backend, rfc9474.private_key_der(), rfc9474.BLINDED)
    if found != rfc9474.BLIND_SIGNATURE:
        raise Fault(f"{backend.name} does not give the known answer of RFC 9474.")


def _check_agreement(backends: Sequence[Backend], private_key: bytes, random: Callable[[int], bytes]) -> None:
    modulus, _exponent = key_folder.public_numbers(private_key)
    length = modulus.bit_length() // 8
    for _ in range(CROSS_CHECKS):
        message = b"\0" + random(length - 1)
        found = set()
        for backend in backends:
            try:
                found.add(checked_signature(backend, private_key, message))
            except Fault as fault:
                raise Unfit(f"{backend.name} signs wrongly, so nothing is signed.") from fault
        if len(found) != 1:
            raise Unfit("Two libraries sign the same message differently, so nothing is signed.")
