# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The policy statements without which a key cannot be read, assigned or unassigned (oci-facts.md section 9)."""

from __future__ import annotations

from typing import Optional

from .facts import ResourceFacts

GROUP = "<your group>"


def to_read(facts: ResourceFacts) -> tuple[str, ...]:
    """What a group needs to see a resource with its key."""
    return (f"Allow group {GROUP} to inspect {facts.iam_type} in compartment <compartment of the {facts.label}>",)


def to_change(
    facts: ResourceFacts,
    *,
    compartment_id: str,
    kms_key_id: Optional[str],
    key_compartment_id: Optional[str],
    former_key_id: Optional[str],
    former_key_compartment_id: Optional[str],
) -> tuple[str, ...]:
    """What a group and the service need to change a key; each key's compartment is V(None) when it is not known."""
    statements = [f"Allow group {GROUP} to use {facts.iam_type} in {_place(compartment_id)}"]
    if kms_key_id is not None:
        only = f"{_place(key_compartment_id)} where target.key.id = '{kms_key_id}'"
        statements.append(f"Allow service {facts.principal} to use keys in {only}")
        statements.append(f"Allow group {GROUP} to use key-delegate in {only}")
    if former_key_id is not None and former_key_id != kms_key_id:
        only = f"{_place(former_key_compartment_id)} where target.key.id = '{former_key_id}'"
        statements.append(f"Allow group {GROUP} to use key-delegate in {only}")
    return tuple(statements)


def _place(compartment_id: Optional[str]) -> str:
    if compartment_id is None:
        return "compartment <compartment of the key>"
    return "tenancy" if compartment_id.startswith("ocid1.tenancy.") else f"compartment id {compartment_id}"
