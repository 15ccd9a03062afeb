# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least a script with the SDK can do: one login, a client for each service, and the calls of its arguments.

Each argument is `<package>.<client>[@<endpoint>].<method>[=<argument>,…]`.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from typing import Any

import oci

CALL = re.compile(r"(?P<package>\w+)\.(?P<client>\w+)(?:@(?P<endpoint>\S+?))?\.(?P<method>\w+)(?:=(?P<arguments>.*))?")


def main() -> None:
    """Make the calls, one after the other."""
    config = oci.config.from_file(os.environ["OCI_CONFIG_FILE"])
    signer = oci.signer.Signer(config["tenancy"], config["user"], config["fingerprint"], config["key_file"])
    clients: dict[tuple[str, str], Any] = {}
    for call in sys.argv[1:]:
        parts = CALL.fullmatch(call)
        if parts is None:
            raise SystemExit(f"not a call: {call}")
        name = (parts["package"], parts["client"])
        if name not in clients:
            client = getattr(importlib.import_module(f"oci.{parts['package']}"), parts["client"])
            endpoint = {"service_endpoint": parts["endpoint"]} if parts["endpoint"] else {}
            clients[name] = client(config, signer=signer, **endpoint)
        getattr(clients[name], parts["method"])(*filter(None, (parts["arguments"] or "").split(",")))


if __name__ == "__main__":
    main()
