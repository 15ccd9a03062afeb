# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""API keys of the tenancy's users: created at first use and kept in memory."""

from __future__ import annotations

import hashlib
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from ..tenancy.clock import timestamp
from ..tenancy.tenancy import Tenancy

SHORTEST_BITS = 2048
"""The minimum of OCI: https://docs.oracle.com/en-us/iaas/Content/API/Concepts/apisigningkey.htm."""

Pair: TypeAlias = tuple[str, rsa.RSAPrivateKey]
"""A private key as text and as an object."""


class Credentials:
    """One key pair for each user that requires one.

    `pairs` may be shared with other tenancies that have the same users, because generating a pair takes longer than
    most tests. OCI accepts keys of 2048 bits and more; shorter ones load and sign faster.
    """

    def __init__(self, tenancy: Tenancy, pairs: dict[str, Pair] | None = None, *, bits: int = SHORTEST_BITS) -> None:
        self._tenancy = tenancy
        self._bits = bits
        self._pairs: dict[str, Pair] = {} if pairs is None else pairs
        self._known: set[str] = set()
        """The users whose public key is registered in this tenancy."""

    def moved_to(self, tenancy: Tenancy) -> Credentials:
        """These keys for a new tenancy with the same users."""
        moved = Credentials(
            tenancy,
            {user: pair for user, pair in self._pairs.items() if tenancy.store.find(user, kind="user") is not None},
            bits=self._bits,
        )
        for user_id in [each for each in moved._pairs if each in self._known]:
            moved._register(user_id)
        return moved

    def private_key(self, user_id: str) -> tuple[str, str]:
        """The user's private key as text and its fingerprint. The public key is registered in the tenancy."""
        if user_id not in self._pairs:
            key = rsa.generate_private_key(public_exponent=65537, key_size=self._bits)
            self._pairs[user_id] = (pem_of(key), key)
        if user_id not in self._known:
            self._register(user_id)
        text, key = self._pairs[user_id]
        return text, fingerprint(key.public_key())

    def config(self, user_id: str, *, region: str | None = None) -> dict[str, Any]:
        """The SDK configuration of a user."""
        key, key_fingerprint = self.private_key(user_id)
        return {
            "tenancy": self._tenancy.id,
            "user": user_id,
            "fingerprint": key_fingerprint,
            "key_content": key,
            "region": region or self._tenancy.home_region,
        }

    def _register(self, user_id: str) -> None:
        self._known.add(user_id)
        public_key = self._pairs[user_id][1].public_key()
        pem = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")
        key_fingerprint = fingerprint(public_key)
        self._tenancy.store.add(
            "api_key",
            {
                "keyId": f"{self._tenancy.id}/{user_id}/{key_fingerprint}",
                "keyValue": pem,
                "fingerprint": key_fingerprint,
                "userId": user_id,
                "timeCreated": timestamp(self._tenancy.clock.now()),
                "lifecycleState": "ACTIVE",
            },
            hidden={"compartment_id": self._tenancy.id},
        )


def pem_of(key: rsa.RSAPrivateKey) -> str:
    """The private key as text, without a passphrase."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def fingerprint(public_key: rsa.RSAPublicKey) -> str:
    """The MD5 of the DER form, as OCI and OpenSSL show it."""
    der = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.md5(der, usedforsecurity=False).hexdigest()
    return ":".join(digest[place : place + 2] for place in range(0, 32, 2))
