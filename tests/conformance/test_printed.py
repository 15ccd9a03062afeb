# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of printed commands: all are run by some test, and what is spelt in another way has to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.cli import Cli, CommandFailed
from tests.conformance.printed import PRINTED, SPELT_TODAY


def test_every_printed_command_is_run_by_a_test() -> None:
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    unwrapped = "".join(tests.split())
    assert [where for where in PRINTED if f'cli.printed("{where}"' not in unwrapped] == []


@pytest.mark.parametrize("documented", SPELT_TODAY)
def test_the_command_does_not_know_the_documented_spelling(cli: Cli, documented: str) -> None:
    with pytest.raises(CommandFailed, match="No such"):
        cli(documented)
