# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The object lifecycle policy of a bucket: stored and returned, but no object is ever moved or deleted by it."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem
from .problems import if_none_match_failed
from .uploads import Uploads


class LifecyclePolicies(Uploads):
    """At most one policy per bucket."""

    def put_object_lifecycle_policy(self, call: Call) -> Answer:
        """Replace the whole policy; an empty list of rules deletes it [sdk]."""
        bucket = call.the_target()
        if call.headers.get("if-none-match") == "*" and "lifecycle_policy" in bucket.hidden:
            raise if_none_match_failed()
        policy = {"timeCreated": self.now(), "items": call.body.get("items", [])}
        etag = self.new_id()
        self.change_bucket(bucket, {"objectLifecyclePolicyEtag": etag}, lifecycle_policy=policy)
        return Answer(policy, headers={"etag": etag})

    def get_object_lifecycle_policy(self, call: Call) -> Answer:
        """The policy, or a 404 whose code is assumed."""
        bucket = call.the_target()
        policy: dict[str, Any] | None = bucket.hidden.get("lifecycle_policy")
        if not policy:
            raise ServiceProblem(
                404, "LifecyclePolicyNotFound", f"The bucket '{bucket.data['name']}' has no object lifecycle policy."
            )
        return Answer(policy, headers={"etag": str(bucket.data["objectLifecyclePolicyEtag"])})

    def delete_object_lifecycle_policy(self, call: Call) -> None:
        """Delete the policy, if there is one; the response is identical without one.

        Oracle's own forced deletion of a bucket calls this for every bucket, and interprets a 404 as a missing bucket
        (`delete_all_entities` in oracle.oci `oci_object_storage_custom_helpers`).
        """
        bucket = call.the_target()
        if bucket.hidden.get("lifecycle_policy"):
            self.change_bucket(bucket, {"objectLifecyclePolicyEtag": None}, lifecycle_policy=None)
