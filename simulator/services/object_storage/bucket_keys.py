# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The customer-managed keys of buckets and objects: the required permissions, and the keys that can be assigned."""

from __future__ import annotations

from ...protocol.call import Call
from ...protocol.problems import ServiceProblem
from .. import encryption
from ..encryption import KeyUser, Refusals
from .in_namespace import InNamespace

# One message for a missing grant and for an unusable key (oci-facts.md, section 3).
_MESSAGE = "Caught RestClientException exception"


class BucketKeys(InNamespace):
    """Object Storage encrypts as `objectstorage-<region>` (oci-facts.md, sections 6 and 9)."""

    def assign_key(self, call: Call, key_id: str, *, creates: bool) -> None:
        """Check a key that a caller assigns; raises the error of OCI."""
        user = self._key_user(call)
        if creates or self._is_delegated:
            encryption.assign(call, key_id, user)
        # A create requires more permissions of the service than an update does [D-OSP].
        self._usable(call, key_id, "create" if creates else "assign")

    def release_key(self, call: Call, key_id: str) -> None:
        """Check that a bucket can be unassigned from its key; raises the error of OCI."""
        user = self._key_user(call)
        key = encryption.find_key(self.tenancy, key_id, call.region)
        state = key.state if key else "DELETED"
        if state == "DISABLED" and self.tenancy.variants["bucket_leaves_unusable_key"] == "refused":
            raise user.refusals.unusable(key_id)
        if self._is_delegated:
            encryption.unassign(call, key_id, user)
        elif state not in ("ENABLED", "DISABLED", "DELETED"):
            raise user.refusals.unusable(key_id)

    def check_decrypts(self, call: Call, key_id: str | None) -> None:
        """Check that the service can unwrap with this key; `None` is Oracle's own key."""
        if key_id:
            self._usable(call, key_id, "read")

    def check_encrypts(self, call: Call, key_id: str | None) -> None:
        """Check that the service can wrap data keys with this key; `None` is Oracle's own key."""
        if key_id:
            self._usable(call, key_id, "reencrypt")

    def is_usable(self, key_id: str | None, region: str) -> bool:
        """Whether a key can unwrap and wrap data keys now, for asynchronous work without a caller."""
        if not key_id:
            return True
        key = encryption.find_key(self.tenancy, key_id, region)
        return key is not None and key.state == "ENABLED"

    def check_security_zone(self, compartment_id: str, key_id: str | None, *, flagged: bool = False) -> None:
        """A bucket in a security zone cannot use the Oracle-managed key [D-OSK].

        A zone is a compartment, or a single bucket, with the hidden flag `security_zone`.
        """
        in_zone = flagged or any(
            compartment is not None and compartment.hidden.get("security_zone")
            for compartment in map(self.store.find, self.tenancy.access.ancestors(compartment_id))
        )
        if in_zone and not key_id:
            status, code = self.tenancy.variants["security_zone_refusal"].split()
            raise ServiceProblem(
                int(status),
                code,
                "Security Zone Violation: buckets in a security zone can't use the encryption key managed by Oracle.",
            )

    @property
    def _is_delegated(self) -> bool:
        return self.tenancy.variants["update_bucket_needs_delegate"] == "yes"

    def _usable(self, call: Call, key_id: str, need: str) -> None:
        user = self._key_user(call)
        key = encryption.find_key(self.tenancy, key_id, call.region)
        if key is None:
            raise user.refusals.not_granted(key_id)
        encryption.check_service(call, key, user, user.needs[need])
        encryption.check_usable(key, user.refusals)

    def _key_user(self, call: Call) -> KeyUser:
        return KeyUser(
            service="objectstorage",
            principal=self.tenancy.access.service(service_name(call.region)),
            refusals=Refusals(
                not_granted=lambda key_id: self._refused("bucket_key_not_granted"),
                unusable=lambda reason: self._refused("bucket_key_unusable"),
            ),
        )

    def _refused(self, variant: str) -> ServiceProblem:
        status, code = self.tenancy.variants[variant].split()
        return ServiceProblem(int(status), code, _MESSAGE)


def service_name(region: str) -> str:
    """The name of Object Storage in policies of a region."""
    return f"objectstorage-{region}"
