# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operations of Resource Search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ...catalog.models import schema
from ...iam.operations.small_clients import SHOWN_IN_SEARCH
from ...protocol.call import Call
from ...protocol.problems import invalid, not_found
from ...tenancy.kinds import KINDS
from ...tenancy.resource import Resource
from ..service import Service
from .documents import COMMON, TAG_FIELDS, Document
from .indexed_types import INDEXED_TYPES, IndexedType
from .matching import contains, fits
from .query_language import AllOf, AnyOf, Branch, Comparison, Condition, InvalidQuery, Query, parse

_FIELD_TYPES = {"int": "INTEGER", "float": "RATIONAL", "bool": "BOOLEAN", "datetime": "DATETIME"}


class ResourceSearch(Service):
    """Finds the resources of the called region, and global ones."""

    package = "resource_search"
    client = "ResourceSearchClient"

    def search_resources(self, call: Call) -> list[dict[str, Any]]:
        """The resources that match the query, where the caller can inspect the type; newest first."""
        if call.query.get("tenantId", self.tenancy.id) != self.tenancy.id:
            raise not_found()
        if "page" in call.query:
            # The content of the other pages is fixed with the first one; the gateway keeps it.
            return []
        query = _query(call.body)
        found: list[tuple[Document, Branch]] = []
        for document in self._visible(call, _types(query)):
            branch = next((each for each in query.branches if self._is_match(document, each)), None)
            if branch is not None:
                found.append((document, branch))
        shows_where = call.body.get("matchingContextType") == "HIGHLIGHTS"
        summaries = []
        for document, branch in _in_order(found, query):
            summary = document.summary(_additional(document.type, query))
            if shows_where and branch.matching is not None:
                summary["searchContext"] = {"highlights": document.highlights(branch.matching)}
            summaries.append(summary)
        return summaries

    def list_resource_types(self, call: Call) -> list[dict[str, Any]]:
        """Every searchable type with its fields."""
        return [_described(indexed) for indexed in sorted(INDEXED_TYPES.values(), key=lambda each: each.name)]

    def get_resource_type(self, call: Call) -> dict[str, Any]:
        """One type by its name, in any case (assumed)."""
        indexed = INDEXED_TYPES.get(call.path["name"].lower())
        if indexed is None:
            raise not_found()
        return _described(indexed)

    # -- the index ----------------------------------------------------------------------------------------------

    def _visible(self, call: Call, types: list[IndexedType]) -> Iterator[Document]:
        seen: dict[tuple[str, str], bool] = {}
        for indexed in types:
            if indexed.kind is None:
                continue
            permission = SHOWN_IN_SEARCH[indexed.name.lower()]
            for resource in self.store.listing(indexed.kind, region=call.region):
                data = self._as_indexed(resource)
                if data is None:
                    continue
                place = (permission, resource.compartment_id)
                if place not in seen:
                    seen[place] = call.allows(*place)
                if seen[place]:
                    yield Document(indexed, resource, data)

    def _as_indexed(self, resource: Resource) -> Mapping[str, Any] | None:
        """The resource as indexed: not yet, as before its last change, or as it is."""
        is_gone = resource.kind.package == "identity" and resource.state == "DELETED"
        is_of_oracle = "compartmentId" not in resource.data
        if is_gone or is_of_oracle:
            return None
        lag = float(self.tenancy.variants["search_lag_seconds"])
        if lag and self.store.clock.now() - resource.time_changed < lag:
            return resource.before
        return resource.data

    def _is_match(self, document: Document, branch: Branch) -> bool:
        if branch.types and document.type.name.lower() not in branch.types:
            return False
        if branch.matching is not None and not contains(document, branch.matching):
            return False
        return branch.where is None or fits(branch.where, document, now=self.store.clock.now())


def _query(body: Mapping[str, Any]) -> Query:
    """The query of either kind of search; the message for a syntax error is assumed."""
    if body["type"] == "FreeText":
        return Query(branches=(Branch(matching=body["text"]),))
    try:
        return parse(body["query"])
    except InvalidQuery as error:
        raise invalid(f"The query is not valid: {error}") from None


def _types(query: Query) -> list[IndexedType]:
    """The types of a query without duplicates; they must exist and have the requested fields."""
    types: dict[str, IndexedType] = {}
    for branch in query.branches:
        named = [_known(name) for name in branch.types] if branch.types else list(INDEXED_TYPES.values())
        fields = [comparison.field for comparison in _comparisons(branch.where)]
        _check_fields(fields, named, about_all=not branch.types)
        types.update((indexed.name, indexed) for indexed in named)
    about_all = not all(branch.types for branch in query.branches)
    returned = [tuple(name.lower().split(".")) for name in query.returned]
    _check_fields([query.sorted_by, *returned], list(types.values()), about_all=about_all)
    return list(types.values())


def _known(name: str) -> IndexedType:
    """The type of that name; that an unknown one is a 400, and the wording, are assumed."""
    if name not in INDEXED_TYPES:
        raise invalid(f"The query is not valid: there is no resource type '{name}'.")
    return INDEXED_TYPES[name]


def _check_fields(fields: list[tuple[str, ...]], types: list[IndexedType], *, about_all: bool) -> None:
    """Check that one of the types has each of the fields (assumed: otherwise a 400)."""
    if not about_all and not all(indexed.has_known_fields for indexed in types):
        return
    known = {wire.lower() for indexed in types for wire in indexed.additional} | COMMON.keys()
    for field in fields:
        is_tag = field[0] in TAG_FIELDS and field[1:] and field[1] in TAG_FIELDS[field[0]]
        if not is_tag and (len(field) > 1 or field[0] not in known):
            raise invalid(f"The query is not valid: there is no field '{'.'.join(field)}'.")


def _comparisons(condition: Condition | None) -> Iterator[Comparison]:
    if isinstance(condition, AllOf | AnyOf):
        for inner in condition.conditions:
            yield from _comparisons(inner)
    elif condition is not None:
        yield condition


def _additional(indexed: IndexedType, query: Query) -> list[str]:
    requested = {name.lower() for name in query.returned}
    return [wire for wire in indexed.additional if query.returns_everything or wire.lower() in requested]


def _in_order(found: list[tuple[Document, Branch]], query: Query) -> list[tuple[Document, Branch]]:
    """Sorted by the query; equal ones newest first, and last those without the field (querysyntax.htm)."""
    ordered = sorted(found, key=lambda each: _sort_key(each[0], ("timecreated",)), reverse=True)
    having = [each for each in ordered if each[0].values(query.sorted_by)]
    lacking = [each for each in ordered if not each[0].values(query.sorted_by)]
    having.sort(key=lambda each: _sort_key(each[0], query.sorted_by), reverse=query.descending)
    return [*having, *lacking]


def _sort_key(document: Document, field: tuple[str, ...]) -> tuple[float, str]:
    """Numbers by value, all others as text."""
    first = next(iter(document.values(field)), "")
    number = float(first) if isinstance(first, int | float) else 0.0
    return number, str(first).lower()


def _described(indexed: IndexedType) -> dict[str, Any]:
    fields = [_field(wire, "DATETIME" if wire == "timeCreated" else "STRING") for wire in COMMON.values()]
    for name, wire in (("freeformtags", "freeformTags"), ("definedtags", "definedTags"), ("systemtags", "systemTags")):
        properties = [_field(part, "STRING") for part in TAG_FIELDS[name]]
        fields.append({"fieldName": wire, "fieldType": "OBJECT", "isArray": True, "objectProperties": properties})
    if indexed.kind is not None:
        kind = KINDS[indexed.kind]
        known = schema(kind.package, kind.model).fields
        for wire in indexed.additional:
            type_ = known[wire][1]
            is_list = type_.startswith("list[")
            plain = type_.removeprefix("list[").removesuffix("]")
            fields.append(_field(wire, _FIELD_TYPES.get(plain, "STRING"), is_array=is_list))
    return {"name": indexed.name, "fields": fields}


def _field(wire: str, type_: str, *, is_array: bool = False) -> dict[str, Any]:
    is_identifier = type_ == "STRING" and (wire == "identifier" or wire.endswith("Id"))
    return {"fieldName": wire, "fieldType": "IDENTIFIER" if is_identifier else type_, "isArray": is_array}
