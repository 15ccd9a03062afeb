# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files by which clients find a running cloud."""

from __future__ import annotations

import configparser
from pathlib import Path

import oci
import pytest

from simulator.cloud import Cloud
from simulator.network.server import Ports
from simulator.workplace import Workplace

PORTS = Ports(proxy=4001, control=4002)


@pytest.fixture
def workplace(cloud: Cloud, tmp_path: Path) -> Workplace:
    made = Workplace(tmp_path / "place")
    made.prepare()
    made.publish(cloud, PORTS)
    return made


def test_the_cli_goes_through_the_proxy_even_where_it_ignores_the_environment(workplace: Workplace) -> None:
    """`oci raw-request` takes its proxy from the CLI's own settings alone."""
    settings = configparser.ConfigParser()
    settings.read(workplace.variables(PORTS)["OCI_CLI_RC_FILE"])
    assert settings["OCI_CLI_SETTINGS"]["proxy"] == "http://127.0.0.1:4001" == workplace.variables(PORTS)["HTTPS_PROXY"]


def test_every_user_and_a_session_has_a_profile_that_the_sdk_reads(cloud: Cloud, workplace: Workplace) -> None:
    for profile in ("DEFAULT", *cloud.catalogue["users"]):
        oci.config.validate_config(oci.config.from_file(str(workplace.config), profile))
    assert Path(oci.config.from_file(str(workplace.config), "session")["security_token_file"]).read_text()


def test_nobody_else_reads_the_private_keys(workplace: Workplace) -> None:
    secrets = [file for file in (workplace.root / "oci").iterdir() if file.suffix in (".pem", ".token")]
    assert secrets
    assert {file.stat().st_mode & 0o077 for file in secrets} == {0}
