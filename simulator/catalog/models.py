# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The models of the SDK as schemas: the fields that a body may have, and those that a response shows."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


class UnfitBody(ValueError):
    """A body, or a part of it, that does not match its SDK model; `code` is the error code of OCI."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Schema:
    """One SDK model: wire name to (attribute, SDK type), and the required wire names."""

    package: str
    name: str
    fields: Mapping[str, tuple[str, str]]
    required: frozenset[str]
    model: type

    @functools.cached_property
    def wire_names(self) -> frozenset[str]:
        """Every field of the model by its wire name."""
        return frozenset(self.fields)


_LIST = re.compile(r"list\[(.+)\]")
_DICT = re.compile(r"dict\(\s*str\s*,\s*(.+)\)")
_OTHER = ("datetime", "date", "object", "bytes", "bytearray")
_PLAIN: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


@functools.cache
def schema(package: str, name: str) -> Schema:
    """The schema of a model; raises AttributeError if the SDK has no such model."""
    model = getattr(importlib.import_module(f"oci.{package}.models"), name)
    empty = model()
    fields = {wire: (attribute, empty.swagger_types[attribute]) for attribute, wire in empty.attribute_map.items()}
    required = frozenset(
        wire
        for wire, (attribute, _type) in fields.items()
        if "**[Required]**" in (getattr(model, attribute).__doc__ or "")
    )
    return Schema(package=package, name=name, fields=fields, required=required, model=model)


@functools.cache
def schema_of_type(package: str, documented: str) -> Schema | None:
    """The schema of a documented type such as `oci.core.models.CreateVolumeDetails`, `Volume` or `list[Volume]`."""
    inner = _LIST.fullmatch(documented)
    name = (inner[1] if inner else documented).rsplit(".", 1)[-1]
    models = importlib.import_module(f"oci.{package}.models")
    return schema(package, name) if hasattr(models, name) else None


def check_body(package: str, name: str, body: Any) -> dict[str, Any]:
    """The body without its null fields (null means unchanged, oci-facts.md section 5); raises UnfitBody.

    An unknown field, a wrong type and a missing field are rejected according to the SDK's models. That an unknown field
    answers CannotParseRequest is assumed; the code itself is in Oracle's table of errors.
    """
    if not isinstance(body, dict):
        raise UnfitBody("CannotParseRequest", f"Incorrectly formatted request: {name} must be a JSON object.")
    known = subtype(schema(package, name), body)
    for wire in body:
        if wire not in known.fields:
            raise UnfitBody("CannotParseRequest", f"Incorrectly formatted request: {known.name} has no field '{wire}'.")
    present = {wire: value for wire, value in body.items() if value is not None}
    for wire in sorted(known.required - present.keys()):
        raise UnfitBody("MissingParameter", f"Required field '{wire}' of {known.name} is missing.")
    checked = {wire: _check_value(package, known.fields[wire][1], wire, value) for wire, value in present.items()}
    _check_allowed(known, present)
    return checked


def subtype(known: Schema, body: Mapping[str, Any]) -> Schema:
    """The model that the body's discriminator selects, for models with subtypes."""
    choose = getattr(known.model, "get_subtype", None)
    if choose is None:
        return known
    try:
        chosen = choose(body)
    except KeyError as missing:
        raise UnfitBody("MissingParameter", f"Required field {missing} of {known.name} is missing.") from None
    if chosen == known.name and getattr(known.model(), "get_subtype", None) is not None:
        subtypes = [word for word in re.findall(r"return '(\w+)'", _source(choose)) if word != known.name]
        if subtypes:
            raise UnfitBody("InvalidParameter", f"{known.name} has no such kind: {dict(body)!r}."[:300])
    return schema(known.package, chosen)


def inner_type(type_: str) -> tuple[str, str]:
    """The category of an SDK type (`list`, `dict`, `plain` or `model`), and the type of its content."""
    for kind, pattern in (("list", _LIST), ("dict", _DICT)):
        match = pattern.fullmatch(type_)
        if match:
            return kind, match[1].strip()
    return ("plain" if type_ in _PLAIN or type_ in _OTHER else "model"), type_


def _source(function: Any) -> str:
    import inspect

    return inspect.getsource(function)


def _check_value(package: str, type_: str, where: str, value: Any) -> Any:
    # A number may be sent as text: the CLI does so for `sessionExpirationInMinutes` (`oci_cli/cli_session.py`). Assumed
    # for other fields.
    if type_ == "int" and isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
        return int(value)
    if type_ in _PLAIN:
        wrong = not isinstance(value, _PLAIN[type_]) or (isinstance(value, bool) and type_ != "bool")
        if wrong:
            raise UnfitBody("CannotParseRequest", f"Incorrectly formatted request: '{where}' must be of type {type_}.")
        return value
    if type_ in ("datetime", "date"):
        return _check_time(where, value)
    items = _LIST.fullmatch(type_)
    if items:
        if not isinstance(value, list):
            raise UnfitBody("CannotParseRequest", f"Incorrectly formatted request: '{where}' must be a list.")
        return [_check_value(package, items[1], where, item) for item in value]
    entries = _DICT.fullmatch(type_)
    if entries:
        if not isinstance(value, dict):
            raise UnfitBody("CannotParseRequest", f"Incorrectly formatted request: '{where}' must be an object.")
        return {key: _check_value(package, entries[1].strip(), where, item) for key, item in value.items()}
    if type_ in ("object", "bytes", "bytearray"):
        return value
    return check_body(package, type_, value)


def _check_time(where: str, value: Any) -> str:
    try:
        datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        raise UnfitBody("InvalidParameter", f"'{where}' must be a time as in RFC 3339, not {value!r}.") from None
    return str(value)


def _check_allowed(known: Schema, present: Mapping[str, Any]) -> None:
    """Use the model's own setters to validate enum values."""
    instance = known.model()
    for wire, value in present.items():
        if isinstance(value, str | int | float | bool | list):
            try:
                setattr(instance, known.fields[wire][0], value)
            except ValueError as error:
                raise UnfitBody("InvalidParameter", f"{error}") from None


def check_field(known: Schema, wire: str, value: Any) -> None:
    """Raise UnfitBody if a value is not of the type of the model's field."""
    _check_value(known.package, known.fields[wire][1], wire, value)


def project(data: Mapping[str, Any], shown: Schema) -> Mapping[str, Any]:
    """The fields of `data` that the model of the response has."""
    if data.keys() <= shown.wire_names:
        return data
    return {wire: value for wire, value in data.items() if wire in shown.wire_names}


def known_part(package: str, type_: str, value: Any) -> Any:
    """The value without unknown fields, at any depth. Any other mismatch is left unchanged."""
    kind, inner = inner_type(type_)
    if kind == "list" and isinstance(value, list):
        return [known_part(package, inner, item) for item in value]
    if kind == "dict" and isinstance(value, dict):
        return {key: known_part(package, inner, item) for key, item in value.items()}
    if kind != "model" or not isinstance(value, dict):
        return value
    try:
        known = subtype(schema(package, inner), value)
    except UnfitBody:
        return value
    return {
        wire: known_part(package, known.fields[wire][1], item) for wire, item in value.items() if wire in known.fields
    }
