# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What is true of a type of resource that a key can protect, as data that needs neither the SDK nor a connection."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResourceFacts:
    """The facts of one type.

    C(name) is used in results, C(label) in messages. C(service) and C(client) name the SDK's package and class.
    C(settled_states) are the lifecycle states in which a change is over, C(failed_states) those that no waiting ends.
    C(list_tells_key) says whether list answers carry the key. C(principal) is the service as policies call it,
    C(iam_type) the resource type in policies. C(key_algorithms) and C(single_version_key) say which keys it takes.
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
    key_algorithms: tuple[str, ...]
    single_version_key: bool
