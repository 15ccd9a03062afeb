# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx configuration of the documentation site."""

from __future__ import annotations

import pathlib
import tempfile
import zlib

# The labels of Ansible's manual that generated pages refer to, and where they are. Said here, because Sphinx would
# otherwise fetch the inventory of that manual, and a site must build without a network.
ANSIBLE_LABELS = {
    "ansible_collections_index": "collections/index.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def write_inventory(path: pathlib.Path, labels: dict[str, str]) -> None:
    """Writes a Sphinx inventory of labels (https://sphobjinv.readthedocs.io/en/stable/syntax.html)."""
    header = (
        "# Sphinx inventory version 2\n"
        "# Project: Ansible\n"
        "# Version: latest\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    rows = (f"{label} std:label -1 {page}#{label.replace('_', '-')} {label}\n" for label, page in labels.items())
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
write_inventory(_inventory, ANSIBLE_LABELS)
intersphinx_mapping = {"ansible": ("https://docs.ansible.com/ansible/latest/", str(_inventory))}
