"""Raw RSA through OpenSSL's EVP interface: constant time, blinded and with CRT inside the library.

Every function is declared with its types; each signature has a context of its own. What threads share are the keys that were
used last: reading one takes as long as a signature.
"""

import contextlib
import ctypes
import ctypes.util
import functools
import weakref
from collections.abc import Iterator
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_ubyte, c_void_p
from dataclasses import dataclass

from breakthrough.ballots.signer.backends import Fault, Unfit

NAMES = ("libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll")
NO_PADDING = 3  # RSA_NO_PADDING of openssl/rsa.h
KEPT = 8  # keys that stay read, for as long as their round is joined
OLDEST = 0x30000000  # 3.0: before that, `EVP_PKEY_CTX_set_rsa_padding` is a macro and not a function

_Octets = POINTER(c_ubyte)


@dataclass(frozen=True, eq=False, weakref_slot=True, slots=True)
class _Key:
    """A key inside the library, freed (and there overwritten) when nothing refers to it any more."""

    address: int


class OpenSsl:
    """The first choice."""

    name = "OpenSSL"

    def __init__(self) -> None:
        self._library = _load()
        self._read = functools.lru_cache(maxsize=KEPT)(self._read_anew)

    def forget(self) -> None:
        """Let go of every key that was read."""
        self._read.cache_clear()

    def sign(self, private_key: bytes, blinded: bytes) -> bytes:
        """Return the raw RSA signature of `blinded`; see `Backend`."""
        return self._compute("sign", private_key, blinded)

    def recover(self, private_key: bytes, signature: bytes) -> bytes:
        """Return what was signed; see `Backend`."""
        return self._compute("verify_recover", private_key, signature)

    def _compute(self, what: str, private_key: bytes, octets: bytes) -> bytes:
        begin = getattr(self._library, f"EVP_PKEY_{what}_init")
        compute = getattr(self._library, f"EVP_PKEY_{what}")
        key = self._read(private_key)
        with self._context(key.address) as context:
            done = begin(context)
            if done != 1 or self._library.EVP_PKEY_CTX_set_rsa_padding(context, NO_PADDING) != 1:
                raise Fault("OpenSSL does not offer raw RSA.")
            found = (c_ubyte * len(octets))()
            length = c_size_t(len(octets))
            done = compute(context, found, byref(length), octets, len(octets))
            if done != 1 or length.value != len(octets):
                raise Fault("OpenSSL did not sign, or not rightly.")
            return bytes(found)

    def _read_anew(self, private_key: bytes) -> _Key:
        octets = (c_ubyte * len(private_key)).from_buffer_copy(private_key)
        place = ctypes.cast(octets, _Octets)
        address = self._library.d2i_AutoPrivateKey(None, byref(place), len(private_key))
        ctypes.memset(octets, 0, len(private_key))
        if not address:
            raise Fault("OpenSSL cannot read the key.")
        key = _Key(address)
        weakref.finalize(key, self._library.EVP_PKEY_free, address)
        return key

    @contextlib.contextmanager
    def _context(self, key: int) -> Iterator[int]:
        context = self._library.EVP_PKEY_CTX_new(key, None)
        if not context:
            raise Fault("OpenSSL has no memory left.")
        try:
            yield context
        finally:
            self._library.EVP_PKEY_CTX_free(context)


def _load() -> ctypes.CDLL:
    library = _find()
    try:
        library.OpenSSL_version_num.restype = ctypes.c_ulong
        library.OpenSSL_version_num.argtypes = []
        if library.OpenSSL_version_num() < OLDEST:
            raise Unfit("OpenSSL is older than 3.0.")
        declared = (
            ("d2i_AutoPrivateKey", c_void_p, [c_void_p, POINTER(_Octets), c_long]),
            ("EVP_PKEY_free", None, [c_void_p]),
            ("EVP_PKEY_CTX_new", c_void_p, [c_void_p, c_void_p]),
            ("EVP_PKEY_CTX_free", None, [c_void_p]),
            ("EVP_PKEY_sign_init", c_int, [c_void_p]),
            ("EVP_PKEY_CTX_set_rsa_padding", c_int, [c_void_p, c_int]),
            ("EVP_PKEY_sign", c_int, [c_void_p, _Octets, POINTER(c_size_t), c_char_p, c_size_t]),
            ("EVP_PKEY_verify_recover_init", c_int, [c_void_p]),
            ("EVP_PKEY_verify_recover", c_int, [c_void_p, _Octets, POINTER(c_size_t), c_char_p, c_size_t]),
        )
        for name, gives, takes in declared:
            function = getattr(library, name)
            function.restype, function.argtypes = gives, takes
    except AttributeError as missing:
        raise Unfit(f"OpenSSL lacks a function that is needed: {missing}.") from missing
    return library


def _find() -> ctypes.CDLL:
    for name in NAMES:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(name)
    found = ctypes.util.find_library("crypto")
    if found is None:
        raise Unfit("There is no OpenSSL library on this machine.")
    try:
        return ctypes.CDLL(found)
    except OSError as error:
        raise Unfit(f"The OpenSSL library cannot be loaded: {error}.") from error
