# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts: the names of services in policies.

OCI rejects `service objectstorage`, whose name must include a region, with 400 InvalidParameter (observed on public
GitHub). That it rejects every unknown name is assumed. The names are those of Oracle's documentation: D-COMP and D-BVK
(keys), D-REPL (replication of vaults), and the required policies of the other services.
"""

from __future__ import annotations

import re

_NAMES = frozenset(
    (
        "adm",
        "apigateway",
        "autoscaling",
        "bigdataservice",
        "blockstorage",
        "cloudguard",
        "compute_management",
        "datacatalog",
        "dataflow",
        "datascience",
        "dpd",
        "faas",
        "keymanagementservice",
        "loganalytics",
        "oke",
        "operationsinsights",
        "operations-insights",
        "osms",
        "rover",
        "streaming",
        "vaultsecret",
        "virtualnetwork",
        "vulnerability-scanning-service",
    )
)
_WITH_REGION = re.compile(r"objectstorage-[a-z]{2,3}-[a-z]+-[0-9]+")
_WITH_REALM = re.compile(r"fssoc[0-9]+prod")


def is_known(name: str) -> bool:
    """Whether a service has the name; case-insensitive."""
    folded = name.casefold()
    return folded in _NAMES or any(shape.fullmatch(folded) for shape in (_WITH_REGION, _WITH_REALM))
