# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A defect of the simulated tenancy is a 500 for the client, and no test passes with one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud


def test_a_defect_is_an_internal_error_and_is_collected(
    cloud: Cloud, client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, simulator_defects: list[str]
) -> None:
    def broken(*_arguments: Any, **_options: Any) -> Any:
        raise KeyError("name")

    identity = client("identity.IdentityClient")
    monkeypatch.setattr("simulator.services.service.Service.in_compartment", broken)
    with pytest.raises(oci.exceptions.ServiceError) as caught:
        identity.list_policies(cloud.tenancy.id)
    assert (caught.value.status, caught.value.code) == (500, "InternalServerError")
    assert len(simulator_defects) == 1
    assert "KeyError: 'name'" in simulator_defects.pop()
