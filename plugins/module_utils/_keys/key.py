# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Keys on the wire: the management endpoint of one vault."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core import pages
from .._core.answers import if_match
from .._core.create_once import Made, age_of
from .._core.errors import Accepted, Conflict, Refused, SdkMissing
from .._core.retrying import CONFLICT, LONGEST_PAUSE, TOTAL_TIME, is_conflict_that_passes
from .._core.sdk import sdk, service_package
from .._core.session import Session
from .._core.waiting import FIRST_PAUSE
from .._iam.language import place
from .deletion import as_text
from .shape import Shape, model, shape_of
from .vault import GROUP, Vault, told_tags

# States to which only someone else can have brought a key that a task was changing.
RETIRED = ("PENDING_DELETION", "DELETED")

NEVER = 0
"""The interval of a key that does not rotate itself."""


@dataclass(frozen=True)
class MasterKey:
    """A key as one read saw it."""

    id: str
    display_name: str
    compartment_id: str
    vault_id: str
    lifecycle_state: str
    shape: Shape
    protection_mode: str
    current_key_version: Optional[str]
    rotation_interval_days: int
    time_created: Optional[str]
    time_of_deletion: Optional[str]
    time_of_last_rotation: Optional[str] = None
    time_of_next_rotation: Optional[str] = None
    last_rotation_status: Optional[str] = None
    freeform_tags: Mapping[str, str] = field(default_factory=dict)
    defined_tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_primary: Optional[bool] = None
    etag: Optional[str] = None


@dataclass(frozen=True)
class Version:
    """One version of a key."""

    id: str
    lifecycle_state: str
    origin: Optional[str]
    is_auto_rotated: bool
    time_created: datetime.datetime
    time_of_deletion: Optional[str]

    def age_days(self, wall: float) -> int:
        """Whole days since it was made."""
        # The service's clock may be ahead of this host's (oci-facts.md section 2).
        return max(0, int((wall - self.time_created.timestamp()) // (24 * 3600)))


class Keys:
    """Reads and writes the keys of one vault, at the endpoint it has in C(region). It decides nothing."""

    def __init__(self, session: Session, vault: Vault, *, endpoint: str, region: Optional[str] = None) -> None:
        self._session = session
        self.vault = vault
        self._endpoint = endpoint
        self.region = region or session.region

    @property
    def _client(self) -> Any:
        return self._session.client(
            "key_management", "KmsManagementClient", region=self.region, endpoint=self._endpoint
        )

    def _sent(self, key: MasterKey, send: Callable[[Any], Any]) -> Optional[str]:
        """The request ID of a write, repeated while the key is busy. Raises Conflict for a key retired since."""
        client = self._session.client(
            "key_management",
            "KmsManagementClient",
            region=self.region,
            endpoint=self._endpoint,
            repeats_conflicts=False,
        )
        clock, pause = self._session.clock, FIRST_PAUSE
        end = self._session.deadline.after(clock.now(), TOTAL_TIME)
        while True:
            try:
                request_id: Optional[str] = send(client).request_id
                return request_id
            except Exception as error:
                # After an attempt without an answer, this task itself may have brought the key to that state.
                is_in_doubt = getattr(error, "may_be_applied", False)
                if not is_conflict_that_passes(error) or is_in_doubt or clock.now() + pause > end:
                    raise
                state = client.get_key(key.id).data.lifecycle_state
                if state != key.lifecycle_state and state in RETIRED:
                    raise Conflict(
                        f"the key {key.id} is {state} since this task read it as {key.lifecycle_state}",
                        advice=("Run again: the task then starts from that state.",),
                        status=CONFLICT,
                        service="key_management",
                        resource=key.id,
                    ) from None
            clock.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def get(self, key_id: str) -> MasterKey:
        """One key. Raises NotFoundOrDenied."""
        needed = f"{GROUP} to read keys in compartment <compartment of the key>"
        with self._doing("GetKey", f"read the key {key_id} of the vault {self.vault.id}", key_id, needed):
            answer = self._client.get_key(key_id)
        return _key(answer.data, answer.headers.get("etag"))

    def listed_state(self, key: MasterKey) -> Optional[str]:
        """The state in which the list of its compartment shows a key; `None` when it does not show the key."""
        needed = f"{GROUP} to inspect keys in {place(key.compartment_id)}"
        with self._doing("ListKeys", f"list the keys of the vault {self.vault.id}", key.id, needed):
            listed = pages.items(self._client.list_keys, key.compartment_id)
            return next((str(each.lifecycle_state) for each in listed if each.id == key.id), None)

    def create(self, planned: MasterKey, tags: Mapping[str, Any], token: str) -> Made[MasterKey]:
        """A new key, which takes its time; under the same retry token it is the same key."""
        models = service_package("key_management").models
        compartment_id, interval = planned.compartment_id, planned.rotation_interval_days
        details = models.CreateKeyDetails(
            compartment_id=compartment_id,
            display_name=planned.display_name,
            key_shape=model(planned.shape, models),
            protection_mode=planned.protection_mode,
            **(_rotation(interval) if interval else {}),
            **tags,
        )
        needed = (
            f"{GROUP} to manage keys in {place(compartment_id)}",
            f"{GROUP} to use vaults in {place(self.vault.compartment_id)}",
        )
        action = f"make the key {planned.display_name} in {compartment_id}"
        with self._explained(interval), self._doing("CreateKey", action, self.vault.id, *needed):
            answer = self._client.create_key(details, opc_retry_token=token)
        made = _key(answer.data, answer.headers.get("etag"))
        return Made(made, Accepted("CreateKey", answer.request_id), age_of(answer))

    def update(self, key: MasterKey, changes: Mapping[str, Any], interval: Optional[int]) -> Accepted:
        """Name, tags and, unless C(interval) is V(None), rotation, on condition that nobody changed them meanwhile."""
        rotation = {} if interval is None else _rotation(interval)
        details = service_package("key_management").models.UpdateKeyDetails(**changes, **rotation)
        condition = if_match(key.etag, read="GetKey", resource=key.id)
        with self._explained(interval or NEVER), self._changing("UpdateKey", "update", key):
            request_id = self._sent(key, lambda client: client.update_key(key.id, details, **condition))
            return Accepted("UpdateKey", request_id)

    def enable(self, key: MasterKey) -> Accepted:
        """What is under the key can be used again."""
        with self._changing("EnableKey", "enable", key):
            return Accepted("EnableKey", self._sent(key, lambda client: client.enable_key(key.id)))

    def disable(self, key: MasterKey) -> Accepted:
        """What is under the key cannot be used until the key is enabled again."""
        with self._changing("DisableKey", "disable", key):
            return Accepted("DisableKey", self._sent(key, lambda client: client.disable_key(key.id)))

    def schedule_deletion(self, key: MasterKey, when: Optional[datetime.datetime]) -> Accepted:
        """What is under the key is inaccessible at once."""
        details = service_package("key_management").models.ScheduleKeyDeletionDetails(time_of_deletion=when)
        with self._changing("ScheduleKeyDeletion", "schedule the deletion of", key):
            request_id = self._sent(key, lambda client: client.schedule_key_deletion(key.id, details))
            return Accepted("ScheduleKeyDeletion", request_id)

    def cancel_deletion(self, key: MasterKey) -> Accepted:
        """The key gets back the state it had before."""
        with self._changing("CancelKeyDeletion", "cancel the deletion of", key):
            return Accepted("CancelKeyDeletion", self._sent(key, lambda client: client.cancel_key_deletion(key.id)))

    def create_version(self, key: MasterKey) -> Accepted:
        """A new version, with which the key encrypts from now on. Older ones still decrypt."""
        with self._changing("CreateKeyVersion", "make a new version of", key):
            return Accepted("CreateKeyVersion", self._sent(key, lambda client: client.create_key_version(key.id)))

    def current_version(self, key: MasterKey) -> Version:
        """The version with which the key encrypts."""
        action, needed = (
            f"read the current version of the key {key.id}",
            f"{GROUP} to read keys in {place(key.compartment_id)}",
        )
        with self._doing("GetKeyVersion", action, key.id, needed):
            return _version(self._client.get_key_version(key.id, key.current_key_version).data)

    def versions(self, key: MasterKey) -> list[Version]:
        """All versions, the newest first."""
        action, needed = (
            f"list the versions of the key {key.id}",
            f"{GROUP} to inspect keys in {place(key.compartment_id)}",
        )
        with self._doing("ListKeyVersions", action, key.id, needed):
            listed = [_version(each) for each in pages.items(self._client.list_key_versions, key.id)]
        return sorted(listed, key=lambda version: version.time_created, reverse=True)

    def _explained(self, interval: int) -> AbstractContextManager[None]:
        return _RefusedRotation(self.vault, interval)

    def _changing(self, operation: str, action: str, key: MasterKey) -> AbstractContextManager[None]:
        needed = f"{GROUP} to manage keys in {place(key.compartment_id)}"
        return self._doing(operation, f"{action} the key {key.display_name} ({key.id})", key.id, needed)

    def _doing(self, operation: str, action: str, resource: str, *statements: str) -> AbstractContextManager[None]:
        return self._session.doing(
            action,
            service="key_management",
            operation=operation,
            resource=resource,
            region=self.region,
            statements=statements,
        )


class _RefusedRotation(AbstractContextManager[None]):
    """Adds to a refusal what may be behind it: no document says which vaults allow rotation by schedule."""

    def __init__(self, vault: Vault, interval: int) -> None:
        self._vault = vault
        self._interval = interval

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if self._interval and isinstance(error, Refused):
            error.explain(f"Not every vault lets keys rotate by schedule. This is a {self._vault.vault_type} vault.")
            error.advise(
                "If that is the reason, use rotate_after_days instead of auto_rotation_interval_days, or a "
                "VIRTUAL_PRIVATE vault."
            )


def _rotation(interval: int) -> dict[str, Any]:
    models = service_package("key_management").models
    if not hasattr(models, "AutoKeyRotationDetails"):
        raise SdkMissing(
            f"The OCI SDK for Python {sdk().version.__version__} is too old for keys that rotate by schedule",
            advice=("Upgrade the package oci.",),
        )
    if interval == NEVER:
        return {"is_auto_rotation_enabled": False}
    details = models.AutoKeyRotationDetails(rotation_interval_in_days=interval)
    return {"is_auto_rotation_enabled": True, "auto_key_rotation_details": details}


def _key(data: Any, etag: Optional[str]) -> MasterKey:
    rotates = bool(getattr(data, "is_auto_rotation_enabled", False))
    schedule = getattr(data, "auto_key_rotation_details", None)
    return MasterKey(
        id=data.id,
        display_name=data.display_name,
        compartment_id=data.compartment_id,
        vault_id=data.vault_id,
        lifecycle_state=data.lifecycle_state,
        shape=shape_of(data.key_shape.algorithm, data.key_shape.length),
        protection_mode=data.protection_mode,
        current_key_version=data.current_key_version,
        rotation_interval_days=(schedule.rotation_interval_in_days or NEVER) if rotates and schedule else NEVER,
        time_created=as_text(data.time_created),
        time_of_deletion=as_text(data.time_of_deletion),
        time_of_last_rotation=as_text(getattr(schedule, "time_of_last_rotation", None)),
        time_of_next_rotation=as_text(getattr(schedule, "time_of_next_rotation", None)) if rotates else None,
        last_rotation_status=getattr(schedule, "last_rotation_status", None),
        freeform_tags=told_tags(data.freeform_tags),
        defined_tags=told_tags(data.defined_tags),
        is_primary=getattr(data, "is_primary", None),
        etag=etag,
    )


def _version(data: Any) -> Version:
    return Version(
        id=data.id,
        lifecycle_state=data.lifecycle_state,
        origin=data.origin,
        is_auto_rotated=bool(getattr(data, "is_auto_rotated", False)),
        time_created=data.time_created,
        time_of_deletion=as_text(data.time_of_deletion),
    )
