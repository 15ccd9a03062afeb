# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unsettled behaviors of Block Volume; all sections are those of oci-facts.md."""

from __future__ import annotations

from ...tenancy.variants import Variant

VARIANTS = (
    Variant(
        "block_kms_key_absent",
        ("404", "null"),
        "GET kmsKey of a volume without a key: Oracle's Ansible code expects 404, the SDK text a null key (section 5).",
    ),
    Variant(
        "block_kms_key_empty_string",
        ("refused", "accepted"),
        "PUT kmsKey with an empty string, which Terraform sends to remove the key: UNVERIFIED (section 5).",
    ),
    Variant(
        "block_kms_key_change_state",
        ("PROVISIONING", "AVAILABLE", "UPDATE_PENDING"),
        "The volume's state after a key change: not AVAILABLE at once, which one is UNVERIFIED (section 5). "
        "UPDATE_PENDING stands for a state that the SDK's model does not know.",
    ),
    Variant("block_kms_key_change_seconds", ("5", "60", "600"), "How long a key change takes: assumed."),
    Variant(
        "block_kms_key_shown",
        ("at_once", "when_settled"),
        "Whether the volume shows the new key at once or when it is AVAILABLE again: UNVERIFIED.",
    ),
    Variant(
        "block_kms_key_etag",
        ("volume", "own"),
        "Whether the etag of kmsKey is that of the volume or one of its own: UNVERIFIED.",
    ),
    Variant(
        "block_key_change_while_attached",
        ("accepted", "refused"),
        "No source requires detaching, and Terraform changes keys in place: accepted is likely (section 5).",
    ),
    Variant(
        "block_unassign_disabled_key",
        ("accepted", "refused"),
        "Whether a DISABLED key can be unassigned; D-DELK mentions pending deletion only: UNVERIFIED.",
    ),
    Variant(
        "block_clone_without_key",
        ("inherits", "oracle_managed"),
        "Clone or activated replica without kmsKeyId: inherited or not is UNVERIFIED (section 5).",
    ),
    Variant(
        "boot_volume_backup_key",
        ("applied", "ignored"),
        "Create and update of a boot volume backup with a key succeed and keep the previous one: oci-go-sdk 567.",
    ),
    Variant(
        "boot_volume_backup_copy_key",
        ("applied", "ignored"),
        "A copy of a boot volume backup with a key: assumed to be encrypted with it. Since create and update ignore "
        "the key (oci-go-sdk 567), this is UNVERIFIED.",
    ),
    Variant(
        "block_key_not_granted",
        ("404", "400"),
        "The error if the grant of the service or the group, or the key, is missing: 404 NotAuthorizedOrNotFound or "
        "400 RelatedResourceNotAuthorizedOrNotFound, UNVERIFIED (traps, 20).",
    ),
    Variant(
        "block_key_unusable",
        ("400 InvalidParameter", "409 IncorrectState", "404 NotAuthorizedOrNotFound"),
        "The error for a key that is disabled, being deleted or not AES: UNVERIFIED (section 5).",
    ),
    Variant(
        "block_key_versions",
        ("accepted", "refused"),
        "A key with several versions: Oracle calls the behavior undefined (section 5, D-BVK).",
    ),
    Variant(
        "block_key_under_256_bits",
        ("accepted", "refused"),
        "AES keys of 128 or 192 bits: not excluded by the documentation, UNVERIFIED (section 5).",
    ),
    Variant(
        "block_replica_key_change",
        ("applied", "ignored", "refused"),
        "An existing entry of a volume's list of replicas, repeated with another xrrKmsKeyId: Terraform does so in "
        "place; whether it has an effect is UNVERIFIED (section 5).",
    ),
    Variant(
        "block_replica_key_left_out",
        ("stays", "oracle_managed"),
        "An existing entry of a volume's list of replicas, repeated without its key: UNVERIFIED.",
    ),
    Variant(
        "block_group_replica_key_change",
        ("ignored", "applied", "refused"),
        "As block_replica_key_change, for the list of replicas of a group: UNVERIFIED.",
    ),
    Variant(
        "block_member_replica_left_out",
        ("stays", "ends"),
        "A list of replicas of a volume whose group is replicated, without the replica that it has through the group: "
        "UNVERIFIED.",
    ),
    Variant(
        "block_backup_copy_times",
        ("own", "of_request", "of_original"),
        "timeCreated and timeRequestReceived of a copy. The SDK calls the first the time of the actual point-in-time "
        "image, the second that of the request to create the backup: whether those of a copy are its own or those of "
        "its original is UNVERIFIED. The choices: both are its own, only that of the request, or none (assumed).",
    ),
    Variant(
        "block_list_without_compartment",
        ("refused", "everything"),
        "ListVolumes, ListBootVolumes and the lists of their replicas without compartmentId, which is optional in the "
        "SDK: 400 MissingParameter, or all in the region that the caller can access: UNVERIFIED.",
    ),
)
