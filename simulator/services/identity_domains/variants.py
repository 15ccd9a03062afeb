# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not settled about identity domains."""

from __future__ import annotations

from ...tenancy.variants import Variant

VARIANTS = (
    Variant(
        "identity_domain_refusal",
        ("403", "401", "404"),
        "The status for a signed caller without rights: UNVERIFIED; StatusCodes.htm says 403 for lacking permissions.",
    ),
)
