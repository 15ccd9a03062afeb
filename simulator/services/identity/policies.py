# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies: their statements are in effect some time after they are written (oci-facts.md, section 9)."""

from __future__ import annotations

from typing import Any

from ...iam.evaluation import Rules, validate
from ...iam.statements import InvalidStatement
from ...protocol.call import Call
from ...protocol.problems import ServiceProblem, invalid
from ...tenancy.resource import Resource
from .identity_service import IdentityService

# "500 statements from root to any leaf, hard" [D-P500].
MOST_STATEMENTS_IN_A_HIERARCHY = 500


class Policies(IdentityService):
    """Policies, each attached to a compartment or to the tenancy."""

    def variables(self, call: Call) -> dict[str, Any]:
        """Also `target.policy.type`: the kinds of statements that are written or deleted (D-DENY)."""
        body = call.body if isinstance(call.body, dict) else {}
        held = call.target.data["statements"] if call.target is not None and call.operation.writes else ()
        kinds = {
            "deny" if each.strip().lower().startswith("deny") else "allow" for each in body.get("statements", held)
        }
        return {**super().variables(call), **({"target.policy.type": sorted(kinds)} if kinds else {})}

    def create_policy(self, call: Call) -> Resource:
        """The name is unique in the tenancy [sdk]; the statements are in effect after `iam_propagation_seconds`."""
        body = call.body
        statements = self._checked(body["statements"], self.compartment(call))
        policy = self.create(
            call,
            "policy",
            {"statements": statements, **_version(body)},
            siblings=self.store.listing("policy"),
            hidden={"effective_statements": []},
        )
        self._schedule_effect(policy, statements)
        return policy

    def get_policy(self, call: Call) -> Resource:
        """One policy."""
        return call.the_target()

    def list_policies(self, call: Call) -> list[Resource]:
        """The policies attached to this compartment, not those above or below it [sdk]."""
        return [policy for policy in self.in_compartment(call, "policy") if policy.state != "DELETED"]

    def update_policy(self, call: Call) -> Resource:
        """New statements replace all old ones [sdk]."""
        policy, body = call.the_target(), call.body
        if "statements" in body:
            self._checked(body["statements"], policy.compartment_id, replaced=policy)
        self.store.change(policy, {**body, **_version(body)})
        if "statements" in body:
            self._schedule_effect(policy, body["statements"])
        return policy

    def delete_policy(self, call: Call) -> None:
        """Removed from lists at once; its statements stay in effect for as long as changes take."""
        policy = call.the_target()
        self.store.timeline.drop(policy)
        if self.tenancy.iam_propagation_seconds:
            self.store.change(policy, {"lifecycleState": "DELETED"})
            self.store.after(self.tenancy.iam_propagation_seconds, policy, removes=True)
        else:
            self.store.remove(policy)

    def _schedule_effect(self, policy: Resource, statements: list[str]) -> None:
        def take_effect(changed: Resource) -> None:
            self.store.change(changed, {}, effective_statements=list(statements))

        if self.tenancy.iam_propagation_seconds:
            self.store.after(self.tenancy.iam_propagation_seconds, policy, then=take_effect)
        else:
            take_effect(policy)

    def _checked(self, statements: list[str], compartment_id: str, *, replaced: Resource | None = None) -> list[str]:
        """The statements, each checked for the compartment; raises OCI's 400."""
        most = int(self.tenancy.variants["statements_per_policy"])
        if not statements:
            raise invalid("A policy must have at least one statement.")
        if len(statements) > most:
            raise _too_many(f"A policy may have {most} statements, not {len(statements)}.")
        chosen = self.tenancy.variants
        rules = Rules(
            deny=chosen["deny_policies"] == "enabled",
            deleted_compartments=chosen["statements_about_deleted_compartments"] == "accepted",
            unknown_services=chosen["statements_about_unknown_services"] == "accepted",
        )
        for statement in statements:
            try:
                validate(statement, compartment_id, self.tenancy.access, rules)
            except InvalidStatement as error:
                raise invalid(str(error)) from None
        fullest = self._most_statements_through(compartment_id, ignored=replaced) + len(statements)
        if fullest > MOST_STATEMENTS_IN_A_HIERARCHY:
            raise _too_many(
                f"A compartment hierarchy may have {MOST_STATEMENTS_IN_A_HIERARCHY} statements, not {fullest}."
            )
        return statements

    def _most_statements_through(self, compartment_id: str, *, ignored: Resource | None) -> int:
        """The largest number of statements on any path from the root through this compartment."""
        access = self.tenancy.access
        count: dict[str, int] = {}
        for policy in self.store.listing("policy"):
            if policy is not ignored and policy.state != "DELETED":
                count[policy.compartment_id] = count.get(policy.compartment_id, 0) + len(policy.data["statements"])
        ends = [compartment_id, *count]
        lines = [line for line in map(access.ancestors, ends) if compartment_id in line]
        return max(sum(count.get(each, 0) for each in line) for line in lines)


def _version(body: dict[str, Any]) -> dict[str, str]:
    """The version date of the statements, stored as a date [sdk]."""
    return {"versionDate": str(body["versionDate"])[:10]} if body.get("versionDate") else {}


def _too_many(message: str) -> ServiceProblem:
    """That the code is LimitExceeded is assumed; it is in D-ERR."""
    return ServiceProblem(400, "LimitExceeded", message)
