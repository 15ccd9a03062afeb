# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Which tags to write, from those a task asks for and those a resource has. Pure.

An update replaces all tags of a kind at once. Tags of namespaces that a task does not name stay as they are, since
tenancies put tags of their own on every resource (https://docs.oracle.com/iaas/Content/Tagging/Tasks/managingtagdefaults.htm).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .errors import BadOption

Freeform = Mapping[str, str]
Defined = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class AskedTags:
    """The tags a task asks for, V(None) for those it leaves alone."""

    freeform: Optional[Freeform] = None
    defined: Optional[Defined] = None

    def changes(self, freeform: Freeform, defined: Defined) -> dict[str, Any]:
        """What to write of a resource with these tags, by field; empty when it has them."""
        changes: dict[str, Any] = {}
        if self.freeform is not None and self.freeform != freeform:
            changes["freeform_tags"] = dict(self.freeform)
        if self.defined is not None:
            wanted = _without_empty({**defined, **self.defined})
            if wanted != _without_empty(defined):
                changes["defined_tags"] = wanted
        return changes


def asked_tags(params: Mapping[str, Any]) -> AskedTags:
    """The tags in the options. Raises BadOption."""
    freeform, defined = params["freeform_tags"], params["defined_tags"]
    return AskedTags(
        None if freeform is None else _texts("freeform_tags", freeform),
        None if defined is None else {name: _namespace(name, tags) for name, tags in defined.items()},
    )


def _namespace(name: str, tags: Any) -> dict[str, str]:
    if not isinstance(tags, Mapping):
        raise BadOption(f"defined_tags.{name} must hold the tags of that namespace, each with its value.")
    return _texts(f"defined_tags.{name}", tags)


def _texts(where: str, tags: Mapping[str, Any]) -> dict[str, str]:
    for name, value in tags.items():
        # YAML reads yes and 2024-01-01 as something else than the text, and which text was meant cannot be told.
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise BadOption(f"{where}.{name} must be a text: put it in quotes.")
    return {str(name): str(value) for name, value in tags.items()}


def _without_empty(defined: Defined) -> dict[str, dict[str, str]]:
    return {name: dict(tags) for name, tags in defined.items() if tags}
