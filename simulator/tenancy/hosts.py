# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host names of one tenancy's cloud. Any other name does not resolve."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from ..catalog.endpoints import Endpoint, is_cloud_host, resolve
from .resource import Resource
from .tenancy import Tenancy

# The domain of realm-specific endpoint templates of the public realm (oci-facts.md, section 1).
_REALM_SPECIFIC_DOMAIN = "customer-oci.com"


def exists(host: str, tenancy: Tenancy) -> bool:
    """Whether the name resolves: hosts of services in every region of OCI, and those of the tenancy's own domains."""
    domains = frozenset(region.domain for region in tenancy.regions.values()) | {_REALM_SPECIFIC_DOMAIN}
    if not is_cloud_host(host, domains=domains):
        return False
    endpoint = resolve(host)
    return endpoint is not None and (endpoint.domain is None or domain_of(endpoint, tenancy) is not None)


def endpoint_in(tenancy: Tenancy, host: str) -> Endpoint | None:
    """The endpoint of a host that serves the tenancy; an identity domain is served from its home region."""
    endpoint = resolve(host)
    if endpoint is not None and endpoint.domain is not None:
        domain = domain_of(endpoint, tenancy)
        return replace(endpoint, region=str(domain.data["homeRegion"])) if domain else None
    # A region that is not subscribed has none of the tenancy's users.
    return endpoint if endpoint is not None and endpoint.region in tenancy.regions else None


def domain_of(endpoint: Endpoint, tenancy: Tenancy) -> Resource | None:
    """The identity domain of a host."""
    for domain in tenancy.store.listing("domain"):
        name = urlsplit(str(domain.data["url"])).hostname or ""
        if name.partition(".")[0] == endpoint.domain:
            return domain
    return None
