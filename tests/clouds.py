# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud for each test, copied from one that was filled once: filling takes as long as all else a test does."""

from __future__ import annotations

import io
import pickle
import threading
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from simulator.cloud import Cloud
from simulator.principals.credentials import Credentials, Pair
from simulator.tenancy.kinds import KINDS, Kind
from tests.garbage_collection import end_with_the_test

MakeCloud = Callable[..., Cloud]
"""Creates a cloud in the variants that are named, which ends with the test."""

_LOCK = type(threading.Lock())


class Clouds:
    """Clouds of one scenario, whose time stands still unless somebody waits.

    What can be copied is the whole object, services and all, so that nothing a test does to its cloud is left for the
    next. What is not copied: the facts about kinds, which nobody changes, and the users' API keys.
    """

    def __init__(self, scenario: str, shape: Mapping[str, Any] | None = None) -> None:
        self._scenario, self._shape = scenario, shape
        self._filled: dict[frozenset[tuple[str, str]], bytes] = {}
        self._pairs: dict[str, Pair] = {}

    def make(self, **variants: str) -> Cloud:
        """A cloud of its own for the caller."""
        chosen = frozenset(variants.items())
        if chosen not in self._filled:
            self._filled[chosen] = _pickled(
                Cloud(scenario=self._scenario, shape=self._shape, frozen=True, variants=variants)
            )
        return self._copy(self._filled[chosen])

    def keep(self, cloud: Cloud) -> Callable[[], Cloud]:
        """Makes copies of a cloud as it is now."""
        credentials, cloud.credentials = cloud.credentials, Credentials(cloud.tenancy)
        kept, known = _pickled(cloud), frozenset(credentials._known)
        cloud.credentials = credentials
        return lambda: self._copy(kept, known)

    def _copy(self, filled: bytes, known: frozenset[str] = frozenset()) -> Cloud:
        cloud: Cloud = _Unpickler(io.BytesIO(filled)).load()
        cloud.credentials = Credentials(cloud.tenancy, self._pairs, bits=1024)
        cloud.credentials._known.update(known)
        return cloud


def for_one_test(cloud: Cloud) -> Cloud:
    """A cloud that ends with the test."""
    end_with_the_test(cloud.tenancy.store, cloud.gateway, cloud.tenancy, cloud.machine, cloud.cluster, cloud)
    return cloud


def for_each_test(scenario: str, shape: Mapping[str, Any] | None = None) -> MakeCloud:
    """Creates clouds of one scenario, each of which ends with its test."""
    clouds = Clouds(scenario, shape)
    return lambda **variants: for_one_test(clouds.make(**variants))


def _pickled(cloud: Cloud) -> bytes:
    filled = io.BytesIO()
    _Pickler(filled, pickle.HIGHEST_PROTOCOL).dump(cloud)
    return filled.getvalue()


class _Pickler(pickle.Pickler):
    """Knows what a cloud has that others cannot copy; all else that cannot be copied is an error, never shared."""

    def persistent_id(self, thing: Any) -> str | None:
        return thing.name if isinstance(thing, Kind) else None

    def reducer_override(self, thing: Any) -> Any:
        if isinstance(thing, _LOCK):
            return threading.Lock, ()
        if isinstance(thing, RSAPublicKey):
            return _public_key, (thing.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, name: str) -> Kind:
        return KINDS[name]


def _public_key(der: bytes) -> PublicKeyTypes:
    return load_der_public_key(der)
