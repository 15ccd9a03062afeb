# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unsettled behaviors of Key Management."""

from __future__ import annotations

from ...tenancy.variants import Variant

VARIANTS = (
    Variant("deleted_keys_are_listed", ("yes", "no"), "Whether ListKeys shows DELETED keys: UNVERIFIED (section 8)."),
    Variant(
        "auto_rotation_vaults",
        ("VIRTUAL_PRIVATE", "any"),
        "Which vault types allow auto-rotation: UNVERIFIED, historically private vaults (section 8).",
    ),
    Variant(
        "virtual_private_vault_limit",
        ("10", "0"),
        "The limit is 0 by default in a new tenancy and raised on request (section 8, D-REPL).",
    ),
    Variant(
        "management_host_domain",
        ("oraclecloud.com", "oci.oraclecloud.com"),
        "Newer regions have .oci. in a vault's own host; it cannot be derived (section 1).",
    ),
    Variant(
        "vault_replication_policy",
        ("checked", "not checked"),
        "That the Vault service must be allowed to manage vaults is documented (section 8, D-REPL), its check is not.",
    ),
    Variant(
        "replica_of_a_creating_vault",
        ("409 IncorrectState", "400 InvalidParameter"),
        "That a vault which is still CREATING cannot be replicated is assumed, as for other changes; the code too.",
    ),
    Variant(
        "replica_host_prefix",
        ("own", "same"),
        "A replica has endpoints in its region (section 8); whether their first part is the source's: UNVERIFIED.",
    ),
    Variant(
        "throttle_period_seconds",
        ("2", "1", "10"),
        "Calls may be rejected beyond a rate of 10 a second (section 8); over which period it is measured: UNVERIFIED.",
    ),
    Variant(
        "throttle_scope",
        ("tenancy", "region"),
        "The rate is documented for a tenancy (section 8); whether each region has its own: UNVERIFIED.",
    ),
)
