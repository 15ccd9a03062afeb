# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""A key and its versions as values, their reading at the endpoint of a vault, and what a key is suitable for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core import pages
from .._core.errors import KeyFacts, Problem
from .._core.following import read_again
from .._core.options import returned_tags
from .._core.retrying import ATTEMPTS_WITHOUT_ANSWER
from .._core.session import Session
from .._iam.language import GROUP, place
from .._resources.resource_type import ResourceType
from .lifecycle import ENABLED, as_text, remedy

SERVICE = "key_management"

NEVER = 0
"""The interval of a key that does not rotate itself."""


@dataclass(frozen=True)
class Key:
    """A key as one read showed it: `length` in bytes, the two facts of its versions `None` where they were not read."""

    id: str
    display_name: str
    compartment_id: str
    vault_id: str
    lifecycle_state: str
    algorithm: str
    length: int
    protection_mode: str = ""
    current_key_version: Optional[str] = None
    rotates_itself: bool = False
    rotation_interval_days: int = NEVER
    time_created: Optional[str] = None
    time_of_deletion: Optional[str] = None
    time_of_last_rotation: Optional[str] = None
    time_of_next_rotation: Optional[str] = None
    last_rotation_status: Optional[str] = None
    freeform_tags: Mapping[str, str] = field(default_factory=dict)
    defined_tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_primary: Optional[bool] = None
    etag: Optional[str] = None
    enabled_versions: Optional[int] = None
    time_of_current_version: Optional[datetime.datetime] = None

    @property
    def named(self) -> str:
        """The key as messages name it."""
        return f"{self.display_name} ({self.id})"

    @property
    def remedy(self) -> str:
        """What to do about the key if it is not ENABLED."""
        return remedy(self.lifecycle_state, self.time_of_deletion)


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
        """Whole days since it was created."""
        # The service's clock may be ahead of this host's (oci-facts.md section 2).
        return max(0, int((wall - self.time_created.timestamp()) // (24 * 3600)))


class KeyEndpoint:
    """Reads keys at one management endpoint, in `region`."""

    def __init__(
        self,
        session: Session,
        endpoint: str,
        *,
        region: Optional[str] = None,
        attempts_without_answer: int = ATTEMPTS_WITHOUT_ANSWER,
    ) -> None:
        self._session = session
        self._endpoint = endpoint
        self._attempts_without_answer = attempts_without_answer
        self.region = region or session.region

    @property
    def _client(self) -> Any:
        return self._session.client(
            SERVICE,
            "KmsManagementClient",
            region=self.region,
            endpoint=self._endpoint,
            attempts_without_answer=self._attempts_without_answer,
        )

    def get(self, key_id: str) -> Key:
        """One key. Raises NotFoundOrDenied."""
        required = f"Allow group {GROUP} to read keys in compartment <compartment of the key>"
        with self._doing("GetKey", f"read the key {key_id}", key_id, required):
            answer = self._client.get_key(key_id)
        return key_of(answer)

    def listed_state(self, key: Key) -> Optional[str]:
        """The state in which the list of its compartment shows a key; `None` when it does not show the key."""
        with self._doing("ListKeys", f"list the keys of the vault {key.vault_id}", key.id, _to_inspect(key)):
            listed = pages.items(self._client.list_keys, key.compartment_id)
            return next((str(each.lifecycle_state) for each in listed if each.id == key.id), None)

    def current_version(self, key: Key) -> Version:
        """The version with which the key encrypts."""
        required = f"Allow group {GROUP} to read keys in {place(key.compartment_id)}"
        with self._doing("GetKeyVersion", f"read the current version of the key {key.id}", key.id, required):
            return _version(self._client.get_key_version(key.id, key.current_key_version).data)

    def versions(self, key: Key) -> list[Version]:
        """All versions, the newest first."""
        with self._doing("ListKeyVersions", f"list the versions of the key {key.id}", key.id, _to_inspect(key)):
            listed = read_again(
                lambda: list(pages.items(self._client.list_key_versions, key.id)),
                lambda seen: _problem_of_versions(seen, key) is None,
                self._session,
            )
            if _problem_of_versions(listed, key) is not None:
                # Once more, for the facts of the answer.
                listed = pages.whole(
                    self._client.list_key_versions, key.id, problem=lambda seen: _problem_of_versions(seen, key)
                )
        return sorted(map(_version, listed), key=lambda version: version.time_created, reverse=True)

    def _doing(self, operation: str, action: str, resource: str, *statements: str) -> AbstractContextManager[None]:
        return self._session.doing(
            action,
            service=SERVICE,
            operation=operation,
            resource=resource,
            region=self.region,
            statements=statements,
        )


def get_vault(session: Session, vault_id: str, *, region: Optional[str] = None) -> Any:
    """Return the answer about one vault, in the session's region if not in another. Raises NotFoundOrDenied."""
    with session.doing(
        f"read the vault {vault_id}",
        service=SERVICE,
        operation="GetVault",
        resource=vault_id,
        region=region,
        statements=(f"Allow group {GROUP} to read vaults in compartment <compartment of the vault>",),
    ):
        return session.client(SERVICE, "KmsVaultClient", region=region).get_vault(vault_id)


def key_of(answer: Any) -> Key:
    """The key that an answer of the SDK is about."""
    data = answer.data
    rotates = bool(getattr(data, "is_auto_rotation_enabled", False))
    schedule = getattr(data, "auto_key_rotation_details", None)
    return Key(
        id=data.id,
        display_name=data.display_name,
        compartment_id=data.compartment_id,
        vault_id=data.vault_id,
        lifecycle_state=data.lifecycle_state,
        algorithm=data.key_shape.algorithm,
        length=data.key_shape.length,
        protection_mode=data.protection_mode,
        current_key_version=data.current_key_version,
        rotates_itself=rotates,
        rotation_interval_days=(schedule.rotation_interval_in_days or NEVER) if rotates and schedule else NEVER,
        time_created=as_text(data.time_created),
        time_of_deletion=as_text(data.time_of_deletion),
        time_of_last_rotation=as_text(getattr(schedule, "time_of_last_rotation", None)),
        time_of_next_rotation=as_text(getattr(schedule, "time_of_next_rotation", None)) if rotates else None,
        last_rotation_status=getattr(schedule, "last_rotation_status", None),
        freeform_tags=returned_tags(data.freeform_tags),
        defined_tags=returned_tags(data.defined_tags),
        is_primary=getattr(data, "is_primary", None),
        etag=answer.headers.get("etag"),
    )


def _to_inspect(key: Key) -> str:
    return f"Allow group {GROUP} to inspect keys in {place(key.compartment_id)}"


def _problem_of_versions(listed: Sequence[Any], key: Key) -> Optional[str]:
    """Why a list cannot be that of a key's versions, after "the answer"; `None` where nothing contradicts it."""
    if not listed:
        return "is empty, and every key has a version"
    current = key.current_key_version
    if current is not None and current not in [each.id for each in listed]:
        return f"lacks {current}, the key's current version"
    return None


def _version(data: Any) -> Version:
    return Version(
        id=data.id,
        lifecycle_state=data.lifecycle_state,
        origin=data.origin,
        is_auto_rotated=bool(getattr(data, "is_auto_rotated", False)),
        time_created=data.time_created,
        time_of_deletion=as_text(data.time_of_deletion),
    )


BITS_A_BYTE = 8


def unfit(key: Key, facts: ResourceType) -> Optional[Problem]:
    """Why a key cannot protect a type of resource; `None` when it can."""
    problem = _unfit_shape(key.algorithm, key.length, facts)
    if problem is None and key.lifecycle_state != ENABLED:
        problem = Problem(f"it is {key.lifecycle_state}", (key.remedy,), KeyFacts(lifecycle_state=key.lifecycle_state))
    return problem or _unfit_versions(key.enabled_versions, facts)


def misfit(
    algorithm: str, length: int, services: Iterable[ResourceType], *, enabled_versions: Optional[int] = None
) -> Optional[Problem]:
    """Why such a key cannot protect what one of the services encrypts; `None` when it can for all. Length in bytes."""
    for facts in services:
        problem = _unfit_shape(algorithm, length, facts) or _unfit_versions(enabled_versions, facts)
        if problem is not None:
            return problem._replace(reason=f"cannot protect {facts.a_label}: {problem.reason}")
    return None


def requires_single_version(services: Iterable[ResourceType]) -> bool:
    """Whether one of the services takes keys with a single version only."""
    return any(facts.single_version_key for facts in services)


def _unfit_shape(algorithm: str, length: int, facts: ResourceType) -> Optional[Problem]:
    if algorithm not in facts.key_algorithms:
        able = " or ".join(facts.key_algorithms)
        return Problem(
            f"it is an {algorithm} key, and only {able} keys can",
            (f"Use an {able} key.",),
            KeyFacts(algorithm=algorithm),
        )
    bits = length * BITS_A_BYTE
    if facts.key_lengths and length not in facts.key_lengths:
        able = " or ".join(f"{algorithm}-{each * BITS_A_BYTE}" for each in facts.key_lengths)
        return Problem(
            f"it is an {algorithm}-{bits} key, and only {able} keys can",
            (f"Use an {able} key.",),
            KeyFacts(algorithm=algorithm, length=bits),
        )
    return None


def _unfit_versions(enabled_versions: Optional[int], facts: ResourceType) -> Optional[Problem]:
    if not facts.single_version_key or (enabled_versions or 1) <= 1:
        return None
    return Problem(
        f"it has {enabled_versions} enabled versions, and Block Volume supports keys with one only",
        ("Rotate by creating a new key and assigning that.",),
        KeyFacts(enabled_versions=enabled_versions),
    )
