# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options for tags; the facts are in module_utils/_core/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.tags`."""

    DOCUMENTATION = r"""
options:
  freeform_tags:
    description:
      - All free-form tags of the resource, with strings as values. Other free-form tags are removed. If not specified,
        they are not changed.
    type: dict
  defined_tags:
    description:
      - Defined tags of the resource, by namespace. In each specified namespace, all other tags are removed.
      - Namespaces that are not specified are not changed, because tenancies can assign default tags to new resources.
    type: dict
"""
