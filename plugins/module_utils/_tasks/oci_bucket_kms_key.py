# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_bucket_kms_key: the key of a bucket, and the re-encryption of its existing objects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._assign.assigning import Assigning, request
from .._assign.options import key_argument_spec
from .._assign.reconcile import Outcome
from .._core.errors import Accepted, BadOption, Failure
from .._core.following import wait_for_work
from .._core.quoting import quoted
from .._core.task import Planned, Task
from .._core.waiting import Patience
from .._resources.bucket import BUCKET, BucketKeys

ARGUMENT_SPEC: Mapping[str, Any] = {
    "bucket_name": {"type": "str", "required": True, "aliases": ["name"], "no_log": False},
    "namespace_name": {"type": "str", "aliases": ["namespace"], "no_log": False},
    "reencrypt": {"type": "bool", "default": False, "no_log": False},
    **key_argument_spec(),
}

# https://docs.oracle.com/en-us/iaas/Content/Object/Tasks/managingbuckets.htm, and what the API itself refuses.
NAME = re.compile(r"[A-Za-z0-9._-]{1,256}")


@dataclass(frozen=True)
class Reencryption:
    """What became of the objects that were in the bucket before: re-encrypted or not, and by which work request."""

    requested: bool
    done: bool
    work_request_id: Optional[str] = None


def run(task: Task) -> dict[str, Any]:
    """Return the result of the module. Raises Failure; options are checked before any request is sent."""
    params = task.parameters
    name = _checked("bucket_name", params["bucket_name"], "the name of a bucket")
    specified = params["namespace_name"]
    namespace = (
        None
        if specified is None
        else _checked("namespace_name", specified, "the Object Storage namespace of a tenancy")
    )
    if params["state"] == "absent" and params["reencrypt"]:
        raise BadOption(
            "state=absent takes no reencrypt: OCI re-encrypts a bucket with a customer-managed key only, "
            "so what was encrypted with the previous key still requires it",
            advice=("Omit reencrypt.",),
            option="reencrypt",
        )
    requested = request(params, task.check_mode, not_with_absent=("reencrypt",))
    session = task.log_in()
    access = BucketKeys(session)
    assigned = Assigning(session, requested).assign(access, f"{namespace or access.namespace()}/{name}")
    outcome, result = assigned.outcome, assigned.result()
    reencryption = Reencryption(False, done=False)
    if params["reencrypt"]:
        reencryption = Planned(
            lambda: Reencryption(True, done=params["wait"]),
            lambda: _reencrypt(access, outcome, requested.patience),
        ).result(check_mode=task.check_mode)
    # Without a change nothing is known of the keys that objects were written under.
    needed = False if reencryption.done else True if outcome.changed or outcome.is_overtaken else None
    return {
        **result,
        "changed": outcome.changed or reencryption.requested,
        "reencrypted": reencryption.done,
        "previous_key_still_needed": needed,
        "work_request_id": reencryption.work_request_id,
    }


def _checked(option: str, text: str, words: str) -> str:
    name = text.strip()
    if name.startswith("ocid1."):
        raise BadOption(
            f"{option} must be {words}, and {quoted(name)} is an OCID", advice=("Specify the name.",), option=option
        )
    if not NAME.fullmatch(name):
        problem = (
            f"{quoted(text)} cannot be one: only letters, digits, '.', '-' and '_' can be in it"
            if name
            else ("it is empty")
        )
        raise BadOption(f"{option} must be {words}, and {problem}", option=option)
    return name


def _reencrypt(access: BucketKeys, outcome: Outcome, patience: Optional[Patience]) -> Reencryption:
    """Start and follow the re-encryption. Raises Failure that reports what was done before."""
    bucket, previous = outcome.after, {"previous_kms_key_id": outcome.before.kms_key_id}
    what = f"the re-encryption of the bucket {bucket.resource_id}"
    accepted: Optional[Accepted] = None
    done = False
    try:
        accepted = access.reencrypt(bucket)
        if patience is not None and accepted.work_request_id is not None:
            done = wait_for_work(
                access.session,
                BUCKET.service,
                accepted.work_request_id,
                what=what,
                resource=bucket.resource_id,
                patience=patience,
            )
    except Failure as failure:
        reported = access.after_write(failure, accepted) if accepted else failure
        if accepted is None and failure.may_be_applied:
            reported = failure.in_doubt(**previous)
        if outcome.changed:
            reported.explain(
                f"The key {bucket.kms_key_id} was assigned before. Existing objects still require their previous keys."
            ).advise("Keep the previous keys enabled, and run again.").report(changed=True, **previous)
        raise reported from None
    return Reencryption(True, done, accepted.work_request_id)
