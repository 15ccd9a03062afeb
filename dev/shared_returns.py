# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the return values that several modules share into their RETURN, where each stands, from one table.

`failure` is written by failure_docs.py, from the code that returns it. With `--check` nothing is written: it names what
differs, and exits with 1 if anything does.
"""

from __future__ import annotations

import pathlib
import re
import sys
import textwrap
from collections.abc import Iterator, Mapping
from typing import NamedTuple

ROOT = pathlib.Path(__file__).parents[1]
MODULES = ROOT / "plugins/modules"

KEY = "ocid1.key.oc1.iad.examplevault.exampleuniqueid"


class Returned(NamedTuple):
    """A return value: `{}` in its sentences stands for the words of a module."""

    sentences: tuple[str, ...]
    facts: str
    returned: str = "success"


SHARED: Mapping[str, Returned] = {
    "notices": Returned(
        ("What did not fail the task and may require action. One warning is shown for each code.",),
        f"""\
type: list
elements: dict
contains:
  code: {{description: The stable name of the kind of notice., type: str, returned: always, sample: KeyNotChecked}}
  text:
    description: What happened, why, and what to do.
    type: str
    returned: always
    sample: >-
      The key {KEY} could not be read
      (GetKey: 404 NotAuthorizedOrNotFound). OCI decides whether it can be used.
  resource:
    description: The OCID of the resource that it is about; V(none) if it is not about one resource.
    type: str
    returned: always
    sample: {KEY}
  failure: {{description: "The failure behind it, as RV(failure) describes one, if any.", type: dict, returned: always}}
""",
        "success, or failure unless Ansible itself rejected the options",
    ),
    "verified": Returned(
        ("Whether {}. It can be V(false) only with O(wait=false).",),
        "type: bool\nsample: true\n",
    ),
    "previous_kms_key_id": Returned(
        (
            "The OCID of the previous key of the {} managed it. Without a change, the current one.",
            "With the notice C(AssignedMeanwhile), the key before that assignment.",
            "A task that failed after the service had accepted its change returns it as well, with C(changed=true) if "
            "the change may still take effect.",
        ),
        f"type: str\nsample: {KEY}\n",
        "success; failure after the service had accepted the change",
    ),
    "types_not_checked": Returned(
        (
            "Types of resources that can use a key and are not searched for; check them yourself before the deletion "
            "is due.",
            "Empty if the task did not search for resources that use {}.",
        ),
        "type: list\nelements: str\nsample: [secrets, streams]\n",
    ),
    "users": Returned(
        ("Up to ten of the resources that are encrypted with {}.",),
        f"""\
type: list
elements: dict
contains:
  type: {{description: The type of the resource., type: str, returned: always, sample: volume}}
  name: {{description: The name of the resource., type: str, returned: always, sample: data-1}}
  id:
    description: The OCID of the resource.
    type: str
    returned: always
    sample: ocid1.volume.oc1.iad.exampleuniqueid
  region: {{description: The region of the resource., type: str, returned: always, sample: us-ashburn-1}}
  kms_key_id:
    description: The OCID of its key.
    type: str
    returned: always
    sample: {KEY}
""",
    ),
    "unreadable": Returned(
        ("Up to a hundred of the resources and lists that could not be read and so may be encrypted with {}.",),
        "type: list\nelements: str\nsample: []\n",
    ),
    "needed_statements": Returned(
        ("All statements that are needed.",),
        """\
type: list
elements: str
sample:
  - Allow service blockstorage to use keys in compartment id ocid1.compartment.oc1..exampleuniqueid
""",
    ),
}

KEY_IN_USE = (
    "when the key cannot be disabled, retired or rotated, because it is or may be in use; with O(force_disable)"
)
VAULT_IN_USE = "when the vault cannot be retired, because it is or may be in use"
UNLESS_GROUP = (
    "success, unless O(backup_id) is a volume group backup; failure after the service had accepted the change"
)
READ_BACK = "was read with the requested key after the service accepted the change; in check mode, V(true)"


class Use(NamedTuple):
    """How one module describes a shared return value: its words, and when it is returned unless as usual."""

    words: str = ""
    returned: str = ""


NOTICES = {"notices": Use()}

USES: Mapping[str, Mapping[str, Use]] = {
    "oci_adb_encryption_key": {
        "verified": Use(f"the database {READ_BACK}"),
        "previous_kms_key_id": Use("database, V(none) if Oracle or another provider"),
    },
    "oci_backup_copy": {
        "verified": Use("the copy, and each backup in it, was read as usable and with the requested key")
    },
    "oci_backup_kms_key": {
        "verified": Use(
            "the backup, or each backup of the group, was read with the requested key after the service accepted the "
            "change"
        ),
        "previous_kms_key_id": Use("backup, V(none) if Oracle", UNLESS_GROUP),
    },
    "oci_backup_policy_assignment": {
        "verified": Use(
            "the asset was read with the policy and the key, or without a policy, after the service accepted the change"
        )
    },
    "oci_bucket_kms_key": {
        "verified": Use(f"the bucket {READ_BACK}"),
        "previous_kms_key_id": Use("bucket, V(none) if Oracle"),
    },
    "oci_compartment_info": {},
    "oci_dynamic_group": {"verified": Use("the dynamic group was read as it was written")},
    "oci_encryption_info": {},
    "oci_kms_key": {
        "verified": Use("the key was read as it was requested"),
        "types_not_checked": Use("the key"),
        "users": Use("the key", KEY_IN_USE),
        "unreadable": Use("the key", KEY_IN_USE),
    },
    "oci_kms_key_assignments": {
        "verified": Use("each resource was read with the requested key after the service accepted the change")
    },
    "oci_kms_key_info": {},
    "oci_kms_policy": {
        "verified": Use("the policy was read as it was written", "success, unless O(state=check)"),
        "needed_statements": Use(returned="when O(state=check)"),
    },
    "oci_kms_policy_info": {"needed_statements": Use()},
    "oci_kms_vault": {
        "verified": Use("the vault was read as it was requested"),
        "types_not_checked": Use("a key of the vault"),
        "users": Use("a key of the vault", VAULT_IN_USE),
        "unreadable": Use("a key of the vault", VAULT_IN_USE),
    },
    "oci_volume": {
        "verified": Use("the volume was read as available and with the requested key; in check mode, V(true)")
    },
    "oci_volume_kms_key": {
        "verified": Use(
            "the volume, and the backups that were included, were read with the requested key after the service "
            "accepted the change; in check mode, V(true)"
        ),
        "previous_kms_key_id": Use("volume, V(none) if Oracle"),
    },
    "oci_volume_replication": {
        "verified": Use(
            "the replica was read in its region as available and encrypted with the requested key, or as ended; in "
            "check mode, V(true)"
        )
    },
}


def block(name: str, use: Use) -> str:
    """The documentation of a return value in one module."""
    value = SHARED[name]
    items = [each.format(use.words) for each in value.sentences]
    wrapped = [textwrap.fill(each, 114, initial_indent="- ", subsequent_indent="  ") for each in items]
    lines = ["description:", *(textwrap.indent(each, "  ") for each in wrapped)]
    facts = "\n".join([*lines, f"returned: {use.returned or value.returned}", value.facts])
    return f"{name}:\n{textwrap.indent(facts, '  ')}"


def blocks(module: str) -> Iterator[tuple[str, str]]:
    """The return values of a module that are written here, by name."""
    for name, use in {**USES[module], **NOTICES}.items():
        yield name, block(name, use)


def documented(path: pathlib.Path) -> str:
    """A module with the documentation that it should have. Raises ValueError when it has no place for it."""
    before, opening, rest = path.read_text(encoding="utf-8").partition('RETURN = r"""\n')
    returns, closing, after = rest.partition('"""\n')
    for name, text in blocks(path.stem):
        place = re.compile(rf"^{name}:\n(?: .*\n)+", re.MULTILINE)
        returns, count = place.subn(text.replace("\\", r"\\"), returns)
        if count != 1:
            raise ValueError(f"{path.name} has {count} return values `{name}`, and not one")
    return before + opening + returns + closing + after


def main(arguments: list[str]) -> int:
    """Writes the modules, or checks them."""
    paths = sorted(MODULES.glob("*.py"))
    outdated = [path for path in paths if documented(path) != path.read_text(encoding="utf-8")]
    for path in outdated:
        if arguments == ["--check"]:
            print(f"{path.relative_to(ROOT)} is outdated: run `python dev/shared_returns.py`")
        else:
            path.write_text(documented(path), encoding="utf-8")
    return 1 if arguments == ["--check"] and outdated else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
