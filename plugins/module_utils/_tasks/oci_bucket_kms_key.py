# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The body of oci_bucket_kms_key: the key of a bucket, and the re-encryption of its existing objects."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .._assign.assigning import Assigning, request
from .._assign.options import key_argument_spec
from .._assign.reconcile import Outcome
from .._core import work_requests
from .._core.errors import Accepted, BadOption, Failure
from .._core.quoting import quoted
from .._core.session import Session
from .._core.waiting import Patience
from .._resources.access import of_write
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

    asked: bool
    done: bool
    work_request_id: Optional[str] = None


def run(params: Mapping[str, Any], login: Callable[[], Session], check_mode: bool) -> dict[str, Any]:
    """The result of the module. Raises Failure; options are checked before anything is asked of OCI."""
    name = _checked("bucket_name", params["bucket_name"], "the name of a bucket")
    given = params["namespace_name"]
    namespace = (
        None if given is None else _checked("namespace_name", given, "the Object Storage namespace of a tenancy")
    )
    if params["state"] == "absent" and params["reencrypt"]:
        raise BadOption(
            "state=absent takes no reencrypt: OCI re-encrypts a bucket with a customer-managed key only, "
            "so what was encrypted with the previous key still requires it",
            advice=("Omit reencrypt.",),
            option="reencrypt",
        )
    asked = request(params, check_mode, not_with_absent=("reencrypt",))
    session = login()
    access = BucketKeys(session)
    assigned = Assigning(session, asked).assign(access, f"{namespace or access.namespace()}/{name}")
    outcome, result = assigned.outcome, assigned.result()
    reencryption = Reencryption(params["reencrypt"], done=params["reencrypt"] and params["wait"])
    if params["reencrypt"] and not check_mode:
        reencryption = _reencrypt(access, outcome, asked.patience)
    # Without a change nothing is known of the keys that objects were written under.
    needed = False if reencryption.done else True if outcome.changed or outcome.is_overtaken else None
    return {
        **result,
        "changed": outcome.changed or reencryption.asked,
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
    """Starts and follows the re-encryption. Raises Failure that says what was done before."""
    bucket, previous = outcome.after, {"previous_kms_key_id": outcome.before.kms_key_id}
    what = f"the re-encryption of the bucket {bucket.resource_id}"
    accepted: Optional[Accepted] = None
    done = False
    try:
        accepted = access.reencrypt(bucket)
        if patience is not None and accepted.work_request_id is not None:
            done = work_requests.wait(
                access.session,
                BUCKET.service,
                accepted.work_request_id,
                what=what,
                resource=bucket.resource_id,
                patience=patience,
            )
    except Failure as failure:
        told = of_write(failure, access, accepted) if accepted else failure
        if accepted is None and failure.may_be_applied:
            told = failure.in_doubt(**previous)
        if outcome.changed:
            told.explain(
                f"The key {bucket.kms_key_id} was assigned before. Existing objects still require their previous keys."
            ).advise("Keep the previous keys enabled, and run again.").report(changed=True, **previous)
        raise told from None
    return Reencryption(True, done, accepted.work_request_id)
