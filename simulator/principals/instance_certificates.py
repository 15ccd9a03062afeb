# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificates of instances: a root, an intermediate, and a leaf for each instance."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from .instance import Instance

# Real leaves are valid for hours and are replaced in place: the SDK reads them again for each token. Assumed lifetime.
_LEAF_LIFETIME = timedelta(hours=6)
_AUTHORITY_LIFETIME = timedelta(days=3650)
# The clocks of clients may be slightly behind.
_LEEWAY = timedelta(minutes=10)


@dataclass(frozen=True)
class Holder:
    """The instance that a verified leaf was issued to, and its public key."""

    tenancy_id: str
    compartment_id: str
    instance_id: str
    public_key: rsa.RSAPublicKey


@dataclass(frozen=True)
class _Issued:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


class InstanceCertificates:
    """Issues and verifies certificates. The authority belongs to OCI, so all clouds of a process share it."""

    def __init__(self) -> None:
        self._issued: dict[tuple[str, ...], _Issued] = {}

    def issue(self, instance: Instance, *, now: float) -> tuple[bytes, bytes]:
        """The instance's certificate and its private key as PEM; both are reused for half of their lifetime."""
        about, time = _units(instance), datetime.fromtimestamp(now, UTC)
        issued = self._issued.get(about)
        if issued is None or time > issued.certificate.not_valid_after_utc - _LEAF_LIFETIME / 2:
            key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            # The common name of a real leaf is the OCID, which exceeds the limit of X.520 and cannot be encoded here.
            names = [x509.NameAttribute(NameOID.COMMON_NAME, instance.display_name)]
            names += [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in about]
            certificate = (
                _builder(x509.Name(names), key.public_key(), begin=time, lifetime=_LEAF_LIFETIME, is_authority=False)
                .issuer_name(_intermediate().subject)
                .sign(_intermediate_key(), SHA256())
            )
            issued = self._issued[about] = _Issued(certificate, key)
        key_text = issued.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        return issued.certificate.public_bytes(Encoding.PEM), key_text

    def intermediate(self) -> bytes:
        """The intermediate certificate as PEM."""
        return _intermediate().public_bytes(Encoding.PEM)

    def verify(self, leaf: x509.Certificate, intermediates: Iterable[x509.Certificate], *, now: float) -> Holder:
        """The holder of a leaf. Raises ValueError for a foreign, expired or unrelated certificate."""
        between = next((each for each in intermediates if _has_issued(each, leaf)), None)
        if between is None or not _has_issued(_root(), between):
            raise ValueError("the certificate was not issued by the authority for instances")
        time = datetime.fromtimestamp(now, UTC)
        if not all(each.not_valid_before_utc <= time <= each.not_valid_after_utc for each in (leaf, between)):
            raise ValueError("the certificate is not valid at this time")
        units = [str(unit.value) for unit in leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)]
        facts = dict(unit.split(":", 1) for unit in units if ":" in unit)
        public_key = leaf.public_key()
        if facts.get("opc-certtype") != "instance" or not isinstance(public_key, rsa.RSAPublicKey):
            raise ValueError("the certificate does not belong to an instance")
        return Holder(
            tenancy_id=facts["opc-tenant"],
            compartment_id=facts["opc-compartment"],
            instance_id=facts["opc-instance"],
            public_key=public_key,
        )


def _units(instance: Instance) -> tuple[str, ...]:
    """The organizational units of a leaf's subject.

    As in real leaves, quoted in public clients; the SDK reads the tenancy (`sdk:auth/auth_utils.py`).
    """
    return (
        "opc-certtype:instance",
        f"opc-compartment:{instance.compartment_id}",
        f"opc-instance:{instance.id}",
        f"opc-tenant:{instance.tenancy_id}",
    )


def _has_issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _builder(
    subject: x509.Name,
    public_key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    *,
    begin: datetime,
    lifetime: timedelta,
    is_authority: bool,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin - _LEEWAY)
        .not_valid_after(begin + lifetime)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )


@functools.cache
def _root_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@functools.cache
def _intermediate_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@functools.cache
def _root() -> x509.Certificate:
    return _authority("Simulated PKISVC Root", _root_key())


@functools.cache
def _intermediate() -> x509.Certificate:
    return _authority("Simulated PKISVC Identity Intermediate", _intermediate_key())


def _authority(name: str, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A certificate of an authority, signed by the root."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = _root().subject if key is not _root_key() else subject
    begin = datetime.now(UTC)
    return (
        _builder(subject, key.public_key(), begin=begin, lifetime=_AUTHORITY_LIFETIME, is_authority=True)
        .issuer_name(issuer)
        .sign(_root_key(), SHA256())
    )
