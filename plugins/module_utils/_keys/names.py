# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Finds the keys of a vault, all of them or those of one name.

ListKeys returns the keys of one vault that are in one compartment, and a key may be in another compartment than its
vault (oci-facts.md section 8). So the vault's own compartment is listed, with further ones where a key is expected, and
Resource Search is queried for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, Protocol, TypeVar

from .._core import ocid, pages
from .._core.errors import BadAnswer, BadOption, Failure, KeyUnusable, NotFoundOrDenied
from .._core.quoting import quoted
from .._core.session import Session
from .key import get_vault
from .lifecycle import GOING, GONE

# The most names in a message when none matches.
MOST_NAMES = 10


@dataclass(frozen=True)
class NamedKey:
    """A key as lists show it."""

    id: str
    display_name: str
    lifecycle_state: str
    compartment_id: str
    is_listed: bool = True
    """Whether a list shows it, not only Resource Search, which lags behind."""


@dataclass(frozen=True)
class Listing:
    """The keys of a vault, by OCID, and why those in compartments that were not listed could not be searched for."""

    keys: dict[str, NamedKey] = field(default_factory=dict)
    unsearched: Optional[Failure] = None


def find(session: Session, vault_id: str, name: str) -> str:
    """The OCID of the one key of that name in a vault. Keys that are to be deleted count when there is no other.

    Raises BadOption when there is none or more than one, NotFoundOrDenied when the vault cannot be read, and the
    failure of Resource Search when none is listed.
    """
    vault = _vault_here(session, vault_id)
    listing = in_vault(session, vault_id, vault.management_endpoint, (vault.compartment_id,), name)
    called = [key for key in listing.keys.values() if key.display_name == name]
    where = f"The vault {vault_id}"
    found = choose(
        called,
        name,
        what="key",
        where=where,
        selector="kms_key_id",
        option="kms_key_name",
        to_delete=False,
        resource=vault_id,
    )
    if found is not None:
        return found.id
    if listing.unsearched is not None:
        raise unsearched(listing.unsearched, vault_id, name, "Specify kms_key_id.")
    names = sorted({key.display_name for key in listing.keys.values() if key.lifecycle_state not in GONE})
    others = f"; those to be seen are {', '.join(quoted(each) for each in names[:MOST_NAMES])}" if names else ""
    raise BadOption(
        f"{where} has no key with the name {quoted(name)} that may be seen{others}",
        option="kms_key_name",
        resource=vault_id,
    )


def unsearched(failure: Failure, vault_id: str, name: str, advice: str) -> Failure:
    """The failure of a search without which it is not known whether a vault has a key of a name."""
    failure.explain(f"So it is not known whether the vault {vault_id} has a key with the name {quoted(name)}.")
    return failure.advise(advice)


def in_vault(
    session: Session, vault_id: str, endpoint: str, compartment_ids: Sequence[str], name: Optional[str] = None
) -> Listing:
    """The keys of a vault: all in the compartments, and those found elsewhere, of one `name` where it is specified.

    Raises Failure when a compartment cannot be listed.
    """
    found: dict[str, NamedKey] = {}
    client = session.client("key_management", "KmsManagementClient", endpoint=endpoint)
    with session.doing(
        f"list the keys of the vault {vault_id}",
        service="key_management",
        operation="ListKeys",
        resource=vault_id,
        statements=("Allow group <your group> to inspect keys in compartment <compartment of the keys>",),
    ):
        for compartment_id in dict.fromkeys(compartment_ids):
            for key in pages.items(client.list_keys, compartment_id):
                found[key.id] = NamedKey(key.id, key.display_name, key.lifecycle_state, key.compartment_id)
    try:
        for named in _found_elsewhere(session, vault_id, name):
            # The index lags behind; what was listed is more recent.
            found.setdefault(named.id, named)
    except BadAnswer:
        # What answers in the index's place may do so for the lists as well: a key that is there would seem not to be.
        raise
    except Failure as failure:
        # Search is an addition: who may not, or cannot reach it, still finds the keys that are where they are expected.
        return Listing(found, failure)
    return Listing(found)


def _vault_here(session: Session, vault_id: str) -> Any:
    """The vault, which must be in the session's region. Raises KeyUnusable when it seems to be elsewhere."""
    try:
        return _read_vault(session, vault_id)
    except NotFoundOrDenied as denied:
        named = ocid.parse(vault_id)
        region = ocid.region_of(named) if named else None
        if region in (None, session.region):
            raise
        raise KeyUnusable(
            f"The OCID of the vault {vault_id} names {region}, and it cannot be read in {session.region}, where the "
            f"key is to be used: {denied.reason}",
            advice=(f"Specify a vault of {session.region}, or replicate the vault there.",),
            missing_statements=denied.missing_statements,
            **denied.request(),
        ) from None


def _read_vault(session: Session, vault_id: str) -> Any:
    vault = get_vault(session, vault_id).data
    if not vault.management_endpoint:
        raise BadOption(
            f"The vault {vault_id} is {vault.lifecycle_state} and has no management endpoint yet",
            advice=("Wait until it is ACTIVE.",),
            option="vault_id",
            resource=vault_id,
        )
    return vault


def _found_elsewhere(session: Session, vault_id: str, name: Optional[str]) -> Iterator[NamedKey]:
    for item in pages.shown(session, "key", name, action=f"search for keys of the vault {vault_id}", resource=vault_id):
        if (item.additional_details or {}).get("vaultId") == vault_id:
            # The index may leave out a name or a state.
            state = str(item.lifecycle_state or "").upper()
            yield NamedKey(item.identifier, str(item.display_name or ""), state, item.compartment_id, is_listed=False)


class Named(Protocol):
    """A vault or key as lists show it."""

    @property
    def id(self) -> str:
        """Its OCID."""

    @property
    def lifecycle_state(self) -> str:
        """Its state."""


def choose(
    called: Iterable[One],
    name: str,
    *,
    what: str,
    where: str,
    option: str,
    to_delete: bool,
    selector: Optional[str] = None,
    resource: Optional[str] = None,
) -> Optional[One]:
    """The one that a name selects, `None` when there is none.

    What is to be deleted counts when there is no other: then its deletion is to be cancelled. Several of that kind
    are ambiguous, unless they are `to_delete`, where any will do. Raises BadOption when the name is ambiguous, with
    all OCIDs.
    """
    there = sorted((each for each in called if each.lifecycle_state not in GONE), key=lambda each: each.id)
    staying = [each for each in there if each.lifecycle_state not in GOING]
    found = staying or there
    if len(found) > 1 and (staying or not to_delete):
        state = "" if staying else ", and all are to be deleted"
        raise BadOption(
            f"{where} has {len(found)} {what}s with the name {quoted(name)}{state}: "
            f"{', '.join(each.id for each in found)}",
            advice=(f"Specify one of them as {selector or option}.",),
            option=option,
            resource=resource,
        )
    return found[0] if found else None


One = TypeVar("One", bound=Named)
