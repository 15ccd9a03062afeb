# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unsettled behaviors of Identity."""

from __future__ import annotations

from ...tenancy.variants import Variant

VARIANTS = (
    Variant(
        "new_identity_resources_are",
        ("CREATING", "ACTIVE"),
        "The SDK's docstrings have CREATING for a while; published responses show ACTIVE at once.",
    ),
    Variant(
        "deny_policies",
        ("disabled", "enabled"),
        "Deny statements are an opt-in that an administrator enables in the Console permanently; off by default "
        "(https://docs.oracle.com/iaas/Content/Identity/policysyntax/denypolicies.htm).",
    ),
    Variant(
        "statements_about_deleted_compartments",
        ("refused", "accepted"),
        "Whether a statement may name a deleted compartment by its OCID: UNVERIFIED, refused as one that does not "
        "exist is assumed.",
    ),
    Variant(
        "statements_about_unknown_services",
        ("refused", "accepted"),
        "A service name without the region it needs is refused (seen on public GitHub); that every unknown one is: "
        "assumed.",
    ),
    Variant(
        "statements_per_policy",
        ("50", "500"),
        "How many statements one policy may hold: UNVERIFIED, 50 historically (section 9).",
    ),
    Variant(
        "matching_rule_without_quotes",
        ("refused", "matches nothing", "accepted"),
        "A rule whose OCID has no quotes 'doesn't actually work' (terraform-provider-oci issue 1113): whether it is "
        "refused or never matches is UNVERIFIED.",
    ),
)
