# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds a key by its name in a vault.

ListKeys tells the keys of one vault that are in one compartment, and a key may be in another compartment than its vault
(oci-facts.md section 8). So the vault's own compartment is listed, and Resource Search asked for the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from .._core import pages
from .._core.clients import Session
from .._core.errors import BadOption, Failure
from .._core.quoting import quoted
from .._core.sdk import service_package

GONE = ("DELETING", "DELETED")
GOING = ("SCHEDULING_DELETION", "PENDING_DELETION")

# So many names are told when none is right.
TOLD = 10


def find(session: Session, vault_id: str, name: str) -> str:
    """The OCID of the one key of that name in a vault. Keys that are to be deleted count when there is no other.

    Raises BadOption when there is none or more than one, and NotFoundOrDenied when the vault cannot be read.
    """
    states, names = {}, set()
    for kms_key_id, key_name, state in _keys(session, vault_id, name):
        if state in GONE:
            continue
        names.add(key_name)
        if key_name == name:
            states[kms_key_id] = state
    found = [each for each, state in states.items() if state not in GOING] or list(states)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadOption(
            f"The vault {vault_id} has {len(found)} keys with the name {quoted(name)}: {', '.join(sorted(found))}; say "
            "which by kms_key_id.",
            resource=vault_id,
        )
    others = f"; those to be seen are {', '.join(quoted(each) for each in sorted(names)[:TOLD])}" if names else ""
    raise BadOption(
        f"The vault {vault_id} has no key with the name {quoted(name)} that may be seen{others}.", resource=vault_id
    )


def _keys(session: Session, vault_id: str, name: str) -> Iterator[tuple[str, str, str]]:
    """OCID, name and state of the keys that may be meant."""
    with session.doing(
        f"read the vault {vault_id}",
        service="key_management",
        operation="GetVault",
        resource=vault_id,
        statements=("Allow group <your group> to read vaults in compartment <compartment of the vault>",),
    ):
        vault = session.client("key_management", "KmsVaultClient").get_vault(vault_id).data
    if not vault.management_endpoint:
        raise BadOption(
            f"The vault {vault_id} is {vault.lifecycle_state} and has no management endpoint yet: wait until it is "
            "ACTIVE.",
            resource=vault_id,
        )
    client = session.client("key_management", "KmsManagementClient", endpoint=vault.management_endpoint)
    with session.doing(
        f"list the keys of the vault {vault_id}",
        service="key_management",
        operation="ListKeys",
        resource=vault_id,
        statements=("Allow group <your group> to inspect keys in compartment <compartment of the keys>",),
    ):
        for key in pages.items(client.list_keys, vault.compartment_id):
            yield key.id, key.display_name, key.lifecycle_state
    yield from _found_elsewhere(session, vault_id, name)


def _found_elsewhere(session: Session, vault_id: str, name: str) -> Iterator[tuple[str, str, str]]:
    # How the query language escapes quotes is documented nowhere; without the filter more is answered, and sorted out.
    plain = "'" not in name and "\\" not in name
    filtered = f" where displayName = '{name}'" if plain else ""
    details = service_package("resource_search").models.StructuredSearchDetails(
        query=f"query key resources return allAdditionalFields{filtered}"
    )
    client = session.client("resource_search", "ResourceSearchClient")
    try:
        with session.doing(
            f"search for keys of the vault {vault_id}",
            service="resource_search",
            operation="SearchResources",
            resource=vault_id,
        ):
            found = list(pages.items(client.search_resources, details))
    except Failure:
        # Search is an addition: who may not, or cannot reach it, still finds the keys that are beside the vault.
        return
    for item in found:
        if (item.additional_details or {}).get("vaultId") == vault_id:
            yield item.identifier, item.display_name, str(item.lifecycle_state).upper()
