"""Checks of the two signatures on a contribution: the credential (RSA-PSS) and the act of the pseudonym."""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from nacl.bindings import crypto_sign_open
from nacl.exceptions import CryptoError

from breakthrough.ballotbox.protocol import messages
from breakthrough.ballotbox.protocol.encoding import Malformed

RSA_BITS = 3072
RSA_EXPONENT = 65537
SIGNATURE_LENGTH = RSA_BITS // 8
ACT_LENGTH = 64
SALT_LENGTH = 48
PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_LENGTH)


@lru_cache(maxsize=512)
def load_rsa_key(public_key: bytes) -> rsa.RSAPublicKey:
    """Return the key in a SubjectPublicKeyInfo; raises `Malformed` unless it is RSA-3072 with exponent 65537 in its one encoding."""
    try:
        key = load_der_public_key(public_key)
    except ValueError as error:
        raise Malformed("not a public key") from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size != RSA_BITS:
        raise Malformed("not an RSA key of 3072 bits")
    if key.public_numbers().e != RSA_EXPONENT:
        raise Malformed("an RSA key with another exponent")
    if key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != public_key:
        raise Malformed("a public key in another encoding")
    return key


def is_credential(*, public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether `signature` is the RSA key's on `message` (RSASSA-PSS, SHA-384, salt 48)."""
    try:
        load_rsa_key(public_key).verify(signature, message, PSS, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def is_act(*, alg: int, public_key: bytes, head: bytes, act: bytes) -> bool:
    """Say whether the pseudonym with this public key signed `head`; `alg` 1 is Ed25519, 2 is P-256 with r ‖ s.

    libsodium refuses keys of small order and encodings that are not the shortest, which OpenSSL may take.
    """
    spoken = messages.act_input(head)
    try:
        if alg == 1:
            crypto_sign_open(act + spoken, public_key)
        else:
            half = len(act) // 2
            pair = utils.encode_dss_signature(int.from_bytes(act[:half]), int.from_bytes(act[half:]))
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key).verify(
                pair, spoken, ec.ECDSA(hashes.SHA256())
            )
    except (InvalidSignature, CryptoError, ValueError):
        return False
    return True
