# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads a key by its OCID: keys are managed on the host of their vault, which the OCID does not always name.

The vault shows the host when its OCID is known. Otherwise it is built from the key's OCID, in both forms seen
(oci-facts.md section 1), and believed only when it answers with that very key; otherwise Resource Search shows the
vault. A replicated key has the same OCID in both regions (trap 9), so what counts is which region's vault answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Optional

from .._core import ocid, pages
from .._core.errors import Failure, NotAuthenticated, NotFoundOrDenied, Unreachable
from .._core.following import read_again
from .._core.sdk import sdk
from .._core.session import Session
from .._core.task import Once
from .key import SERVICE, Key, KeyEndpoint, get_vault
from .lifecycle import ENABLED, USABLE_SOON


@dataclass(frozen=True)
class Reading:
    """A key, or why there is none: the failure of the first request for it, and the region it was found in instead.

    `subscribed` is `False` when that region does not know the tenancy, so that only the OCID shows the region.
    """

    key: Optional[Key]
    failure: Optional[Failure] = None
    elsewhere: Optional[str] = None
    subscribed: bool = True

    @property
    def problem(self) -> str:
        """Why there is none, in words."""
        return "its vault is not known" if self.failure is None else str(self.failure)


class KeyReader:
    """Reads keys for one session, each once. `count_versions` costs a request for each key."""

    def __init__(self, session: Session, vault_id: Optional[str] = None, *, count_versions: bool = True) -> None:
        self._session = session
        self.vault_id = vault_id
        self._count_versions = count_versions
        self._readings: Once[str, Reading] = Once()

    def read(self, kms_key_id: str) -> Reading:
        """The key as the session's region sees it. Whatever is only a denial or an unknown host is no error here."""
        return self._readings.value(kms_key_id, lambda: self._read(kms_key_id))

    def _read(self, kms_key_id: str) -> Reading:
        region = self._session.region
        problems: list[Failure] = []
        for endpoint in self._endpoints(kms_key_id, region, problems):
            key = self._key_at(endpoint, kms_key_id, region, problems)
            if key is not None:
                return Reading(key)
        return self._read_elsewhere(kms_key_id, problems)

    def _read_elsewhere(self, kms_key_id: str, problems: list[Failure]) -> Reading:
        """Whether the key is readable in the region its OCID names, but its vault is not in the session's region."""
        home, region = self._region_named_in(kms_key_id), self._session.region
        unreadable = Reading(None, problems[0] if problems else None)
        if home is None or home == region:
            return unreadable
        try:
            key = self._first_key(self._built_endpoints(kms_key_id, home), kms_key_id, home)
        except NotAuthenticated:
            # The session's region accepted the same credentials, and a region knows only the tenancies subscribed.
            return Reading(None, unreadable.failure, elsewhere=home, subscribed=False)
        if key is None:
            return unreadable
        here: list[Failure] = []
        endpoint = self._vault_endpoint(key.vault_id, region, here)
        if endpoint is not None:
            replica = self._key_at(endpoint, kms_key_id, region, here)
            return Reading(replica, here[0] if here else None)
        if self._vault_endpoint(key.vault_id, home, []) is None:
            # Vaults may not be read at all, so that its absence here proves nothing.
            return unreadable
        return Reading(None, here[0] if here else None, elsewhere=home)

    def _endpoints(self, kms_key_id: str, region: str, problems: list[Failure]) -> Iterator[str]:
        if self.vault_id is not None:
            endpoint = self._vault_endpoint(self.vault_id, region, problems)
            if endpoint is not None:
                yield endpoint
        yield from self._built_endpoints(kms_key_id, region)
        vault_id = self._vault_by_search(kms_key_id)
        if vault_id is not None and vault_id != self.vault_id:
            endpoint = self._vault_endpoint(vault_id, region, problems)
            if endpoint is not None:
                yield endpoint

    def _built_endpoints(self, kms_key_id: str, region: str) -> Iterator[str]:
        named = ocid.parse(kms_key_id)
        if named is None or not named.extra:
            return
        client = self._session.client(SERVICE, "KmsVaultClient", region=region)
        regional = client.base_client.endpoint.split("://", 1)[1]
        yield f"https://{named.extra[0]}-management.{regional}"
        yield f"https://{named.extra[0]}-management.{regional.replace(f'.{region}.', f'.{region}.oci.', 1)}"

    def _first_key(self, endpoints: Iterator[str], kms_key_id: str, region: str) -> Optional[Key]:
        found = (self._key_at(endpoint, kms_key_id, region, []) for endpoint in endpoints)
        return next((key for key in found if key is not None), None)

    def _key_at(self, endpoint: str, kms_key_id: str, region: str, problems: list[Failure]) -> Optional[Key]:
        # One attempt without an answer: a host that was built may not exist.
        host = KeyEndpoint(self._session, endpoint, region=region, attempts_without_answer=1)
        try:
            # The states of a key that is being created or changed last for seconds, or lag behind.
            key = read_again(
                lambda: host.get(kms_key_id), lambda seen: seen.lifecycle_state not in USABLE_SOON, self._session
            )
        except (NotFoundOrDenied, Unreachable) as problem:
            problems.append(problem)
            return None
        if key.id != kms_key_id:
            return None
        return _with_versions(host, key) if self._count_versions else key

    def _vault_endpoint(self, vault_id: str, region: str, problems: list[Failure]) -> Optional[str]:
        """The management endpoint a vault has in a region; `None` when it is not there, or not to be read."""
        try:
            endpoint = get_vault(self._session, vault_id, region=region).data.management_endpoint
        except NotFoundOrDenied as problem:
            problems.append(problem)
            return None
        return str(endpoint) if endpoint else None

    def _vault_by_search(self, kms_key_id: str) -> Optional[str]:
        query = f"query key resources return allAdditionalFields where identifier = '{kms_key_id}'"
        try:
            found = pages.found(self._session, query, action=f"search for the key {kms_key_id}", resource=kms_key_id)
        except (NotFoundOrDenied, Unreachable):
            return None
        vaults = [(item.additional_details or {}).get("vaultId") for item in found]
        return next((each for each in vaults if isinstance(each, str)), None)

    @staticmethod
    def _region_named_in(kms_key_id: str) -> Optional[str]:
        named = ocid.parse(kms_key_id)
        region = None if named is None else ocid.region_of(named)
        return region if region in sdk().regions.REGIONS else None


def _with_versions(host: KeyEndpoint, key: Key) -> Key:
    try:
        versions = host.versions(key)
    except NotFoundOrDenied:
        return key
    current = next((each.time_created for each in versions if each.id == key.current_key_version), None)
    enabled = sum(each.lifecycle_state == ENABLED for each in versions)
    return replace(key, enabled_versions=enabled, time_of_current_version=current)
