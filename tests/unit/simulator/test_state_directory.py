# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files by which clients find a running cloud."""

from __future__ import annotations

import configparser
import json
from pathlib import Path

import oci
import pytest

from simulator.cloud import Cloud
from simulator.network.server import Ports
from simulator.state_directory import Workplace

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


def test_clients_of_every_language_find_proxy_and_authority(workplace: Workplace) -> None:
    variables = workplace.variables(PORTS)
    trusting = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "OCI_CLI_CERT_BUNDLE", "NODE_EXTRA_CA_CERTS")
    assert {variables[name] for name in trusting} == {str(workplace.bundle)}
    for name in ("HTTPS_PROXY", "https_proxy", "GLOBAL_AGENT_HTTPS_PROXY"):
        assert variables[name] == "http://127.0.0.1:4001"
    assert variables["NODE_USE_ENV_PROXY"] == "1"
    environment = workplace.environment.read_text()
    assert all(f"export {name}=" in environment for name in variables)


def test_the_control_interface_is_found_with_its_secret_by_the_owner_alone(workplace: Workplace) -> None:
    address = f"http://127.0.0.1:4002/{workplace.secret}"
    assert len(workplace.secret) >= 32
    assert workplace.variables(PORTS)["OCI_SIMULATOR_CONTROL"] == address
    assert workplace.variables(PORTS)["OCI_METADATA_BASE_URL"] == f"{address}/opc/v2"
    assert json.loads(workplace.tenancy.read_text())["control_url"] == address
    assert Workplace(workplace.root).secret != workplace.secret
    holding = [file for file in workplace.root.rglob("*") if file.is_file() and workplace.secret in file.read_text()]
    assert {file.name for file in holding} == {"env", "tenancy.json"}
    assert {file.stat().st_mode & 0o077 for file in (workplace.root, *holding)} == {0}


def test_a_file_that_others_could_read_is_replaced(cloud: Cloud, workplace: Workplace) -> None:
    workplace.environment.chmod(0o644)
    workplace.publish(cloud, PORTS)
    assert workplace.environment.stat().st_mode & 0o077 == 0
