# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters that Ansible passes to a module whose options are not specified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def defaults(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a task without options, as Ansible passes them."""
    return {
        name: defaults(each["options"]) if each.get("apply_defaults") else each.get("default")
        for name, each in spec.items()
    }


def with_options(spec: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a task with these options; what a mapping leaves out has its default."""
    return {
        **defaults(spec),
        **{
            name: {**defaults(spec[name]["options"]), **value}
            if spec[name].get("options") and isinstance(value, Mapping)
            else value
            for name, value in options.items()
        },
    }
