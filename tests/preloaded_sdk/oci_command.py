# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The `oci` command where its modules are imported already: what importing it would do for one command line."""

from __future__ import annotations

import sys

from oci_cli import dynamic_loader, final_command_processor
from oci_cli.cli import cli

sys.argv[0] = "oci"
dynamic_loader.load_required_services_for_invocation()
final_command_processor.process()
sys.exit(cli())
