# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The policy statements that reading, assigning or unassigning a key requires."""

from __future__ import annotations

from typing import Optional

from .._iam.language import GROUP, place
from .resource_type import ResourceType


def to_read(facts: ResourceType) -> tuple[str, ...]:
    """What a group needs to see a resource with its key."""
    return _seen(facts, facts.verb_to_read, f"compartment <compartment of the {facts.label}>")


def to_list(facts: ResourceType) -> tuple[str, ...]:
    """What a group needs to see the resources of a type in every compartment."""
    # What a list does not show is read.
    return _seen(facts, "inspect" if facts.list_shows_key else facts.verb_to_read, "tenancy")


def _seen(facts: ResourceType, verb: str, where: str) -> tuple[str, ...]:
    needed = ((verb, facts.iam_type), *(("inspect", each) for each in facts.also_needs))
    return tuple(f"Allow group {GROUP} to {verb} {iam_type} in {where}" for verb, iam_type in needed)


def to_change(
    facts: ResourceType,
    *,
    region: str,
    compartment_id: str,
    kms_key_id: Optional[str],
    key_compartment_id: Optional[str],
    former_key_id: Optional[str],
    former_key_compartment_id: Optional[str],
) -> tuple[str, ...]:
    """What a group and the service need to change a key; each key's compartment is `None` when it is not known."""
    statements = [f"Allow group {GROUP} to {facts.verb_to_change} {facts.iam_type} in {place(compartment_id)}"]
    if kms_key_id is not None:
        statements += to_use_key(facts, region=region, kms_key_id=kms_key_id, compartment_id=key_compartment_id)
    if former_key_id is not None and former_key_id != kms_key_id:
        only = f"{place(former_key_compartment_id)} where target.key.id = '{former_key_id}'"
        statements.append(f"Allow group {GROUP} to use key-delegate in {only}")
    return tuple(statements)


def to_use_key(
    facts: ResourceType, *, region: str, kms_key_id: Optional[str], compartment_id: Optional[str]
) -> list[str]:
    """What lets a resource of this type be encrypted with a key, `None` for one that is not known."""
    where = f" where target.key.id = '{kms_key_id}'" if kms_key_id else ""
    principal = facts.principal.format(region=region)
    vault = [f"Allow {principal} to use vaults in {place(compartment_id)}"] if facts.needs_vault else []
    return [
        f"Allow {principal} to use keys in {place(compartment_id)}{where}",
        *vault,
        f"Allow group {GROUP} to use key-delegate in {place(compartment_id)}{where}",
    ]
