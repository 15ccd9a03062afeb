# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Reads the keys that resources name, each once and at the rate that OCI allows, while the lists are read."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Mapping
from typing import Optional

from .._core.errors import Failure
from .._core.session import Session
from .._keys.reading import KeyReader, Reading
from .items import KeySeen, Unreadable, unreadable
from .places import Places

# Key Management answers ten reads a second for a tenancy (docs/dev/oci-facts.md section 2).
SECONDS_A_REQUEST = 0.1

DAY = 24 * 3600


class KeyFacts:
    """The keys that are wanted, each in the region of the resources that name it; a thread of its own reads them."""

    def __init__(self, session: Session, places: Places) -> None:
        self._session = session
        self._places = places
        self._readers: dict[tuple[str, bool], KeyReader] = {}
        self._seen: dict[tuple[str, str], KeySeen] = {}
        self._wanted: dict[tuple[str, str], bool] = {}
        self._queue: list[tuple[str, str, bool]] = []
        self._lock = threading.Condition()
        self._is_closed = False
        self._error: Optional[BaseException] = None
        self.requests = 0
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def want(self, kms_key_id: str, region: str, *, versions: bool) -> None:
        """Have a key read, with its versions if they matter, unless it is already."""
        name = (kms_key_id, region)
        with self._lock:
            known = self._wanted.get(name)
            if known or known is versions:
                return
            self._wanted[name] = versions
            self._queue.append((*name, versions))
            self._lock.notify()

    def all(self) -> Mapping[tuple[str, str], KeySeen]:
        """The keys by OCID and region, once all are read."""
        with self._lock:
            self._is_closed = True
            self._lock.notify()
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._seen

    def _work(self) -> None:
        try:
            while True:
                with self._lock:
                    while not self._queue and not self._is_closed:
                        self._lock.wait()
                    if not self._queue:
                        return
                    kms_key_id, region, versions = self._queue.pop(0)
                self._read_at_rate(kms_key_id, region, versions)
        except BaseException as error:  # which belongs to the thread that waits for the keys
            self._error = error

    def _read_at_rate(self, kms_key_id: str, region: str, versions: bool) -> None:
        clock = self._session.clock
        began = clock.now()
        self._seen[(kms_key_id, region)] = self._read(kms_key_id, region, versions)
        requests = 2 if versions else 1
        with self._lock:
            is_last = self._is_closed and not self._queue
        if not is_last:
            clock.sleep(max(0.0, requests * SECONDS_A_REQUEST - (clock.now() - began)))

    def _read(self, kms_key_id: str, region: str, versions: bool) -> KeySeen:
        try:
            reading = self._reader(region, versions).read(kms_key_id)
        except Failure as failure:
            return KeySeen(kms_key_id, region, problem=unreadable(failure))
        if reading.key is None:
            return _unread(kms_key_id, region, reading)
        key = reading.key
        return KeySeen(
            id=kms_key_id,
            region=region,
            name=key.display_name,
            vault_id=key.vault_id,
            lifecycle_state=key.lifecycle_state,
            protection_mode=key.protection_mode,
            enabled_versions=key.enabled_versions,
            age_days=self._age_days(key.time_of_current_version),
            is_foreign=_opposite(self._places.is_of_tenancy(key.compartment_id)),
            versions_problem=None if not versions or key.enabled_versions is not None else VERSIONS_DENIED,
        )

    def _reader(self, region: str, versions: bool) -> KeyReader:
        name = (region, versions)
        if name not in self._readers:
            self._readers[name] = KeyReader(self._session.in_region(region), count_versions=versions)
        return self._readers[name]

    def _age_days(self, since: Optional[datetime.datetime]) -> Optional[int]:
        if since is None:
            return None
        return max(0, int((self._session.clock.wall() - since.timestamp()) // DAY))


VERSIONS_DENIED = Unreadable(
    "denied",
    "The versions of the key may not be listed",
    operation="ListKeyVersions",
    missing_statements=("Allow group <your group> to inspect keys in compartment <compartment of the key>",),
)


def _unread(kms_key_id: str, region: str, reading: Reading) -> KeySeen:
    if reading.elsewhere is not None:
        message = f"The key is in {reading.elsewhere}, and its vault is not replicated to {region}"
        return KeySeen(kms_key_id, region, problem=Unreadable("key_not_in_region", message))
    if reading.failure is not None:
        return KeySeen(kms_key_id, region, problem=unreadable(reading.failure))
    return KeySeen(kms_key_id, region, problem=Unreadable("denied", "The vault of the key is not known"))


def _opposite(value: Optional[bool]) -> Optional[bool]:
    return None if value is None else not value
