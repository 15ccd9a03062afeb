# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the variables of the demo playbook for a simulated tenancy, given the path of its tenancy.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    """Print them as JSON, as `ansible-playbook -e` takes them."""
    tenancy = json.loads(Path(sys.argv[1]).read_text())
    variables = {
        "demo_volume_id": tenancy["volumes"]["data-oracle-managed"],
        "demo_boot_volume_id": tenancy["boot_volumes"]["boot-oracle-managed"],
        "demo_backup_id": tenancy["volume_backups"]["backup-oracle-managed"],
        "demo_availability_domain": tenancy["availability_domains"][tenancy["home_region"]][0],
        "demo_copy_region": tenancy["regions"][1],
        "demo_copy_kms_key_id": tenancy["keys"]["cmk-phx"],
        "demo_bucket_name": "bucket-oracle-managed",
        "demo_autonomous_database_id": tenancy["autonomous_databases"]["adb-oracle-managed"],
        "demo_compartment_id": tenancy["compartments"]["vaults"],
        "demo_setup_profile": "key-officer",
        "demo_groups": ["projx-admin-group"],
        "demo_databases": [tenancy["compartments"]["projx"]],
        "demo_unsuitable_key_id": tenancy["keys"]["cmk-rsa"],
    }
    print(json.dumps(variables))


if __name__ == "__main__":
    main()
