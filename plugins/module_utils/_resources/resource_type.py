# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Facts of a type of resource that a key can protect, as data that requires neither SDK nor connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._core.ocid import with_article


@dataclass(frozen=True)
class ResourceFacts:
    """The facts of one type.

    C(name) is used in results, C(label) in messages. C(service) and C(client) name the SDK's package and class,
    C(ocid_kind) the kind its OCIDs are of. C(settled_states) are the lifecycle states in which a change is over (the
    first is the one a change ends in; none for what has no such states), C(failed_states) those that no waiting ends.
    C(list_tells_key) says whether list answers carry the key, C(index_tells_key) whether Resource Search does.

    C(iam_type) is the resource type in policies, C(verb_to_read) and C(verb_to_change) what a group needs on it, and
    C(also_needs) further types that must be inspected. C(principal) is who uses the key, as policies call it, with
    C({region}) for the region's name. C(key_algorithms), C(key_lengths) (in bytes, none for any) and
    C(single_version_key) say which keys it takes, C(needs_vault) that a key is named together with its vault.

    C(work_requests) names the SDK's package that tells the progress of a change, C(when_not_applied) adds what is known
    of changes that are accepted and dropped, C(remedies) what brings a resource out of a failed state, by the state.
    """

    name: str
    label: str
    service: str
    client: str
    ocid_kind: str
    settled_states: tuple[str, ...]
    failed_states: tuple[str, ...]
    list_tells_key: bool
    principal: str
    iam_type: str
    key_algorithms: tuple[str, ...] = ("AES",)
    key_lengths: tuple[int, ...] = ()
    single_version_key: bool = False
    needs_vault: bool = False
    verb_to_read: str = "inspect"
    verb_to_change: str = "use"
    also_needs: tuple[str, ...] = ()
    index_tells_key: bool = False
    work_requests: str = ""
    when_not_applied: str = ""
    remedies: Mapping[str, str] = field(default_factory=dict)

    @property
    def a_label(self) -> str:
        """The label with its article."""
        return with_article(self.label)
