# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The users of a shaped tenancy: from one who reads everything to one without any permission."""

from __future__ import annotations

from .access import policy, user_in_group
from .builder import Builder


def shaped_access(builder: Builder) -> None:
    """Create users with all, some and no permissions to read.

    | user | permission |
    |---|---|
    | `auditor` | reads everything |
    | `projx-auditor` | reads everything below `projx`, and the keys; nothing below `projy` |
    | `keyless-auditor` | reads all projects, but neither vaults nor keys |
    | `inspector` | lists everything, and reads nothing |
    | `newcomer` | none |
    """
    security = builder.id("compartments", "security")
    for user, group in (
        ("auditor", "auditors"),
        ("projx-auditor", "projx-auditors"),
        ("keyless-auditor", "keyless-auditors"),
        ("inspector", "inspectors"),
        ("newcomer", "newcomers"),
    ):
        user_in_group(builder, user, group)
    policy(builder, "auditors", "Allow group auditors to read all-resources in tenancy")
    policy(
        builder,
        "projx-auditors",
        "Allow group projx-auditors to read all-resources in compartment projx",
        f"Allow group projx-auditors to read vaults in compartment id {security}",
        f"Allow group projx-auditors to read keys in compartment id {security}",
        *(f"Allow group projx-auditors to inspect {what} in tenancy" for what in ("tenancies", "compartments")),
    )
    policy(
        builder,
        "keyless-auditors",
        "Allow group keyless-auditors to read all-resources in compartment projx",
        "Allow group keyless-auditors to read all-resources in compartment projy",
        *(f"Allow group keyless-auditors to inspect {what} in tenancy" for what in ("tenancies", "compartments")),
    )
    policy(builder, "inspectors", "Allow group inspectors to inspect all-resources in tenancy")
