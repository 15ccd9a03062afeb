# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Replaces what identifies a tenancy, its resources and its people by pseudonyms, which are stable for one salt."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional

from ..._core.errors import OCID
from ..._core.tenancy import SEPARATOR
from ..expectations import DEFAULT
from ..judging import FACTS
from ..places import ROOT
from ..records import YOUR_KEY, uid
from ..rules import RULES

Data = Mapping[str, Any]

# Parts of an OCID before those that identify: ocid1, kind, realm and region.
PLAIN_PARTS = 4

# Shorter parts identify a vault in the OCIDs of its keys.
LONG_PART = 20

MOST_REMEMBERED = 4096

BUCKET = re.compile(r"/n/([^/]*)/b/(.*)@([^@]*)", re.DOTALL)

REGION = re.compile(r"[a-z]{2,4}-[a-z]+(-[a-z]+)?-\d+")

# Values of options that identify nothing.
WORDS = frozenset(("all", "present", "absent", ROOT, YOUR_KEY, *FACTS))


def new_salt() -> str:
    """A salt for one report: pseudonyms with it cannot be compared with those of any other."""
    return secrets.token_hex(16)


class Redaction:
    """Replaces by pseudonyms; without the salt, what they stand for can be neither computed nor guessed.

    OCIDs keep their kind, realm and region, and those of keys and of their vault the part that they share.
    Texts that may quote a name are replaced by what rule and reason mean. What is not listed here is replaced.
    """

    def __init__(self, salt: str) -> None:
        self._key = hashlib.sha256(salt.encode("utf-8", "surrogatepass")).digest()
        # Compartments, keys and owners are those of many findings.
        self._pseudonym = functools.lru_cache(MOST_REMEMBERED)(self._new_pseudonym)
        self._part = functools.lru_cache(MOST_REMEMBERED)(self._new_part)

    def name(self, text: Optional[str]) -> Optional[str]:
        """A name, or any other text."""
        return None if text is None else self._pseudonym(text)

    def ocid(self, text: Optional[str]) -> Optional[str]:
        """An OCID."""
        if text is None or not OCID.fullmatch(text):
            return self.name(text)
        parts = text.split(".")
        return ".".join([*parts[:PLAIN_PARTS], *map(self._part, parts[PLAIN_PARTS:])])

    def path(self, text: Optional[str]) -> Optional[str]:
        """A path of compartments."""
        if text is None or text == ROOT:
            return text
        return SEPARATOR.join(map(self._pseudonym, text.split(SEPARATOR)))

    def identity(self, text: str) -> str:
        """What identifies a resource: its OCID, a bucket with its region, or a compartment with a region."""
        bucket = BUCKET.fullmatch(text)
        if bucket is not None:
            namespace, name, region = bucket.groups()
            return f"/n/{self._pseudonym(namespace)}/b/{self._pseudonym(name)}@{region}"
        place, slash, region = text.partition("/")
        return f"{self.ocid(place)}{slash}{region if REGION.fullmatch(region) else self.name(region) if region else ''}"

    def finding(self, finding: Data) -> dict[str, Any]:
        """A finding, with the uid of its pseudonym."""
        changed = {name: change(self, finding[name]) for name, change in OF_A_FINDING.items() if name in finding}
        rule, reason = finding["rule_id"], str(finding["reason"])
        title = RULES[rule].title if rule in RULES else rule
        changed["message"] = f"{title}: {reason.replace('_', ' ')}"
        changed["uid"] = uid(rule, changed["resource"]["identity"])
        return changed

    def run(self, run: Data) -> dict[str, Any]:
        """The facts of a run."""
        changed = {name: OF_A_RUN.get(name, _value)(self, value) for name, value in run.items()}
        return {**changed, "redacted": True}

    def outcome(self, outcome: Data) -> dict[str, Any]:
        """What follows the findings."""
        return {
            "finished_at": outcome["finished_at"],
            "coverage": [self._fields(each, OF_COVERAGE) for each in outcome["coverage"]],
            "exceptions": [self._fields(each, OF_AN_EXCEPTION) for each in outcome["exceptions"]],
            "summary": outcome["summary"],
            "gate": {**outcome["gate"], "reasons": self._reasons(outcome["gate"]["reasons"])},
            "gone": [self._gone(each) for each in outcome["gone"]],
        }

    def _reasons(self, reasons: Sequence[Data]) -> list[dict[str, Any]]:
        """The reasons of the gate, which are about numbers."""
        return [{**each, "text": self._text(each["text"])} for each in reasons]

    def _gone(self, gone: Data) -> dict[str, Any]:
        """A finding of an earlier report, of which only a part is kept."""
        changed = {name: OF_A_FINDING.get(name, _value)(self, value) for name, value in gone.items()}
        return {**changed, "uid": uid(gone["rule_id"], changed["resource"]["identity"])}

    def _text(self, text: str) -> str:
        return OCID.sub(lambda found: str(self.ocid(found.group())), text)

    def _fields(self, data: Data, changes: Mapping[str, Change]) -> dict[str, Any]:
        return {name: changes.get(name, _value)(self, value) for name, value in data.items()}

    def _new_pseudonym(self, text: str) -> str:
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6, key=self._key)
        return f"r{digest.hexdigest()}"

    def _new_part(self, part: str) -> str:
        if not part:
            return part
        digest = hashlib.blake2b(part.encode(), digest_size=32, key=self._key).digest()
        text = base64.b32encode(digest).decode().rstrip("=").lower()
        return f"aaaaaaaa{text}" if len(part) > LONG_PART else text[: len("a1b2c3d4e5f6g")]


Change = Callable[[Redaction, Any], Any]


def _kept(_redaction: Redaction, value: Any) -> Any:
    return value


def _none(_redaction: Redaction, _value: Any) -> None:
    return None


def _no_texts(_redaction: Redaction, _value: Any) -> list[str]:
    return []


def _value(redaction: Redaction, value: Any) -> Any:
    """Any value: names of fields and numbers are kept, every text is replaced that is not known to be harmless."""
    if isinstance(value, str):
        if value in WORDS or REGION.fullmatch(value):
            return value
        return redaction.identity(value) if value.startswith(("ocid1.", "/n/")) else redaction.path(value)
    if isinstance(value, Mapping):
        return {name: _value(redaction, each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(redaction, each) for each in value]
    return value


def _domain(redaction: Redaction, value: Optional[str]) -> Optional[str]:
    """An availability domain, whose name begins with a prefix of the tenancy."""
    if value is None:
        return None
    prefix, colon, name = value.partition(":")
    return f"{redaction.name(prefix)}{colon}{name}"


def _tags(redaction: Redaction, value: Data) -> dict[str, str]:
    return {str(redaction.name(name)): str(redaction.name(str(each))) for name, each in value.items()}


def _namespaces(redaction: Redaction, value: Mapping[str, Data]) -> dict[str, dict[str, str]]:
    return {str(redaction.name(name)): _tags(redaction, each) for name, each in value.items()}


def _source(redaction: Redaction, value: str) -> Optional[str]:
    return value if value == DEFAULT else redaction.name(value)


def _within(changes: Mapping[str, Change]) -> Change:
    def change(redaction: Redaction, value: Optional[Data]) -> Optional[dict[str, Any]]:
        return None if value is None else redaction._fields(value, changes)

    return change


_KEY: Mapping[str, Change] = {
    "ocid": Redaction.ocid,
    "name": Redaction.name,
    "vault_id": Redaction.ocid,
    "lifecycle_state": _kept,
    "protection_mode": _kept,
    "enabled_versions": _kept,
    "age_days": _kept,
    "region": _kept,
    "key": _kept,
}

OF_AN_EXCEPTION: Mapping[str, Change] = {
    "id": Redaction.name,
    "reason": Redaction.name,
    "owner": Redaction.name,
    "expires": _kept,
    "category": _kept,
    "ticket": Redaction.name,
    "rules": _kept,
    "state": _kept,
    "matched": _kept,
}

OF_COVERAGE: Mapping[str, Change] = {
    "region": _kept,
    "compartment_id": Redaction.ocid,
    "compartment_path": Redaction.path,
    "type": _kept,
    "operation": _kept,
    "outcome": _kept,
    "is_scope": _kept,
    "count": _kept,
    "seconds": _kept,
    "opc_request_id": _none,
    "message": _none,
    "missing_statements": _no_texts,
}

OF_A_RUN: Mapping[str, Change] = {
    "tenancy": Redaction.ocid,
    "tenancy_name": Redaction.name,
    "regions": _kept,
    "types": _kept,
    "rules_version": _kept,
    "collection_version": _kept,
    "started_at": _kept,
}

PARTS: Mapping[str, Mapping[str, Change]] = {
    "resource": {
        "ocid": Redaction.ocid,
        "identity": Redaction.identity,
        "name": Redaction.name,
        "type": _kept,
        "region": _kept,
        "availability_domain": _domain,
        "compartment_id": Redaction.ocid,
        "compartment_path": Redaction.path,
        "owner": Redaction.name,
        "freeform_tags": _tags,
        "defined_tags": _namespaces,
        "lifecycle_state": _kept,
        "time_created": _kept,
    },
    "key": {
        "current": _within(_KEY),
        "provider": _kept,
        "expected": _within(_KEY),
        "source_of_expectation": _source,
    },
    "request": {"operation": _kept, "status": _kept, "code": _kept, "opc_request_id": _none},
    "remediation": {"module": _kept, "arguments": _value, "missing_statements": _no_texts},
}

OF_A_FINDING: Mapping[str, Change] = {
    "uid": _kept,
    "rule_id": _kept,
    "status": _kept,
    "reason": _kept,
    "severity": _kept,
    "message": _none,
    **{name: _within(part) for name, part in PARTS.items()},
    "exception": _within(OF_AN_EXCEPTION),
    "expired_exception": _within(OF_AN_EXCEPTION),
    "delta": _kept,
    "first_seen": _kept,
    "last_seen": _kept,
    "observed_at": _kept,
    "references": _kept,
}
"""What becomes of each field of a finding; a test compares it with the schema."""
