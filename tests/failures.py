# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failure reports, in its fields."""

from __future__ import annotations

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure


def lacks(failure: Failure, *parts: str) -> bool:
    """Whether one of the missing statements holds all these parts."""
    return any(all(part in each for part in parts) for each in failure.missing_statements)


def verdict(failure: Failure) -> str | None:
    """What the policies say about a denial; `None` where they were not looked up."""
    return None if failure.policies is None else failure.policies.verdict


def advises(failure: Failure, name: str) -> bool:
    """Whether what to do names an option, a value or a resource."""
    return any(name in each for each in failure.advice)


def is_in_doubt(failure: Failure) -> bool:
    """Whether a write may have been carried out that cannot be read back."""
    return failure.may_be_applied and failure.results["changed"] is True


def names(failure: Failure, *facts: object) -> bool:
    """Whether it names all of these to its reader: options, values, states, resources; however it words the rest."""
    return all(str(fact) in str(failure) for fact in facts)


def is_rendered(failure: Failure) -> bool:
    """Whether it reads as whole sentences on one line."""
    return str(failure).endswith(".") and "\n" not in str(failure)
