# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The controls of public standards that a rule meets, as data with sources."""

from __future__ import annotations

from collections.abc import Mapping

from .._resources.resource_type import Control

STANDARDS: Mapping[str, str] = {
    "CIS OCI 3.1": "https://www.cisecurity.org/benchmark/oracle_cloud",
    "Oracle Cloud Guard": "https://docs.oracle.com/en-us/iaas/cloud-guard/using/detect-recipes.htm",
    "Oracle Security Zones": "https://docs.oracle.com/en-us/iaas/security-zone/using/security-zone-policies.htm",
    "Trend Micro Cloud Risk Management": "https://www.trendmicro.com/trendaivisiononecloudriskmanagement/knowledge-base/",
    "NIST SP 800-53 r5": "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
    "NIST CSF 2.0": "https://doi.org/10.6028/NIST.CSWP.29",
    "PCI DSS 4": "https://www.pcisecuritystandards.org/document_library/",
    "ISO 27001:2022": "https://www.iso.org/standard/27001",
    "SOC 2": "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
    "HIPAA": "https://www.ecfr.gov/current/title-45/section-164.312",
    "DORA": "https://eur-lex.europa.eu/eli/reg/2022/2554/oj",
    "NIS 2": "https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
    "CSA CCM 4": "https://cloudsecurityalliance.org/research/cloud-controls-matrix",
}
"""The standards by their names in reports, with where each is published."""


def _controls(**of: str) -> tuple[Control, ...]:
    return tuple(Control(_NAMES[name], control) for name, control in of.items())


_NAMES: Mapping[str, str] = {
    "cis": "CIS OCI 3.1",
    "nist": "NIST SP 800-53 r5",
    "csf": "NIST CSF 2.0",
    "pci": "PCI DSS 4",
    "iso": "ISO 27001:2022",
    "soc": "SOC 2",
    "hipaa": "HIPAA",
    "dora": "DORA",
    "nis": "NIS 2",
    "csa": "CSA CCM 4",
}

AT_REST = _controls(
    nist="SC-28",
    csf="PR.DS-01",
    pci="3.5.1",
    iso="A.8.24",
    soc="CC6.1",
    hipaa="164.312(a)(2)(iv)",
    dora="art. 9",
    nis="art. 21(2)(h)",
    csa="CEK-03",
)
"""What the encryption of data at rest with a key of one's own meets."""

MANAGED = _controls(
    nist="SC-12",
    csf="PR.DS-01",
    pci="3.6.1",
    iso="A.8.24",
    soc="CC6.1",
    hipaa="164.312(a)(2)(iv)",
    dora="art. 9",
    nis="art. 21(2)(h)",
    csa="CEK-03",
)
"""What the management of the keys meets."""

ROTATED = (
    *_controls(cis="4.16", nist="SC-12", pci="3.7.4", iso="A.8.24", soc="CC6.1", nis="art. 21(2)(h)", csa="CEK-12"),
)
"""What the rotation of keys meets."""
