# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An identity domain with a few users in groups, read and written by SCIM through the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from tests.unit.simulator.services.identity_tenancy import IDENTITY, Clients, add_user

DOMAINS = "identity_domains.IdentityDomainsClient"
models = oci.identity_domains.models
classic = oci.identity.models
GROUP = "urn:ietf:params:scim:schemas:oracle:idcs:extension:group:Group"
CAPABILITIES = "urn:ietf:params:scim:schemas:oracle:idcs:extension:capabilities:User"
ALL = ["all"]
PATCH = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]
NAMES = ["admin", "ann", "ben", "carl@example.com"]


class Scim:
    """A domain with a few users in groups, and clients of it."""

    def __init__(self, cloud: Cloud, client: Clients) -> None:
        self.cloud, self._client = cloud, client
        self.identity = client(IDENTITY)
        (self.domain,) = self.identity.list_domains(cloud.tenancy.id).data
        self.url = self.domain.url
        self.ann = add_user(cloud, self.identity, "ann")
        self.ben = add_user(cloud, self.identity, "ben", "Allow group ben to inspect users in tenancy")
        self.carl = add_user(cloud, self.identity, "carl@example.com")
        details = classic.UpdateUserDetails(email="ann@example.com", freeform_tags={"team": "a"})
        self.identity.update_user(self.ann, details)
        self.client = self.as_user("admin")

    def as_user(self, name: str) -> Any:
        return self._client(DOMAINS, user=name, endpoint=self.url)

    def names(self, **options: Any) -> list[str]:
        return [user.user_name for user in self.client.list_users(**options).data.resources]

    def user(self, name: str, **options: Any) -> Any:
        (found,) = self.client.list_users(filter=f'userName eq "{name}"', **options).data.resources
        return found


def refused(call: Callable[[], Any]) -> tuple[int, Any]:
    """Status and message id; every error is a SCIM error."""
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        call()
    body = caught.value.args[0]
    assert body["schemas"][0] == "urn:ietf:params:scim:api:messages:2.0:Error"
    assert (caught.value.code, bool(body["detail"])) == (None, True)
    # The SDK converts the names of fields.
    return caught.value.status, body.get("urn:ietf:params:scim:api:oracle:idcs:extension:messages:_error")
