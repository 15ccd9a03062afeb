# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unsettled behaviors of Object Storage."""

from __future__ import annotations

from ...tenancy.variants import Variant

VARIANTS = (
    Variant(
        "bucket_key_not_granted",
        ("404 NotAuthorizedOrFoundKmsKey", "400 BadRequest"),
        "Without the service's or the caller's grant; both were observed (section 3, oci-cli issue 507).",
    ),
    Variant(
        "bucket_key_unusable",
        ("400 BadRequest", "404 NotAuthorizedOrFoundKmsKey", "409 IncorrectState"),
        "A key that is not ENABLED: that it fails is known [D-OSP, LAB], the code is UNVERIFIED (section 6).",
    ),
    Variant(
        "update_bucket_needs_delegate",
        ("yes", "no"),
        "Whether UpdateBucket needs key-delegate: D-OSP omits it, D-COMP requires it (section 6).",
    ),
    Variant(
        "bucket_leaves_unusable_key",
        ("accepted", "refused"),
        "Whether a DISABLED key of a bucket can be unassigned: UNVERIFIED. One in PENDING_DELETION cannot [D-DELK].",
    ),
    Variant(
        "unsigned_private_bucket",
        ("404 BucketNotFound", "401 NotAuthenticated"),
        "An unsigned read in a bucket that is not public. Reports of browsers' requests show BucketNotFound; whether "
        "that bucket existed is not known. Any other unsigned request is a 401.",
    ),
    Variant(
        "security_zone_refusal",
        ("409 Conflict", "400 InvalidParameter", "403 NotAllowed", "404 NotAuthorizedOrNotFound"),
        "The Oracle-managed key is rejected in a security zone [D-OSK], the code is UNVERIFIED (section 6).",
    ),
)
