# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""module_command.py MODULE FILE: runs a module of the collection by itself, with the arguments in a file of JSON."""

from __future__ import annotations

import importlib
import sys

importlib.import_module(f"ansible_collections.cmk.oci.plugins.modules.{sys.argv.pop(1)}").main()
