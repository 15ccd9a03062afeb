# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx configuration of the documentation site."""

from __future__ import annotations

import pathlib
import tempfile
import zlib

# The labels and environment variables of Ansible's manual that pages refer to. They are listed here because Sphinx
# would otherwise fetch the inventory of that manual, and a site must build without a network.
ANSIBLE_LABELS = {
    "ansible_collections_index": "collections/index.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
ANSIBLE_VARIABLES = (
    "ANSIBLE_CACHE_PLUGIN",
    "ANSIBLE_CACHE_PLUGIN_CONNECTION",
    "ANSIBLE_CACHE_PLUGIN_PREFIX",
    "ANSIBLE_CACHE_PLUGIN_TIMEOUT",
    "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED",
    "ANSIBLE_INVENTORY_UNPARSED_FAILED",
)


def write_inventory(path: pathlib.Path) -> None:
    """Writes a Sphinx inventory of both (https://sphobjinv.readthedocs.io/en/stable/syntax.html)."""
    header = (
        "# Sphinx inventory version 2\n"
        "# Project: Ansible\n"
        "# Version: latest\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    rows = [
        f"{label} std:label -1 {page}#{label.replace('_', '-')} {label}\n" for label, page in ANSIBLE_LABELS.items()
    ]
    page = ANSIBLE_LABELS["ansible_configuration_settings"]
    rows += [f"{name} std:envvar -1 {page}#envvar-{name} {name}\n" for name in ANSIBLE_VARIABLES]
    path.write_bytes(header.encode() + zlib.compress("".join(rows).encode()))


project = "cmk.oci"
copyright = "the cmk.oci authors"
extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
html_theme = "sphinx_ansible_theme"
html_title = "cmk.oci"
html_short_title = "cmk.oci"
html_show_sphinx = False
display_version = False
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
default_role = "any"
nitpicky = True
html_theme_options = {
    "navigation_depth": 4,
    "titles_only": True,
    "display_version": False,
    "vcs_pageview_mode": "edit",
    "topbar_links": {},
    "documentation_home_url": "index.html",
}

_inventory = pathlib.Path(tempfile.mkdtemp()) / "ansible.inv"
write_inventory(_inventory)
intersphinx_mapping = {"ansible": ("https://docs.ansible.com/ansible/latest/", str(_inventory))}
