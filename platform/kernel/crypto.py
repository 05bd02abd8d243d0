"""Envelopes. Nothing here is home-made: AES-256-GCM and HPKE (RFC 9180) by ``cryptography``.

An envelope is ``format byte | key id (4) | nonce (12) | ciphertext and tag``. What is sealed to a public key
can be opened only by who holds the private one: the public portal seals and cannot open.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = 1
_NONCE = 12
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class CannotOpen(ValueError):
    """Raised for a ciphertext that is not whole, not ours, or bound to another place."""


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """An AES-256 key that encrypts what belongs together, e.g. one case."""

    secret: bytes

    @classmethod
    def new(cls) -> DataKey:
        return cls(AESGCM.generate_key(256))

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys apart and say nothing of them."""
        return hashlib.sha256(b"key id" + self.secret).digest()[:4]

    def encrypt(self, plain: bytes, *, aad: bytes) -> bytes:
        """An envelope of ``plain``, bound to ``aad`` (organisation, place and subject)."""
        nonce = secrets.token_bytes(_NONCE)
        return bytes([FORMAT]) + self.key_id + nonce + AESGCM(self.secret).encrypt(nonce, plain, aad)

    def decrypt(self, envelope: bytes, *, aad: bytes) -> bytes:
        """What ``encrypt`` was given.

        Raises:
            CannotOpen: for another key, another place, or a changed envelope.
        """
        if len(envelope) < 5 + _NONCE or envelope[0] != FORMAT or envelope[1:5] != self.key_id:
            raise CannotOpen("the envelope is not of this key")
        try:
            return AESGCM(self.secret).decrypt(envelope[5 : 5 + _NONCE], envelope[5 + _NONCE :], aad)
        except InvalidTag as error:
            raise CannotOpen("the envelope does not open here") from error


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals to an X25519 public key (32 raw bytes)."""

    public_key: bytes

    def seal(self, plain: bytes, *, info: bytes) -> bytes:
        return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(self.public_key), info)


@dataclass(frozen=True, slots=True, repr=False)
class Opener:
    """Opens what was sealed to the public half of this X25519 private key (32 raw bytes)."""

    private_key: bytes

    @classmethod
    def new(cls) -> Opener:
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    @property
    def public_key(self) -> bytes:
        return X25519PrivateKey.from_private_bytes(self.private_key).public_key().public_bytes_raw()

    def open(self, sealed: bytes, *, info: bytes) -> bytes:
        """What was sealed.

        Raises:
            CannotOpen: for another key, another ``info``, or changed bytes.
        """
        try:
            return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(self.private_key), info)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen("the seal does not open here") from error


def derive(secret: bytes, *, purpose: str, length: int = 32) -> bytes:
    """Key material for one purpose from a secret of full entropy (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode()).derive(secret)


def fingerprint(key: bytes, text: str) -> bytes:
    """HMAC-SHA256: equal texts give equal bytes, and without the key nobody can try texts out."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
