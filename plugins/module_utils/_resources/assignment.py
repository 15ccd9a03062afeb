# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key of a resource as a value: current, desired, and the change between them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from .._core.shapes_of_answers import ORACLE_MANAGED_WORDS

# The word for it in options, which is OCI's own in the answers of Autonomous Databases (docs/dev/oci-facts.md trap 1).
ORACLE_MANAGED = "ORACLE_MANAGED_KEY"

# What updates send in place of an OCID (docs/dev/oci-facts.md trap 2): to leave the key out would keep the current one.
NO_KEY = ""


def customer_managed(kms_key_id: Optional[str]) -> Optional[str]:
    """The OCID of the customer-managed key, `None` for everything that OCI returns for the Oracle-managed key."""
    return None if kms_key_id is None or kms_key_id.strip() in ORACLE_MANAGED_WORDS else kms_key_id.strip()


def is_oracle_managed(text: Optional[str]) -> bool:
    """Whether an option specifies the Oracle-managed key."""
    return text is not None and text.strip().upper() == ORACLE_MANAGED


@dataclass(frozen=True)
class ProviderKey:
    """A customer-managed key outside of OCI Vault: who keeps it (`OKV`, `AWS`, `AZURE`, `GCP`) and where."""

    provider: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def satisfies(self, wanted: ProviderKey) -> bool:
        """Whether this is the requested key. The service may return more about a key than was specified."""
        return self.provider == wanted.provider and all(
            self.details.get(name) == value for name, value in wanted.details.items()
        )


@dataclass(frozen=True)
class Assignment:
    """The key of a resource as one read saw it.

    `kms_key_id` and `provider_key` are both `None` when Oracle manages the key. `lifecycle_state` is `None` for
    what has none, `state_details` how the service explains it. `attributes` are further properties for people, in the
    names of the result. `shown` is the model of the answer, for what only audits need of it.
    """

    resource_id: str
    kms_key_id: Optional[str]
    lifecycle_state: Optional[str]
    etag: Optional[str] = None
    vault_id: Optional[str] = None
    provider_key: Optional[ProviderKey] = None
    state_details: Optional[str] = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    shown: Any = field(default=None, compare=False, repr=False)

    @property
    def has_customer_managed_key(self) -> bool:
        """Whether the read showed a key that Oracle does not manage."""
        return self.kms_key_id is not None or self.provider_key is not None


@dataclass(frozen=True)
class Unread:
    """A resource that a list shows without its key, by the name under which it is read."""

    resource_id: str


@dataclass(frozen=True)
class Desired:
    """The key a resource should have, none for the Oracle-managed one; `rewrap` renews the data key even so.

    `vault_id` is the key's vault, where it is known.
    """

    kms_key_id: Optional[str]
    rewrap: bool = False
    vault_id: Optional[str] = None
    provider_key: Optional[ProviderKey] = None


def key_words(kms_key_id: Optional[str], provider_key: Optional[ProviderKey] = None) -> str:
    """A key in words, the Oracle-managed one included."""
    if provider_key is not None:
        return f"a key of {provider_key.provider}"
    return "the Oracle-managed key" if kms_key_id is None else f"the key {kms_key_id}"


class Kind(enum.Enum):
    """The kinds of change."""

    NOTHING = "nothing"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    REWRAP = "rewrap"


@dataclass(frozen=True)
class Change:
    """What to do, and the key that is in force afterwards."""

    kind: Kind
    kms_key_id: Optional[str]
    vault_id: Optional[str] = None
    provider_key: Optional[ProviderKey] = None

    @property
    def key_words(self) -> str:
        """The key in force afterwards, in words."""
        return key_words(self.kms_key_id, self.provider_key)

    @property
    def key_to_send(self) -> str:
        """What an update of the resource sends as its key."""
        return self.kms_key_id or NO_KEY
