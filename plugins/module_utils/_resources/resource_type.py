# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Facts of a type of resource that a key can protect, and the policy statements that follow from them.

All are data that requires neither SDK nor connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Optional

from .._core import ocid
from .._iam.language import GROUP, place


@dataclass(frozen=True)
class KeyService:
    """A service as the options of policies and keys name it, and as statements do.

    `principal` is the name in statements, with `{region}` for the name of a region and `{realm}` for the key of a
    realm (docs/dev/oci-facts.md section 9). It is `None` where only the resource itself can use a key.
    """

    name: str
    principal: Optional[str] = None

    @property
    def is_regional(self) -> bool:
        """Whether each region has a principal of its own."""
        return self.principal is not None and "{region}" in self.principal

    def principals(self, *, regions: tuple[str, ...], realm: str) -> tuple[str, ...]:
        """The names in statements."""
        if self.principal is None:
            return ()
        names = (self.principal.format(region=region, realm=realm.capitalize()) for region in regions)
        return tuple(dict.fromkeys(names))


class Control(NamedTuple):
    """A control of a public standard, by their names."""

    standard: str
    control: str


@dataclass(frozen=True)
class ResourceType:
    """The facts of one type.

    `name` is used in results, `label` in messages. `service` and `client` name the SDK's package and class, `ocid_kind`
    is the kind in OCIDs, and `searched_as` the name in queries of Resource Search, where that differs.

    A change ends in the first of `settled_states` (none for what has no states), no waiting ends `failed_states`, and a
    resource in `gone_states` no longer exists. `list_shows_key` says whether list answers carry the key,
    `index_shows_key` whether Resource Search does, `per_domain` that a list is of one availability domain.

    `iam_type` is the resource type in policies, `verb_to_read` and `verb_to_change` what a group needs on it, and
    `also_needs` further types that must be inspected. `key_service` is the service as options name it. `principal` uses
    the key, as statements call it, with `{region}` for the name of the region; it is a service, or a dynamic group that
    the resource is in, whose rule names it `group_type`. `key_algorithms`, `key_lengths` (in bytes, none for any) and
    `single_version_key` say which keys it takes, `needs_vault` that a key is specified together with its vault, and
    `keeps_previous_key` that content written with the previous key still requires it.

    `controls` are those of public standards that require a customer-managed key for the type, and `severity` is how
    much its absence matters: `informational`, `low`, `medium`, `high` or `critical`.

    `work_requests` names the SDK's package that reports the progress of a change, `when_not_applied` adds what is known
    of changes that are accepted and dropped, `remedies` how to get a resource out of a failed state, by the state.
    """

    name: str
    label: str
    service: str
    client: str
    ocid_kind: str
    settled_states: tuple[str, ...]
    failed_states: tuple[str, ...]
    list_shows_key: bool
    key_service: KeyService
    principal: str
    iam_type: str
    gone_states: tuple[str, ...] = ("TERMINATED",)
    searched_as: str = ""
    index_shows_key: bool = False
    per_domain: bool = False
    group_type: str = ""
    key_algorithms: tuple[str, ...] = ("AES",)
    key_lengths: tuple[int, ...] = ()
    single_version_key: bool = False
    keeps_previous_key: bool = False
    needs_vault: bool = False
    verb_to_read: str = "inspect"
    verb_to_change: str = "use"
    also_needs: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    severity: str = "medium"
    work_requests: str = ""
    when_not_applied: str = ""
    remedies: Mapping[str, str] = field(default_factory=dict)

    @property
    def a_label(self) -> str:
        """The label with its article."""
        return ocid.with_article(self.label)

    def stand_in(self, resource_id: str) -> Optional[str]:
        """The service that older policies allow to use the key, where the documented ones allow a dynamic group."""
        named = ocid.parse(resource_id) if self.group_type else None
        return (
            None if named is None else next(iter(self.key_service.principals(regions=("",), realm=named.realm)), None)
        )

    @property
    def query_name(self) -> str:
        """The type in queries of Resource Search."""
        return self.searched_as or self.ocid_kind

    def statements_to_read(self) -> tuple[str, ...]:
        """What a group needs to see a resource with its key."""
        return self._statements_to_see(self.verb_to_read, f"compartment <compartment of the {self.label}>")

    def statements_to_list(self) -> tuple[str, ...]:
        """What a group needs to see the resources of a type in every compartment."""
        # What a list does not show is read.
        return self._statements_to_see("inspect" if self.list_shows_key else self.verb_to_read, "tenancy")

    def _statements_to_see(self, verb: str, where: str) -> tuple[str, ...]:
        needed = ((verb, self.iam_type), *(("inspect", each) for each in self.also_needs))
        return tuple(f"Allow group {GROUP} to {verb} {iam_type} in {where}" for verb, iam_type in needed)

    def statements_to_change(
        self,
        *,
        region: str,
        compartment_id: str,
        kms_key_id: Optional[str],
        key_compartment_id: Optional[str],
        former_key_id: Optional[str],
        former_key_compartment_id: Optional[str],
    ) -> tuple[str, ...]:
        """What a group and the service need to change a key; each key's compartment is `None` when it is not known."""
        statements = [f"Allow group {GROUP} to {self.verb_to_change} {self.iam_type} in {place(compartment_id)}"]
        if kms_key_id is not None:
            statements += self.statements_to_use_key(
                region=region, kms_key_id=kms_key_id, compartment_id=key_compartment_id
            )
        if former_key_id is not None and former_key_id != kms_key_id:
            only = f"{place(former_key_compartment_id)} where target.key.id = '{former_key_id}'"
            statements.append(f"Allow group {GROUP} to use key-delegate in {only}")
        return tuple(statements)

    def statements_to_use_key(
        self, *, region: str, kms_key_id: Optional[str], compartment_id: Optional[str]
    ) -> list[str]:
        """What lets a resource of this type be encrypted with a key, `None` for one that is not known."""
        where = f" where target.key.id = '{kms_key_id}'" if kms_key_id else ""
        principal = self.principal.format(region=region)
        vault = [f"Allow {principal} to use vaults in {place(compartment_id)}"] if self.needs_vault else []
        return [
            f"Allow {principal} to use keys in {place(compartment_id)}{where}",
            *vault,
            f"Allow group {GROUP} to use key-delegate in {place(compartment_id)}{where}",
        ]
