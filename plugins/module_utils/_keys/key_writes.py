# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Creates and changes the keys of one vault, on the wire."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Optional

from .._core.answers import if_match
from .._core.create_once import Created, age_of
from .._core.errors import Accepted, Conflict, Refused, SdkMissing
from .._core.following import repeat_while_busy
from .._core.retrying import CONFLICT
from .._core.sdk import sdk, service_package
from .._core.session import Session
from .._iam.language import GROUP, place
from .key import NEVER, SERVICE, Key, KeyEndpoint, key_of
from .lifecycle import RETIRED
from .shape import model, shape_of
from .vault import Vault


class Keys(KeyEndpoint):
    """Reads and writes the keys of one vault, at the endpoint it has in `region`. It decides nothing."""

    def __init__(self, session: Session, vault: Vault, *, endpoint: str, region: Optional[str] = None) -> None:
        super().__init__(session, endpoint, region=region)
        self.vault = vault

    def create(self, planned: Key, tags: Mapping[str, Any], token: str) -> Created[Key]:
        """Create a key, which takes its time; one retry token creates one key."""
        models = service_package(SERVICE).models
        compartment_id, interval = planned.compartment_id, planned.rotation_interval_days
        details = models.CreateKeyDetails(
            compartment_id=compartment_id,
            display_name=planned.display_name,
            key_shape=model(shape_of(planned.algorithm, planned.length), models),
            protection_mode=planned.protection_mode,
            **(_rotation(interval) if interval else {}),
            **tags,
        )
        needed = (
            f"Allow group {GROUP} to manage keys in {place(compartment_id)}",
            f"Allow group {GROUP} to use vaults in {place(self.vault.compartment_id)}",
        )
        action = f"create the key {planned.display_name} in {compartment_id}"
        with self._explained(interval), self._doing("CreateKey", action, self.vault.id, *needed):
            answer = self._client.create_key(details, opc_retry_token=token)
        return Created(key_of(answer), Accepted("CreateKey", answer.request_id), age_of(answer))

    def update(self, key: Key, changes: Mapping[str, Any], interval: Optional[int]) -> Accepted:
        """Update name, tags and, unless `interval` is `None`, rotation, on condition that nothing has changed."""
        rotation = {} if interval is None else _rotation(interval)
        details = service_package(SERVICE).models.UpdateKeyDetails(**changes, **rotation)
        condition = if_match(key.etag, read="GetKey", resource=key.id)
        with self._explained(interval or NEVER):
            return self._change(
                "UpdateKey", "update", key, lambda client: client.update_key(key.id, details, **condition)
            )

    def enable(self, key: Key) -> Accepted:
        """Resources encrypted with the key can be used again."""
        return self._change("EnableKey", "enable", key, lambda client: client.enable_key(key.id))

    def disable(self, key: Key) -> Accepted:
        """Resources encrypted with the key cannot be used until it is enabled again."""
        return self._change("DisableKey", "disable", key, lambda client: client.disable_key(key.id))

    def schedule_deletion(self, key: Key, when: Optional[datetime.datetime]) -> Accepted:
        """Resources encrypted with the key are inaccessible at once."""
        details = service_package(SERVICE).models.ScheduleKeyDeletionDetails(time_of_deletion=when)
        action = "schedule the deletion of"
        return self._change(
            "ScheduleKeyDeletion", action, key, lambda client: client.schedule_key_deletion(key.id, details)
        )

    def cancel_deletion(self, key: Key) -> Accepted:
        """The key returns to the state it had before."""
        action = "cancel the deletion of"
        return self._change("CancelKeyDeletion", action, key, lambda client: client.cancel_key_deletion(key.id))

    def create_version(self, key: Key) -> Accepted:
        """A new version, with which the key encrypts from then on. Older ones still decrypt."""
        action = "create a new version of"
        return self._change("CreateKeyVersion", action, key, lambda client: client.create_key_version(key.id))

    def _explained(self, interval: int) -> AbstractContextManager[None]:
        return _RefusedRotation(self.vault, interval)

    def _change(self, operation: str, action: str, key: Key, send: Callable[[Any], Any]) -> Accepted:
        """Send a write, repeated while the key is busy. Raises Conflict for a key that was retired meanwhile."""
        needed = f"Allow group {GROUP} to manage keys in {place(key.compartment_id)}"
        client = self._session.client(
            SERVICE,
            "KmsManagementClient",
            region=self.region,
            endpoint=self._endpoint,
            repeats_conflicts=False,
        )

        def attempt() -> Accepted:
            with self._doing(operation, f"{action} the key {key.named}", key.id, needed):
                return Accepted(operation, send(client).request_id)

        return repeat_while_busy(attempt, lambda conflict: self._check_not_retired(key), self._session)

    def _check_not_retired(self, key: Key) -> bool:
        """Raises Conflict for a key that another client has retired since it was read; it is waited for in no case."""
        state = self.get(key.id).lifecycle_state
        if state != key.lifecycle_state and state in RETIRED:
            raise Conflict(
                f"The key {key.id} is {state} since this task read it as {key.lifecycle_state}",
                advice=("Run again: the task then starts from that state.",),
                status=CONFLICT,
                service=SERVICE,
                resource=key.id,
            )
        return False


class _RefusedRotation(AbstractContextManager[None]):
    """Adds to a refusal what may be the reason: it is documented nowhere which vaults allow rotation by schedule."""

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
    models = service_package(SERVICE).models
    if not hasattr(models, "AutoKeyRotationDetails"):
        raise SdkMissing(
            f"The OCI SDK for Python {sdk().version.__version__} is too old for keys that rotate by schedule",
            advice=("Upgrade the package oci.",),
        )
    if interval == NEVER:
        return {"is_auto_rotation_enabled": False}
    details = models.AutoKeyRotationDetails(rotation_interval_in_days=interval)
    return {"is_auto_rotation_enabled": True, "auto_key_rotation_details": details}
