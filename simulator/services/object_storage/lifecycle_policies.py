# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The object lifecycle policy of a bucket: kept and told, though no object is ever moved or deleted by it."""

from __future__ import annotations

from typing import Any

from ...gateway.call import Answer, Call
from ...gateway.problems import ServiceProblem
from .problems import if_none_match_failed
from .uploads import Uploads


class LifecyclePolicies(Uploads):
    """At most one for each bucket."""

    def put_object_lifecycle_policy(self, call: Call) -> Answer:
        """Replaces the whole policy; no rules at all take it away [sdk]."""
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
        """Take the policy away."""
        self.get_object_lifecycle_policy(call)
        self.change_bucket(call.the_target(), {"objectLifecyclePolicyEtag": None}, lifecycle_policy=None)
