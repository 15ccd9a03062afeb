# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The key map: which key each resource is expected to be encrypted with. The first entry that applies decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from .._core import ocid
from .._core.errors import BadOption
from .._core.quoting import quoted
from .._resources.assignment import is_oracle_managed
from . import matching
from .items import Item
from .matching import Condition
from .places import Places

ANY, ORACLE_MANAGED, NONE_EXPECTED = "any_customer_managed", "oracle_managed", "unknown"

WORDS = (ANY, ORACLE_MANAGED, NONE_EXPECTED)

HSM, SOFTWARE = "hsm", "software"

DEFAULT = "default"


@dataclass(frozen=True)
class Expectation:
    """The key that is expected, and which entry `source` expects it.

    `key` is one of the words, or `key` for the one that `kms_key_id`, or `vault_id` and `kms_key_name`, identify.
    """

    source: str
    key: str
    kms_key_id: Optional[str] = None
    vault_id: Optional[str] = None
    kms_key_name: Optional[str] = None
    hsm: bool = False

    def as_result(self) -> Optional[dict[str, Any]]:
        """The expected key as findings show it; `None` where any customer-managed key will do."""
        if self.key in (ANY, NONE_EXPECTED):
            return None
        return {"ocid": self.kms_key_id, "name": self.kms_key_name, "vault_id": self.vault_id, "key": self.key}


@dataclass(frozen=True)
class KeyMap:
    """The entries in their order, and what is expected where none applies."""

    entries: tuple[tuple[Condition, Expectation], ...] = ()
    default: Expectation = Expectation(DEFAULT, ANY)

    def resolved(self, places: Places) -> KeyMap:
        """The map with the OCIDs of its compartments. Raises BadOption."""
        return replace(self, entries=tuple((condition.resolved(places), each) for condition, each in self.entries))

    def expected(self, item: Item, places: Places) -> Expectation:
        """What is expected of a resource."""
        return matching.first(self.entries, item, places) or self.default


ENTRY_FIELDS = ("id", "when", "key", "protection_mode")


def parse(option: str, given: Any, default: Any) -> KeyMap:
    """The map of a list of entries. Raises BadOption with the path of what is wrong."""
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise BadOption(f"{option} must be a list of entries", option=option)
    entries: list[tuple[Condition, Expectation]] = []
    for at, each in enumerate(given):
        where = f"{option}[{at}]"
        condition, expectation = _entry(where, each)
        for earlier, other in entries:
            if other.source == expectation.source:
                raise BadOption(f"{where}.id repeats {quoted(expectation.source)}", option=f"{where}.id")
            if earlier.covers(condition):
                raise BadOption(
                    f"{where} ({expectation.source}) never applies, since {other.source} before it applies to all that "
                    "it is about",
                    advice=("Put it before that entry, or remove it.",),
                    option=where,
                )
        entries.append((condition, expectation))
    return KeyMap(tuple(entries), _key(f"{option}.default", DEFAULT, ANY if default is None else default))


def _entry(where: str, given: Any) -> tuple[Condition, Expectation]:
    if not isinstance(given, Mapping):
        raise BadOption(f"{where} must be a mapping with {', '.join(ENTRY_FIELDS)}", option=where)
    for name in given:
        if name not in ENTRY_FIELDS:
            raise BadOption(
                f"{where} has the unknown field {quoted(str(name))}",
                advice=(f"The fields are {', '.join(ENTRY_FIELDS)}.",),
                option=f"{where}.{name}",
            )
    name = required_text(where, given, "id")
    if given.get("key") is None:
        raise BadOption(f"{where} ({name}) has no key", option=f"{where}.key")
    mode = given.get("protection_mode")
    if mode is not None and str(mode).lower() not in (HSM, SOFTWARE):
        raise BadOption(f"{where}.protection_mode must be hsm or software", option=f"{where}.protection_mode")
    expectation = _key(f"{where}.key", name, given["key"])
    condition = matching.parse(f"{where}.when", given.get("when"))
    return condition, replace(expectation, hsm=mode is not None and str(mode).lower() == HSM)


def _key(where: str, source: str, given: Any) -> Expectation:
    if isinstance(given, Mapping):
        if set(given) != {"vault_id", "name"}:
            raise BadOption(
                f"{where} must have vault_id and name, or be the OCID of a key or one of {', '.join(WORDS)}",
                option=where,
            )
        vault = ocid.require(f"{where}.vault_id", required_text(where, given, "vault_id"), {"vault": "vault"}).text
        return Expectation(source, "key", vault_id=vault, kms_key_name=required_text(where, given, "name"))
    text = str(given).strip()
    if is_oracle_managed(text):
        return Expectation(source, ORACLE_MANAGED)
    if text in WORDS:
        return Expectation(source, text)
    if not text.startswith("ocid1."):
        raise BadOption(
            f"{where} is {quoted(text)}, which is neither the OCID of a key nor one of {', '.join(WORDS)}", option=where
        )
    return Expectation(source, "key", kms_key_id=ocid.require(where, text, {"key": "key"}).text)


def required_text(where: str, given: Mapping[str, Any], name: str) -> str:
    """A text that an entry must have. Raises BadOption."""
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
        raise BadOption(f"{where} has no {name}", advice=(f"Specify {name} as a text.",), option=f"{where}.{name}")
    return str(value).strip()
