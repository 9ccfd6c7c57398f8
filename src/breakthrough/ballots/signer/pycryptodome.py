"""Raw RSA through PyCryptodome: the fallback where OpenSSL cannot be loaded, and the cross-check where it can.

It uses a method that the package calls private, hence the exact pin in `requirements/run.in`. It is refused unless the
package computes with its constant-time library: its pure Python fallback would leak the key through time.
"""

from breakthrough.ballots.signer import key_folder
from breakthrough.ballots.signer.backends import Fault, Unfit

CONSTANT_TIME = "nat"


class PyCryptodome:
    """The second choice."""

    name = "PyCryptodome"

    def __init__(self) -> None:
        try:
            from Crypto.Math import Numbers
            from Crypto.PublicKey import RSA
        except (ImportError, OSError) as error:
            raise Unfit(f"PyCryptodome cannot be loaded: {error}.") from error
        if Numbers._implementation.get("library") != CONSTANT_TIME:  # noqa: SLF001 (what we must know has no public name)
            raise Unfit("PyCryptodome has no constant-time arithmetic on this machine.")
        if not hasattr(RSA.RsaKey, "_decrypt_to_bytes"):
            raise Unfit("PyCryptodome is another version than the one that was tested.")
        self._read = RSA.import_key

    def forget(self) -> None:
        """Nothing is kept."""

    def sign(self, private_key: bytes, blinded: bytes) -> bytes:
        """Return the raw RSA signature of `blinded`; see `Backend`."""
        try:
            key = self._read(private_key)
            signature: bytes = key._decrypt_to_bytes(  # type: ignore[no-untyped-call]  # noqa: SLF001 (see the top)
                int.from_bytes(blinded, "big")
            )
        except (ValueError, TypeError) as error:
            raise Fault("PyCryptodome did not sign.") from error
        return signature

    def recover(self, private_key: bytes, signature: bytes) -> bytes:
        """Return what was signed; see `Backend`. Nothing here is secret, so the key is not tried as `sign` tries it."""
        try:
            modulus, exponent = key_folder.public_numbers(private_key)
        except (ValueError, TypeError) as error:
            raise Fault("The public half of the key cannot be read.") from error
        return pow(int.from_bytes(signature, "big"), exponent, modulus).to_bytes(len(signature), "big")
