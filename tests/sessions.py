# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions of the tenancy's users, on a cloud in memory whose time passes when somebody waits."""

from __future__ import annotations

from typing import Any

from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._core.settings import resolve
from ansible_collections.cmk.oci.plugins.module_utils._core.waiting import Clock
from simulator.cloud import Cloud
from simulator.in_process import mount
from tests.garbage_collection import end_with_the_test, ends_with_the_test

_SIGNERS: dict[str, Any] = {}
"""Signers by fingerprint: reading a key takes longer than most tests."""


def log_in(cloud: Cloud, user: str, *, region: str | None = None) -> Session:
    """A session with the user's API key, given as text."""
    config = cloud.config(user, region=region)
    given = {
        "tenancy": config["tenancy"],
        "api_user": config["user"],
        "api_user_fingerprint": config["fingerprint"],
        "api_user_key_content": config["key_content"],
        "region": config["region"],
    }
    clock = Clock(now=cloud.clock.now, sleep=cloud.clock.advance, wall=cloud.clock.now)
    settings = resolve(given, {}, read_text=lambda path: path)

    def prepare(client: Any) -> None:
        mount(client, cloud)
        if ends_with_the_test(cloud):
            end_with_the_test(client.base_client.session, client.base_client, client)

    session = Session(settings, clock=clock, prepare=prepare, signer=_SIGNERS.get(config["fingerprint"]))
    _SIGNERS[config["fingerprint"]] = session.signer
    return session
