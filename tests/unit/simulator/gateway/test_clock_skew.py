# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clocks of service and client differ: beyond five minutes nothing is authenticated [D-SIG, D-API]."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import oci
import pytest

from simulator.cloud import Cloud
from simulator.control.interface import Control
from simulator.principals.sessions import open_session
from simulator.tenancy.clock import Clock


@pytest.mark.parametrize("skew", [-86_400, -301, -299, 0, 299, 301, 86_400])
def test_a_skew_of_more_than_five_minutes_is_rejected(cloud: Cloud, client: Callable[..., Any], skew: int) -> None:
    control, identity = Control(cloud), client("identity.IdentityClient")
    before = cloud.clock.now()
    assert control.settings({"clock_skew_seconds": skew}, {})["clock_skew_seconds"] == skew
    if abs(skew) > 300:
        with pytest.raises(oci.exceptions.ServiceError) as refused:
            identity.list_regions()
        assert (refused.value.status, refused.value.code) == (401, "NotAuthenticated")
        headers = refused.value.headers
    else:
        headers = identity.list_regions().headers
    returned = parsedate_to_datetime(headers["date"]).timestamp()
    assert returned == pytest.approx(before + skew, abs=2)
    assert cloud.clock.now() == pytest.approx(before)
    control.settings({"clock_skew_seconds": 0}, {})
    assert identity.list_regions().status == 200


def test_tokens_live_by_the_clock_of_the_service(cloud: Cloud) -> None:
    key = cloud.credentials
    user_id = cloud.catalogue["users"]["admin"]
    key.private_key(user_id)
    public_key = key._pairs[user_id][1].public_key()
    token = open_session(cloud.tenancy, user_id, public_key, lifetime_seconds=3600)
    assert cloud.tenancy.tokens.read(token) is not None
    cloud.clock.skew = 3601
    assert cloud.tenancy.tokens.read(token) is None


def test_a_rejected_signature_is_answered_with_the_time_by_which_it_is_judged() -> None:
    host = [1.8e9]
    clock = Clock(speed=100, wall=lambda: host[0])
    host[0] += 600
    clock.skew = 7
    assert clock.date(401) == clock.wall() == host[0] + 7
    assert clock.date(200) == clock.now() + 7 == 1.8e9 + 60_000 + 7
