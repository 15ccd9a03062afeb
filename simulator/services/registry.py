# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry of the simulated services: their packages, their classes, and the behaviors that no source settles."""

from __future__ import annotations

from typing import Protocol

from ..tenancy.variants import Variant
from . import (
    block_volume,
    database,
    file_storage,
    identity,
    identity_data_plane,
    identity_domains,
    key_management,
    object_storage,
    resource_search,
    work_requests,
)
from .service import Service


class ServicePackage(Protocol):
    """What the package of a service exports: its classes, and the behaviors that no source settles."""

    @property
    def SERVICES(self) -> tuple[type[Service], ...]:
        """The classes with handlers, in the order in which they are created."""

    @property
    def VARIANTS(self) -> tuple[Variant, ...]:
        """The unsettled behaviors of the service."""


PACKAGES: tuple[ServicePackage, ...] = (
    identity,
    identity_data_plane,
    identity_domains,
    resource_search,
    key_management,
    block_volume,
    work_requests,
    object_storage,
    database,
    file_storage,
)

SERVICES: tuple[type[Service], ...] = tuple(service for package in PACKAGES for service in package.SERVICES)

_UNKNOWN_FIELDS = tuple(
    Variant(
        f"{package}_unknown_fields",
        # The official TypeScript SDK's upload in parts sends an additional field, and it works on Object Storage.
        ("ignored", "refused") if package == "object_storage" else ("refused", "ignored"),
        "How a body with a field that is not in the model of the SDK is handled: assumed, for each service.",
    )
    for package in sorted({service.package for service in SERVICES})
)

VARIANTS: tuple[Variant, ...] = (
    *_UNKNOWN_FIELDS,
    *(variant for package in PACKAGES for variant in package.VARIANTS),
)
