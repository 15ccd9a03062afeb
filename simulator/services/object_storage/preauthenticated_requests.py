# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pre-authenticated requests: made and told, though the simulated hosts do not answer requests without a signature."""

from __future__ import annotations

from typing import Any

from ...gateway.call import Call
from ...gateway.problems import ServiceProblem, invalid
from .uploads import Uploads

_OF_ONE_OBJECT = ("ObjectRead", "ObjectWrite", "ObjectReadWrite")


class PreauthenticatedRequests(Uploads):
    """Kept in the bucket by id; the secret part of the address is told only once [sdk]."""

    def create_preauthenticated_request(self, call: Call) -> dict[str, Any]:
        """An address that opens one object, or the whole bucket, until it expires."""
        bucket, body = call.the_target(), call.body
        if body["accessType"] in _OF_ONE_OBJECT and not body.get("objectName"):
            raise invalid(f"objectName is required for the access type {body['accessType']}.")
        if body["timeExpires"] <= self.now():
            raise invalid("timeExpires must be in the future.")
        request = {**body, "id": f"{self.new_id()}:{bucket.data['name']}", "timeCreated": self.now()}
        requests = {**self._requests(call), request["id"]: request}
        self.change_bucket(bucket, {}, preauthenticated_requests=requests)
        place = f"/n/{self.tenancy.namespace}/b/{bucket.data['name']}/o/{body.get('objectName', '')}"
        uri = f"/p/{self.tenancy.identifiers.letters(64)}{place}"
        return {**request, "accessUri": uri, "fullPath": f"https://objectstorage.{call.region}.oraclecloud.com{uri}"}

    def get_preauthenticated_request(self, call: Call) -> dict[str, Any]:
        """One, without its address."""
        return self._request(call)

    def list_preauthenticated_requests(self, call: Call) -> list[dict[str, Any]]:
        """Those of a bucket."""
        prefix = str(call.query.get("objectNamePrefix", ""))
        return [one for one in self._requests(call).values() if str(one.get("objectName", "")).startswith(prefix)]

    def delete_preauthenticated_request(self, call: Call) -> None:
        """Close the address."""
        closed = self._request(call)["id"]
        requests = {id: one for id, one in self._requests(call).items() if id != closed}
        self.change_bucket(call.the_target(), {}, preauthenticated_requests=requests)

    @staticmethod
    def _requests(call: Call) -> dict[str, dict[str, Any]]:
        requests: dict[str, dict[str, Any]] = call.the_target().hidden.get("preauthenticated_requests", {})
        return requests

    def _request(self, call: Call) -> dict[str, Any]:
        """The one of the path; the code of its 404 is assumed."""
        found = self._requests(call).get(call.path["parId"])
        if found is None:
            raise ServiceProblem(404, "NotFound", "There is no such pre-authenticated request.")
        return found
