"""What a back end of the signer is: raw RSA in constant time inside a library. We do no arithmetic on secrets ourselves."""

from typing import Protocol


class Unfit(Exception):
    """A back end cannot be used on this machine; the text says why, for the operator."""


class Fault(Exception):
    """A signature came out wrong. It is never shown: a faulty result can give the key away (RFC 9474, section 7)."""


class Backend(Protocol):
    """One way to compute `blinded ** d mod n`."""

    name: str

    def sign(self, private_key: bytes, blinded: bytes) -> bytes:
        """Return the raw RSA signature of `blinded`, as long as the modulus. `private_key` is PKCS#8 DER.

        Raises `Fault` when the library refuses. The caller has checked the input, and checks the result.
        """

    def recover(self, private_key: bytes, signature: bytes) -> bytes:
        """Return `signature ** e mod n`, as long as the modulus: what was signed, if the signature is right.

        Raises `Fault` when the library refuses.
        """

    def forget(self) -> None:
        """Let go of every key that is kept in memory: the rounds it was for are not joined any more."""
