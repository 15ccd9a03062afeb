# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service and the region of a host name."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from oci.regions import REGIONS


@dataclass(frozen=True)
class Endpoint:
    """A host of the cloud: its API, its region, and for a vault's own host the short name of the vault.

    The host of an identity domain contains the domain and no region.
    """

    api: str
    region: str
    vault: str | None = None
    domain: str | None = None


@dataclass(frozen=True)
class Api:
    """One kind of host and the SDK clients that use it."""

    name: str
    clients: tuple[tuple[str, str], ...]


IDENTITY_DOMAIN = "identity-domain"

APIS = (
    # Several SDK clients share the host of the core services (oci-facts.md, section 1).
    Api(
        "iaas",
        (
            ("core", "BlockstorageClient"),
            ("core", "ComputeClient"),
            ("core", "ComputeManagementClient"),
            ("core", "VirtualNetworkClient"),
            ("work_requests", "WorkRequestClient"),
        ),
    ),
    Api("identity", (("identity", "IdentityClient"),)),
    Api("auth", (("identity_data_plane", "DataplaneClient"),)),
    Api("objectstorage", (("object_storage", "ObjectStorageClient"),)),
    Api("database", (("database", "DatabaseClient"),)),
    Api("filestorage", (("file_storage", "FileStorageClient"),)),
    Api("kms", (("key_management", "KmsVaultClient"), ("key_management", "EkmClient"))),
    Api("kms-management", (("key_management", "KmsManagementClient"),)),
    Api("kms-crypto", (("key_management", "KmsCryptoClient"),)),
    Api("query", (("resource_search", "ResourceSearchClient"),)),
    Api(IDENTITY_DOMAIN, (("identity_domains", "IdentityDomainsClient"),)),
)

API_BY_NAME = {api.name: api for api in APIS}

# Host templates of the SDK's clients (oci-facts.md, section 1). Some contain `.oci.`, some do not; the dual-stack and
# realm-specific forms are opt-in on the client. Both spellings of a vault's own host occur in Oracle's examples.
_REGION = r"(?P<region>[a-z0-9]+(?:-[a-z0-9]+)+)"
_DOMAIN = r"(?P<domain>[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
_HOSTS = (
    # The template of the SDK's client: https://idcs-guid.identity.oraclecloud.com.
    (IDENTITY_DOMAIN, rf"(?P<idcs>idcs-[a-z0-9]+)\.identity\.{_DOMAIN}"),
    ("iaas", rf"iaas\.{_REGION}\.(?:ds\.oci\.)?{_DOMAIN}"),
    ("identity", rf"identity\.{_REGION}\.(?:oci\.)?{_DOMAIN}"),
    ("auth", rf"auth\.{_REGION}\.(?:oci\.)?{_DOMAIN}"),
    ("objectstorage", rf"(?:[a-z0-9]+\.)?objectstorage\.{_REGION}\.(?:ds\.)?(?:oci\.)?{_DOMAIN}"),
    ("database", rf"database\.{_REGION}\.(?:oci\.)?{_DOMAIN}"),
    ("filestorage", rf"filestorage\.{_REGION}\.(?:ds\.)?(?:oci\.)?{_DOMAIN}"),
    ("kms-management", rf"(?P<vault>[a-z0-9]+)-management\.kms\.{_REGION}\.(?:oci\.)?{_DOMAIN}"),
    ("kms-crypto", rf"(?P<vault>[a-z0-9]+)-crypto\.kms\.{_REGION}\.(?:oci\.)?{_DOMAIN}"),
    ("kms", rf"kms\.{_REGION}\.(?:oci\.)?{_DOMAIN}"),
    ("query", rf"query\.{_REGION}\.(?:oci\.)?{_DOMAIN}"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _HOSTS)
_ANY_SERVICE = re.compile(rf"(?P<service>[a-z0-9.-]+?)\.{_REGION}\.(?:oc[ip]\.|ds\.oci\.)?{_DOMAIN}")


@functools.lru_cache(maxsize=4096)
def resolve(host: str) -> Endpoint | None:
    """The endpoint of a host name (a port is ignored), or `None` if it belongs to no service of OCI."""
    name = host.rsplit(":", 1)[0].lower() if ":" in host else host.lower()
    for api, pattern in _PATTERNS:
        match = pattern.fullmatch(name)
        if match:
            parts = match.groupdict()
            return Endpoint(api=api, region=parts.get("region", ""), vault=parts.get("vault"), domain=parts.get("idcs"))
    match = _ANY_SERVICE.fullmatch(name)
    if match:
        return Endpoint(api=match["service"], region=match["region"])
    return None


def is_cloud_host(host: str, *, domains: frozenset[str]) -> bool:
    """Whether OCI has such a host below the domains: of a service in one of its regions, or of an identity domain."""
    name = host.rsplit(":", 1)[0].lower()
    if not any(name.endswith("." + domain) for domain in domains):
        return False
    endpoint = resolve(name)
    return endpoint is not None and (endpoint.domain is not None or endpoint.region in REGIONS)
