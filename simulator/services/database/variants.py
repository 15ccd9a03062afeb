# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unsettled behaviors of Autonomous Databases."""

from __future__ import annotations

from ...tenancy.variants import Variant

FAILS_LATER = "work request fails"

VARIANTS = (
    Variant(
        "adb_oracle_managed_key_id",
        ("ORACLE_MANAGED_KEY", "null"),
        "What kmsKeyId is without a customer-managed key: the literal was seen [TREND], null must be read alike.",
    ),
    Variant(
        "adb_list_shows_key",
        ("yes", "no"),
        "The model of the list answer has the key fields; whether they are filled is UNVERIFIED (section 4).",
    ),
    Variant(
        "adb_grant_missing",
        ("400 InvalidParameter", "404 NotAuthorizedOrNotFound", FAILS_LATER),
        "The database's dynamic group may not use the key or its vault: the error is UNVERIFIED (section 7).",
    ),
    Variant(
        "adb_key_unusable",
        ("400 InvalidParameter", "409 IncorrectState", FAILS_LATER),
        "A key that is not ENABLED: the error is UNVERIFIED (section 7).",
    ),
    Variant(
        "adb_standby_without_vault",
        ("400 InvalidParameter", "409 IncorrectState", FAILS_LATER),
        "A cross-region standby requires the vault in its region (section 7); the error without it is UNVERIFIED.",
    ),
    Variant(
        "adb_needs_delegate",
        ("no", "yes"),
        "Whether the caller needs key-delegate as for volumes and buckets: D-ADBP does not require it; UNVERIFIED.",
    ),
    Variant(
        "adb_key_change_when_stopped",
        ("accepted", "409 IncorrectState"),
        "Which states a key change is accepted in is UNVERIFIED; AVAILABLE is safe (section 7).",
    ),
    Variant(
        "adb_serverless_rotate",
        ("400 InvalidParameter", "accepted"),
        "RotateAutonomousDatabaseEncryptionKey is for dedicated databases; the answer to others is UNVERIFIED.",
    ),
    Variant(
        "adb_clone_inherits_key",
        ("yes", "no"),
        "Whether a full clone without a key takes its source's: UNVERIFIED.",
    ),
    Variant(
        "adb_recovers_from_key_loss",
        ("by itself", "when started"),
        "Whether an INACCESSIBLE database comes back when its key does, or must be started: UNVERIFIED (section 7).",
    ),
)
