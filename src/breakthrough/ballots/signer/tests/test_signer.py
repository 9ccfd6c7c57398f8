"""The blind signer: the vectors of RFC 9474 on both back ends, bad input, and a fault that must not get out (T1)."""

import hashlib
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from breakthrough.ballots.signer import Backend, BlindSigner, Fault, Unfit, key_folder, rfc9474, start
from breakthrough.ballots.signer.openssl import OpenSsl
from breakthrough.ballots.signer.pycryptodome import PyCryptodome
from breakthrough.kernel.problem import Problem

APPENDIX = json.loads(Path(__file__).with_name("rfc9474_appendix_a.json").read_text(encoding="ascii"))
N = rfc9474.P * rfc9474.Q
HASH = 48
BACKENDS = pytest.mark.parametrize("make", [OpenSsl, PyCryptodome])
VARIANTS = pytest.mark.parametrize("variant", APPENDIX["variants"], ids=lambda variant: variant["name"])


@pytest.fixture(scope="module")
def key() -> bytes:
    return key_folder.make_private_key()


@BACKENDS
@VARIANTS
def test_each_back_end_signs_as_rfc_9474_says(make: Callable[[], Backend], variant: dict[str, str]) -> None:
    blinded, expected = _blinded(variant), _blind_signature(variant)
    assert BlindSigner(make()).sign(private_key=rfc9474.private_key_der(), blinded=[blinded]) == [expected]


@VARIANTS
def test_what_a_client_blinds_and_unblinds_fits_what_we_sign(variant: dict[str, str]) -> None:
    """The client's half of RFC 9474 written out here: Prepare, Blind, Finalize; the result is an ordinary RSA-PSS signature."""
    salt = bytes.fromhex(variant["salt"])
    message = bytes.fromhex(variant["prefix"]) + bytes.fromhex(APPENDIX["msg"])
    inverse = int(APPENDIX["inv"], 16)
    blinding = pow(inverse, -1, N)
    encoded = int.from_bytes(_pss(message, salt), "big")
    blinded = (encoded * pow(blinding, rfc9474.E, N) % N).to_bytes(512, "big")
    assert blinded == _blinded(variant)
    (signed,) = BlindSigner(OpenSsl()).sign(private_key=rfc9474.private_key_der(), blinded=[blinded])
    signature = (int.from_bytes(signed, "big") * inverse % N).to_bytes(512, "big")
    public = rsa.RSAPublicNumbers(rfc9474.E, N).public_key()
    public.verify(signature, message, padding.PSS(padding.MGF1(hashes.SHA384()), len(salt)), hashes.SHA384())


@BACKENDS
def test_bad_input_is_refused_before_it_reaches_the_key(make: Callable[[], Backend], key: bytes) -> None:
    modulus, _exponent = key_folder.public_numbers(key)
    bad = {
        "empty": b"",
        "nought": bytes(384),
        "one": (1).to_bytes(384, "big"),
        "n − 1": (modulus - 1).to_bytes(384, "big"),
        "n": modulus.to_bytes(384, "big"),
        "more than n": b"\xff" * 384,
        "short": b"\x01" * 383,
        "long": b"\x00" + b"\x01" * 384,
    }
    signer = BlindSigner(make())
    for what, blinded in bad.items():
        with pytest.raises(Problem) as refusal:
            signer.sign(private_key=key, blinded=[b"\x01" * 384, blinded])
        assert (refusal.value.code, what) == ("blinded-message-invalid", what)


@BACKENDS
def test_good_input_at_the_edges_is_signed(make: Callable[[], Backend], key: bytes) -> None:
    modulus, exponent = key_folder.public_numbers(key)
    edges = [(2).to_bytes(384, "big"), (modulus - 2).to_bytes(384, "big")]
    for message, signature in zip(
        edges, BlindSigner(make()).sign(private_key=key, blinded=edges), strict=True
    ):
        assert pow(int.from_bytes(signature, "big"), exponent, modulus) == int.from_bytes(message, "big")


class Flipping:
    """A back end whose every third signature has one bit wrong, as after a fault in the machine."""

    name = "flipping"

    def __init__(self) -> None:
        self._real = OpenSsl()
        self.count = 0

    def sign(self, private_key: bytes, blinded: bytes) -> bytes:
        """Sign, now and then wrongly."""
        self.count += 1
        signature = bytearray(self._real.sign(private_key, blinded))
        if self.count % 3 == 0:
            signature[200] ^= 1
        return bytes(signature)

    def recover(self, private_key: bytes, signature: bytes) -> bytes:
        """Return what the signature says, rightly."""
        return self._real.recover(private_key, signature)

    def forget(self) -> None:
        """Let go of the key."""
        self._real.forget()


def test_one_flipped_bit_and_nothing_is_given_out(key: bytes) -> None:
    flipping = Flipping()
    with pytest.raises(Problem) as refusal:
        BlindSigner(flipping).sign(private_key=key, blinded=[b"\x01" * 384] * 5)
    assert (refusal.value.code, refusal.value.status) == ("signer-unavailable", 503)
    assert flipping.count == 3, "after the fault nothing more is signed"
    assert "0101" not in str(refusal.value)
    assert isinstance(refusal.value.__cause__, Fault)


def test_the_signer_starts_with_the_first_back_end_that_passes() -> None:
    assert start().name == "OpenSSL"
    assert start(makers=[_missing, PyCryptodome]).name == "PyCryptodome"


def test_the_signer_does_not_start_when_no_back_end_passes() -> None:
    with pytest.raises(Unfit, match=r"no library passed.*Not here"):
        start(makers=[_missing, AlwaysWrong])


def test_the_signer_does_not_start_when_two_back_ends_differ(key: bytes) -> None:
    with pytest.raises(Unfit, match="signs wrongly"):
        start(makers=[OpenSsl, RightOnceOnly], make_key=lambda: key)


def test_a_key_that_is_no_key_is_a_fault() -> None:
    for make in (OpenSsl, PyCryptodome):
        for use in (make().sign, make().recover):
            with pytest.raises(Fault):
                use(b"no key", b"\x01" * 384)


def test_a_key_is_read_once_until_it_is_forgotten(key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = OpenSsl()
    library, freed = backend._library, list[int]()
    free = library.EVP_PKEY_free

    def note(address: int) -> None:
        freed.append(address)
        free(address)

    monkeypatch.setattr(library, "EVP_PKEY_free", note)
    signed = [backend.sign(key, b"\x01" * 384) for _ in range(3)]
    assert (len(set(signed)), freed) == (1, [])
    backend.forget()
    assert len(freed) == 1
    assert backend.sign(key, b"\x01" * 384) == signed[0], "a key that is still needed is read again"


def test_a_key_that_is_not_used_any_more_is_let_go_though_another_process_destroys_it(
    monkeypatch: pytest.MonkeyPatch, key: bytes
) -> None:
    backend, forgotten = OpenSsl(), threading.Event()
    forget = backend.forget

    def note() -> None:
        forget()
        forgotten.set()

    monkeypatch.setattr(backend, "forget", note)
    signer = BlindSigner(backend, kept_seconds=0.5)
    for _ in range(2):  # it is read anew, and let go anew
        for _ in range(3):
            begun = time.monotonic()
            signer.sign(private_key=key, blinded=[b"\x01" * 384])
        assert forgotten.wait(10)
        assert time.monotonic() - begun >= 0.5, "it stays while it is used"
        forgotten.clear()


class AlwaysWrong:
    """Passes nothing."""

    name = "wrong"

    def sign(self, private_key: bytes, blinded: bytes) -> bytes:
        """Return the message itself."""
        return blinded

    def recover(self, private_key: bytes, signature: bytes) -> bytes:
        """Return what the signature says, rightly."""
        return OpenSsl().recover(private_key, signature)

    def forget(self) -> None:
        """There is nothing to forget."""


class RightOnceOnly:
    """Knows the appendix by heart and nothing else."""

    name = "parrot"

    def sign(self, private_key: bytes, blinded: bytes) -> bytes:
        """Return the known answer, whatever was asked."""
        return rfc9474.BLIND_SIGNATURE[: len(blinded)]

    def recover(self, private_key: bytes, signature: bytes) -> bytes:
        """Return what the signature says, rightly."""
        return OpenSsl().recover(private_key, signature)

    def forget(self) -> None:
        """It knows by heart what it knows."""


def _missing() -> Backend:
    raise Unfit("Not here.")


def _blinded(variant: dict[str, str]) -> bytes:
    return bytes.fromhex(variant["blinded"]) if variant["blinded"] else rfc9474.BLINDED


def _blind_signature(variant: dict[str, str]) -> bytes:
    return bytes.fromhex(variant["blind_signature"]) if variant["blinded"] else rfc9474.BLIND_SIGNATURE


def _pss(message: bytes, salt: bytes) -> bytes:
    """EMSA-PSS-ENCODE of RFC 8017, 9.1.1, for 4,095 bits."""
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(512 - len(salt) - HASH - 2) + b"\x01" + salt
    mask = b"".join(hashlib.sha384(digest + at.to_bytes(4, "big")).digest() for at in range(10))[: len(block)]
    masked = bytearray(one ^ other for one, other in zip(block, mask, strict=True))
    masked[0] &= 0x7F
    return bytes(masked) + digest + b"\xbc"


def test_the_appendix_key_is_a_key_though_no_start_tries_its_primes() -> None:
    key = serialization.load_der_private_key(rfc9474.private_key_der(), password=None)  # tries them
    assert isinstance(key, rsa.RSAPrivateKey)
    assert key.key_size == 4096
