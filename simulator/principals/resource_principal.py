# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource principals, version 2.2: the environment that a service of OCI provides to the code it runs.

Source: `sdk:auth/signers/resource_principals_signer.py` and `ephemeral_resource_principals_signer.py`.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa

from ..tenancy.tenancy import Tenancy
from .credentials import pem_of


def environment_of_resource(
    tenancy: Tenancy,
    *,
    id: str,
    type: str,
    compartment_id: str,
    region: str,
    lifetime_seconds: int = 3600,
) -> dict[str, str]:
    """The environment variables of a resource principal: OCI_RESOURCE_PRINCIPAL_VERSION and related ones."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = tenancy.tokens.issue(
        kind="resource",
        subject=id,
        public_key=key.public_key(),
        attributes={"resource.id": id, "resource.type": type, "resource.compartment.id": compartment_id},
        claims={
            "ttype": "res_sp",
            "res_id": id,
            "res_type": type,
            "res_compartment": compartment_id,
            "res_tenant": tenancy.id,
        },
        lifetime_seconds=lifetime_seconds,
    )
    return {
        "OCI_RESOURCE_PRINCIPAL_VERSION": "2.2",
        "OCI_RESOURCE_PRINCIPAL_RPST": token,
        "OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM": pem_of(key),
        "OCI_RESOURCE_PRINCIPAL_REGION": region,
    }
