# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Performance of volumes: units per GB and automatic tuning (SDK docstrings of CreateVolumeDetails, AutotunePolicy)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...protocol.problems import invalid

DEFAULT_VPUS = 10
_STEP, _MOST = 10, 120
_DETACHED = {"autotuneType": "DETACHED_VOLUME"}


def performance_fields(body: Mapping[str, Any], present: Mapping[str, Any], *, least_vpus: int) -> dict[str, Any]:
    """All fields of a volume that say how it performs, after what a request asks for; raises 400.

    `isAutoTuneEnabled` is the old spelling of the DETACHED_VOLUME policy, so each shows the other.
    """
    vpus = body.get("vpusPerGB", present.get("vpusPerGB", DEFAULT_VPUS))
    if not least_vpus <= vpus <= _MOST or vpus % _STEP:
        raise invalid(f"vpusPerGB must be a multiple of {_STEP} from {least_vpus} to {_MOST}, not {vpus}.")
    policies = list(body.get("autotunePolicies", present.get("autotunePolicies", [])))
    if "autotunePolicies" not in body and "isAutoTuneEnabled" in body:
        policies = [policy for policy in policies if policy != _DETACHED]
        policies += [_DETACHED] if body["isAutoTuneEnabled"] else []
    for policy in policies:
        if policy["autotuneType"] == "PERFORMANCE_BASED" and policy["maxVpusPerGB"] < vpus:
            raise invalid(f"maxVpusPerGB must be at least vpusPerGB, which is {vpus}.")
    return {
        "vpusPerGB": vpus,
        "autoTunedVpusPerGB": vpus,
        "autotunePolicies": policies,
        "isAutoTuneEnabled": _DETACHED in policies,
    }
