# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buckets and their content, identified by namespace and name (oci-facts.md, section 6)."""

from __future__ import annotations

from ..service import Service
from .buckets import Buckets
from .copies import Copies
from .lifecycle_policies import LifecyclePolicies
from .listings import Listings
from .multipart_uploads import MultipartUploads
from .namespaces import Namespaces
from .objects import Objects
from .preauthenticated_requests import PreauthenticatedRequests
from .reencryption import Reencryption
from .retention_rules import RetentionRules
from .variants import VARIANTS
from .work_requests import WorkRequests

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (
    Namespaces,
    Buckets,
    Objects,
    Listings,
    MultipartUploads,
    Copies,
    Reencryption,
    WorkRequests,
    LifecyclePolicies,
    RetentionRules,
    PreauthenticatedRequests,
)
