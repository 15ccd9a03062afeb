# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens for instances: POST `https://auth.<region>/v1/x509`, signed with the key of the instance's certificate.

Source: `sdk:auth/federation_client.py`; the Go SDK uses SHA-256 fingerprints in its key id, the Python SDK SHA-1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm

from ..protocol.messages import Request, Response
from ..protocol.problems import not_authenticated
from ..protocol.signing import verify
from ..tenancy.tenancy import Tenancy
from .instance import Machine
from .instance_certificates import Holder, InstanceCertificates
from .public_keys import certificate_in, public_key_in

# This request signs its target and its body, but not the host (`AuthTokenRequestSigner`).
_SIGNED = frozenset({"(request-target)"})
_FINGERPRINTS: Mapping[str, HashAlgorithm] = {"fed-x509": SHA1(), "fed-x509-sha256": SHA256()}
# Twenty minutes, as in the public token of an instance.
_LIFETIME_SECONDS = 1200


class Federation:
    """Exchanges certificates for tokens."""

    def __init__(self, tenancy: Tenancy, certificates: InstanceCertificates, machine: Machine) -> None:
        self._tenancy = tenancy
        self._certificates = certificates
        self._machine = machine

    def exchange(self, request: Request) -> Response:
        """A token for the holder of the certificate. Every error is a 401 without an explanation, as in OCI.

        A `purpose` is for Oracle's own services, whose certificates do not exist here; it is rejected (assumed).
        """
        try:
            body = json.loads(request.body)
            leaf, holder = self._holder(body)
            session_key = public_key_in(body["publicKey"])
        except (ValueError, KeyError, TypeError, AttributeError):
            raise not_authenticated() from None
        if holder.tenancy_id != self._tenancy.id or body.get("purpose"):
            raise not_authenticated()

        def signing_key(key_id: str) -> RSAPublicKey | None:
            return holder.public_key if key_id in _key_ids(holder.tenancy_id, leaf) else None

        now = self._tenancy.clock.wall()
        verify(request, public_key=signing_key, now=now, body_is_signed=True, always_signed=_SIGNED)
        return Response(200, {}, json.dumps({"token": self._token(holder, session_key)}).encode("ascii"))

    def _holder(self, body: Mapping[str, Any]) -> tuple[x509.Certificate, Holder]:
        leaf = certificate_in(body["certificate"])
        between = [certificate_in(text) for text in body.get("intermediateCertificates", ())]
        return leaf, self._certificates.verify(leaf, between, now=self._tenancy.clock.wall())

    def _token(self, holder: Holder, session_key: RSAPublicKey) -> str:
        instance = self._machine.instance
        attributes = {"instance.id": holder.instance_id, "instance.compartment.id": holder.compartment_id}
        if instance.id == holder.instance_id:
            attributes = {**instance.attributes(), **attributes}
        return self._tenancy.tokens.issue(
            kind="instance",
            subject=holder.instance_id,
            public_key=session_key,
            attributes=attributes,
            claims={
                "ttype": "x509",
                "opc-certtype": "instance",
                "opc-instance": holder.instance_id,
                "opc-compartment": holder.compartment_id,
                "opc-tenant": holder.tenancy_id,
            },
            lifetime_seconds=_LIFETIME_SECONDS,
        )


def _key_ids(tenancy_id: str, leaf: x509.Certificate) -> set[str]:
    """The key ids with which the holder of the leaf can sign, in lower and upper case."""
    ids = set()
    for name, algorithm in _FINGERPRINTS.items():
        fingerprint = leaf.fingerprint(algorithm).hex(":")
        ids |= {f"{tenancy_id}/{name}/{fingerprint}", f"{tenancy_id}/{name}/{fingerprint.upper()}"}
    return ids
