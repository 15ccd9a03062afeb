# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of IAM on the host of the authentication service."""

from __future__ import annotations

from ...tenancy.variants import Variant
from ..service import Service
from .user_sessions import UserSessions

__all__ = ["SERVICES", "VARIANTS"]

SERVICES: tuple[type[Service], ...] = (UserSessions,)

VARIANTS: tuple[Variant, ...] = ()
