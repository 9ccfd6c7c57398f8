"""A device with a passkey in software: answers the browser's questions as WebAuthn level 3 says, wrongly where a test wants it."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


@dataclass
class Device:
    """One passkey on one device; `counter` grows with every use unless it stays 0."""

    origin: str = "http://localhost:8000"
    site: str = "localhost"
    counter: int = 0
    belongs_to: bytes = b""
    verifies_user: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, question: dict[str, Any]) -> str:
        """Answer the question to make a passkey."""
        self.belongs_to = unwritten(question["publicKey"]["user"]["id"])
        credential = AttestedCredentialData.create(Aaguid.NONE, self.credential_id, self._public_key())
        attestation = AttestationObject.create("none", self._about(credential), {})
        return self._answer(
            {"attestationObject": written(attestation)}, self._client("webauthn.create", question)
        )

    def enter(self, question: dict[str, Any]) -> str:
        """Answer the question to sign in."""
        client = self._client("webauthn.get", question)
        about = self._about()
        signature = self.key.sign(bytes(about) + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "authenticatorData": written(about),
                "signature": written(signature),
                "userHandle": written(self.belongs_to),
            },
            client,
        )

    def _public_key(self) -> ES256:
        numbers = self.key.public_key().public_numbers()
        return ES256(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )

    def _about(self, credential: bytes = b"") -> AuthenticatorData:
        flags = FLAG.UP | (FLAG.UV if self.verifies_user else FLAG(0)) | (FLAG.AT if credential else FLAG(0))
        about = AuthenticatorData.create(
            hashlib.sha256(self.site.encode()).digest(), flags, self.counter, credential
        )
        assert isinstance(about, AuthenticatorData)
        return about

    def _client(self, kind: str, question: dict[str, Any]) -> bytes:
        return json.dumps(
            {
                "type": kind,
                "challenge": question["publicKey"]["challenge"],
                "origin": self.origin,
                "crossOrigin": False,
            }
        ).encode()

    def _answer(self, parts: dict[str, str], client: bytes) -> str:
        identifier = written(self.credential_id)
        return json.dumps(
            {
                "id": identifier,
                "rawId": identifier,
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {**parts, "clientDataJSON": written(client)},
            }
        )


def written(octets: bytes) -> str:
    """Write octets as URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def unwritten(text: str) -> bytes:
    """Read URL-safe base64 without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
