# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retention rules of a bucket: the objects that they cover can be neither deleted nor overwritten."""

from __future__ import annotations

from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, invalid
from .uploads import Uploads


class RetentionRules(Uploads):
    """Stored in the bucket by id; `Uploads.check_retained` enforces them."""

    def create_retention_rule(self, call: Call) -> Answer:
        """A rule without a duration applies indefinitely [sdk]; versioned buckets have none (assumed)."""
        if call.the_target().data["versioning"] == "Enabled":
            raise invalid("Retention rules cannot be used together with versioning.")
        now = self.now()
        rule = {
            "displayName": "",
            **call.body,
            "id": self.new_id(),
            "etag": self.new_id(),
            "timeCreated": now,
            "timeModified": now,
        }
        return self._keep(call, rule)

    def get_retention_rule(self, call: Call) -> Answer:
        """One rule."""
        rule = self._rule(call)
        return Answer(rule, headers={"etag": rule["etag"]})

    def list_retention_rules(self, call: Call) -> list[dict[str, Any]]:
        """The rules of a bucket."""
        return list(call.the_target().hidden.get("retention_rules", {}).values())

    def update_retention_rule(self, call: Call) -> Answer:
        """Only specified fields change, unless the rule is locked."""
        rule = self._unlocked(call)
        return self._keep(call, {**rule, **call.body, "etag": self.new_id(), "timeModified": self.now()})

    def delete_retention_rule(self, call: Call) -> None:
        """Delete a rule, unless it is locked."""
        rule, bucket = self._unlocked(call), call.the_target()
        rules = {id: other for id, other in bucket.hidden["retention_rules"].items() if id != rule["id"]}
        self.change_bucket(bucket, {}, retention_rules=rules)

    def _keep(self, call: Call, rule: dict[str, Any]) -> Answer:
        bucket = call.the_target()
        rules = {**bucket.hidden.get("retention_rules", {}), rule["id"]: rule}
        self.change_bucket(bucket, {}, retention_rules=rules)
        return Answer(rule, headers={"etag": rule["etag"]})

    def _unlocked(self, call: Call) -> dict[str, Any]:
        rule = self._rule(call)
        if rule.get("timeRuleLocked", "9999") <= self.now():
            raise ServiceProblem(409, "Conflict", f"The retention rule '{rule['displayName']}' is locked.")
        return rule

    @staticmethod
    def _rule(call: Call) -> dict[str, Any]:
        """The rule of the path; the code of its 404 is assumed."""
        rule: dict[str, Any] | None = (
            call.the_target().hidden.get("retention_rules", {}).get(call.path["retentionRuleId"])
        )
        if rule is None:
            raise ServiceProblem(404, "RetentionRuleNotFound", "There is no such retention rule.")
        return rule
