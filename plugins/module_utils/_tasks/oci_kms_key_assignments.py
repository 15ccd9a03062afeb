# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_kms_key_assignments: a key for resources of any assignable type, one after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._assign.assigning import Assigning, Members, Request, request
from .._assign.options import key_argument_spec
from .._core import ocid
from .._core.errors import BadOption, Failure
from .._core.quoting import quoted
from .._core.session import Session
from .._core.task import Once, Task
from .._resources.access import Assignable
from .._resources.bucket import BucketKeys
from .._resources.registry import assignable

ARGUMENT_SPEC: Mapping[str, Any] = {
    "resources": {
        "type": "list",
        "elements": "str",
        "required": True,
        "aliases": ["resource_ids"],
        "no_log": False,
    },
    **key_argument_spec(),
}

BUCKET = re.compile(r"[A-Za-z0-9._-]{1,256}/[A-Za-z0-9._-]{1,256}")

ADVICE: Mapping[str, str] = {
    "blockvolumereplica": "use oci_volume_replication for the key of a replica",
    "bootvolumereplica": "use oci_volume_replication for the key of a replica",
    "volumegroupreplica": "use oci_volume_replication for the key of a replica",
    "volumegroup": "specify the OCIDs of its volumes, since a group has no key of its own",
    "volumegroupbackup": "use oci_backup_kms_key for the keys of the backups in it",
    "instance": "specify the OCID of its boot volume",
    "key": "specify the key as kms_key_id",
}

NEITHER = "or a bucket as <namespace>/<name>"


def run(task: Task) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    named = [_checked(f"resources[{at}]", each.strip()) for at, each in enumerate(params["resources"])]
    requested = request(params, task.check_mode)
    resolver = Resolver(task.log_in(), requested)
    members = Members("resources", named, resolver.resolve, check_mode=task.check_mode)
    try:
        result = members.assign()
    except Failure as failure:
        failure.results = _completed(failure.results)
        raise
    return _completed(result)


class Resolver:
    """Finds the type and the region of a resource; what is read of keys is kept for each region."""

    def __init__(self, session: Session, requested: Request) -> None:
        self._session = session
        self._requested = requested
        self._by_region: Once[str, Assigning] = Once()

    def resolve(self, resource_id: str) -> tuple[Assigning, Assignable]:
        """What assigns the key to a resource, in the region that its OCID names. Raises Failure."""
        named = ocid.parse(resource_id)
        access_type = assignable()[named.kind] if named else BucketKeys
        region = (ocid.region_of(named) if named else None) or self._session.region
        assigning = self._by_region.value(region, lambda: Assigning(self._session.in_region(region), self._requested))
        return assigning, access_type(assigning.session)


def _checked(option: str, text: str) -> str:
    """A resource as the option names it. Raises BadOption."""
    if BUCKET.fullmatch(text):
        return text
    if "/" in text and not text.startswith("ocid1."):
        raise BadOption(
            f"{option} must name a bucket as <namespace>/<name>, and {quoted(text)} does not", option=option
        )
    kinds = {kind: each.facts.label for kind, each in assignable().items()}
    return ocid.require(option, text, kinds, ADVICE, no_ocid=f"specify an OCID, {NEITHER}").text


def _completed(result: Mapping[str, Any]) -> dict[str, Any]:
    return {**result, "resources": [_with_previous_key(each) for each in result["resources"]]}


def _with_previous_key(member: Mapping[str, Any]) -> dict[str, Any]:
    """The result of one resource, with whether its content still requires the previous key."""
    facts = {each.facts.name: each.facts for each in assignable().values()}.get(str(member.get("type")))
    is_left = member.get("previous_kms_key_id") not in (None, member.get("kms_key_id"))
    return {**member, "previous_key_still_needed": True if is_left and facts and facts.keeps_previous_key else None}
