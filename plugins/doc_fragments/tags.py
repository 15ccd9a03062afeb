# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the options for tags; the facts are in module_utils/_vault/tags.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.tags)."""

    DOCUMENTATION = r"""
options:
  freeform_tags:
    description:
      - All free-form tags it is to have, each with a text as its value. Others are removed. If not given, they are left
        as they are.
    type: dict
  defined_tags:
    description:
      - Defined tags it is to have, by namespace. In each namespace that is named here, all others are removed.
      - Namespaces that are not named are left as they are, since tenancies put tags of their own on what is made.
    type: dict
"""
