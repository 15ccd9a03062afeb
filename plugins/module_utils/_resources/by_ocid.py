# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""What those types have in common whose resources have an OCID and tell their key when they are read or listed."""

from __future__ import annotations

import abc
from collections.abc import Iterator
from typing import Any, Optional, Union

from .._core import pages
from .._core.errors import Failure
from . import statements
from .access import KeyAccess
from .assignment import Assignment, customer_managed

# Entries of a page, as many as services answer with at once; they may answer with fewer.
PAGE = 1000


class ByOcid(KeyAccess):
    """Reads and lists. C(operations) gives the names of the operations C(get) and C(list), and of those a type adds."""

    def find(self, resource_id: str) -> Assignment:
        return self.read(resource_id)

    def list(self, compartment_id: str) -> Iterator[Union[Assignment, Failure]]:
        return self.chosen(compartment_id)

    def chosen(
        self, compartment_id: str, counted: pages.Counted = pages.uncounted, **filters: Any
    ) -> Iterator[Union[Assignment, Failure]]:
        """Those of a list that the service's own filters let through."""
        with self.doing(self.operations["list"], f"list the {self.facts.label}s of {compartment_id}", compartment_id):
            for each in pages.items(counted(self._list_call()), compartment_id=compartment_id, **filters):
                if each.lifecycle_state != "TERMINATED":
                    yield self._listed(each)

    def _listed(self, data: Any) -> Union[Assignment, Failure]:
        """What the list tells of one of them, or the reason why that cannot be told."""
        return self._assignment(data, None)

    def read(self, resource_id: str) -> Assignment:
        operation, action = self.operations["get"], f"read the {self.facts.label} {resource_id}"
        with self.doing(operation, action, resource_id, statements.to_read(self.facts)):
            answer = self._get(resource_id)
            is_it = getattr(answer.data, "id", None) == resource_id
            self.require(is_it, answer, operation=operation, action=action, resource_id=resource_id)
        return self._assignment(answer.data, answer.headers.get("etag"))

    def _assignment(self, data: Any, etag: Optional[str]) -> Assignment:
        return Assignment(
            resource_id=data.id,
            kms_key_id=customer_managed(data.kms_key_id),
            lifecycle_state=data.lifecycle_state,
            etag=etag,
            attributes=self._attributes(data),
        )

    def _attributes(self, data: Any) -> dict[str, Any]:
        """What else results show of it."""
        return {"display_name": data.display_name, "compartment_id": data.compartment_id}

    @abc.abstractmethod
    def _get(self, resource_id: str) -> Any:
        """The answer of the operation that reads one."""

    @abc.abstractmethod
    def _list_call(self) -> Any:
        """The client's method that lists those of a compartment."""
