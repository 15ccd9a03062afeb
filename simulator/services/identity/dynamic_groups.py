# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dynamic groups: resources that act as principals, selected by a matching rule."""

from __future__ import annotations

from ...iam.conditions import Comparison, Text, comparisons
from ...iam.matching_rules import Rule, parse
from ...iam.statements import InvalidStatement
from ...protocol.call import Call
from ...protocol.problems import invalid
from ...tenancy.resource import Resource
from .identity_service import IdentityService


class DynamicGroups(IdentityService):
    """A new rule is in effect at once (assumed; policies are in effect later)."""

    def create_dynamic_group(self, call: Call) -> Resource:
        """The name is unique across dynamic groups and groups [sdk]."""
        self.check_in_tenancy(call.body["compartmentId"])
        rule, matches = self._checked(call.body["matchingRule"])
        named = [*self.store.listing("dynamic_group"), *self.store.listing("group")]
        created = self.create(call, "dynamic_group", {"matchingRule": rule}, siblings=named)
        created.hidden["matches_nothing"] = not matches
        return created

    def get_dynamic_group(self, call: Call) -> Resource:
        """One dynamic group."""
        return call.the_target()

    def list_dynamic_groups(self, call: Call) -> list[Resource]:
        """All dynamic groups of the tenancy."""
        return self.in_compartment(call, "dynamic_group")

    def update_dynamic_group(self, call: Call) -> Resource:
        """Rule, description and tags; the name cannot be changed."""
        hidden: dict[str, bool] = {}
        if "matchingRule" in call.body:
            _rule, matches = self._checked(call.body["matchingRule"])
            hidden["matches_nothing"] = not matches
        self.store.change(call.the_target(), call.body, **hidden)
        return call.the_target()

    def delete_dynamic_group(self, call: Call) -> None:
        """Statements that name it grant nothing any more."""
        self.store.remove(call.the_target())

    def _checked(self, text: str) -> tuple[str, bool]:
        """The rule, and whether it can match anything; raises OCI's 400."""
        try:
            rule = parse(text)
        except InvalidStatement as error:
            raise invalid(str(error)) from None
        bare, played = _unquoted(rule), self.tenancy.variants["matching_rule_without_quotes"]
        if bare and played == "refused":
            raise invalid(f"Invalid matching rule: the value of '{bare}' must be in single quotes")
        return text, not bare or played == "accepted"


def _unquoted(rule: Rule) -> str:
    """A variable that is compared with unquoted text; `None` if there is none.

    The syntax requires quotes. Values of tags are excluded: a page of Oracle's writes one without
    (https://docs.oracle.com/en-us/iaas/private-cloud-appliance/cmn/iam-local/creating_a_dynamic_group.htm).
    """
    for comparison in comparisons(rule.condition):
        if isinstance(comparison, Comparison) and not comparison.variable.startswith("tag."):
            for operand in comparison.operands:
                if isinstance(operand, Text) and not operand.is_quoted:
                    return comparison.variable
    return ""
