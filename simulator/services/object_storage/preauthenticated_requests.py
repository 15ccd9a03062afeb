# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pre-authenticated requests: addresses that require no signature. `unsigned_requests.py` serves them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, invalid
from .uploads import Uploads

_OF_ONE_OBJECT = ("ObjectRead", "ObjectWrite", "ObjectReadWrite")
# https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/usingpreauthenticatedrequests.htm, "Required Permissions".
_TO_READ, _TO_WRITE = ("OBJECT_READ",), ("OBJECT_CREATE", "OBJECT_OVERWRITE")


def reads(access_type: str) -> bool:
    """Whether a type of access permits reading objects."""
    return "Read" in access_type


def writes(access_type: str) -> bool:
    """Whether a type of access permits writing objects."""
    return access_type.endswith("Write")


def is_of_one_object(access_type: str) -> bool:
    """Whether it applies to the specified object only, and not to all objects with the prefix."""
    return access_type in _OF_ONE_OBJECT


def seconds_of(time: str) -> float:
    """A time in seconds since the epoch; UTC by default."""
    when = datetime.fromisoformat(time.replace("Z", "+00:00"))
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


class PreauthenticatedRequests(Uploads):
    """Stored in the bucket by id; the secret part of the address is returned only once [sdk]."""

    def create_preauthenticated_request(self, call: Call) -> dict[str, Any]:
        """Create an address for one object, or for all objects with a prefix, until it expires."""
        bucket, body = call.the_target(), call.body
        access_type = body["accessType"]
        if is_of_one_object(access_type) and not body.get("objectName"):
            raise invalid(f"objectName is required for the access type {access_type}.")
        if seconds_of(body["timeExpires"]) <= self.store.clock.now():
            raise invalid("timeExpires must be in the future.")
        self._check_creator(call, access_type)
        token = self.tenancy.identifiers.url_safe(64)
        request = {**body, "id": f"{self.new_id()}:{bucket.data['name']}", "timeCreated": self.now()}
        # Internal fields: responses contain the fields of their models only.
        secrets = {
            "token": token,
            "creator": {
                "kind": call.principal.kind,
                "id": call.principal.id,
                "attributes": dict(call.principal.attributes),
            },
        }
        requests = {**self._requests(call), request["id"]: {**request, **secrets}}
        self.change_bucket(bucket, {}, preauthenticated_requests=requests)
        # "The URL generated [...] for an object with a prefix doesn't contain the prefix."
        name = quote(body["objectName"]) if is_of_one_object(access_type) else ""
        uri = f"/p/{token}/n/{self.tenancy.namespace}/b/{quote(bucket.data['name'])}/o/{name}"
        return {**request, "accessUri": uri, "fullPath": f"https://objectstorage.{call.region}.oraclecloud.com{uri}"}

    def get_preauthenticated_request(self, call: Call) -> dict[str, Any]:
        """One request, without its address."""
        return self._request(call)

    def list_preauthenticated_requests(self, call: Call) -> list[dict[str, Any]]:
        """The requests of a bucket."""
        prefix = str(call.query.get("objectNamePrefix", ""))
        return [one for one in self._requests(call).values() if str(one.get("objectName", "")).startswith(prefix)]

    def delete_preauthenticated_request(self, call: Call) -> None:
        """Revoke the address."""
        closed = self._request(call)["id"]
        requests = {id: one for id, one in self._requests(call).items() if id != closed}
        self.change_bucket(call.the_target(), {}, preauthenticated_requests=requests)

    def _check_creator(self, call: Call, access_type: str) -> None:
        """The creator of an address requires the permissions that it grants."""
        needed = (*(_TO_READ if reads(access_type) else ()), *(_TO_WRITE if writes(access_type) else ()))
        bucket = call.the_target()
        variables = self.variables(call)
        if call.body.get("objectName"):
            variables["target.object.name"] = call.body["objectName"]
        named = {name.replace(".", "__"): value for name, value in variables.items()}
        if not all(call.allows(permission, bucket.compartment_id, **named) for permission in needed):
            raise self.refusal(call)

    @staticmethod
    def _requests(call: Call) -> dict[str, dict[str, Any]]:
        requests: dict[str, dict[str, Any]] = call.the_target().hidden.get("preauthenticated_requests", {})
        return requests

    def _request(self, call: Call) -> dict[str, Any]:
        """The request of the path; the code of its 404 is assumed."""
        found = self._requests(call).get(call.path["parId"])
        if found is None:
            raise ServiceProblem(404, "NotFound", "There is no such pre-authenticated request.")
        return found
