# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""Parses OCIDs: the kind of resource, and the region that some of them name.

Syntax: C(ocid1.KIND.REALM.[REGION][.FUTURE USE].UNIQUE ID), https://docs.oracle.com/iaas/Content/General/Concepts/identifiers.htm
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from . import regions
from .errors import BadOption
from .quoting import quoted

SHAPE = re.compile(r"ocid1\.([a-z0-9]+)\.([a-z0-9]+)\.([a-z0-9-]*)((?:\.[A-Za-z0-9_-]*)*)\.([A-Za-z0-9_-]+)")

COMPARTMENT_KINDS: Mapping[str, str] = {"compartment": "compartment", "tenancy": "tenancy, as its root compartment"}


@dataclass(frozen=True)
class Ocid:
    """An OCID taken apart. C(region) is V(None) for global resources, and may be a short key such as C(iad)."""

    text: str
    kind: str
    realm: str
    region: Optional[str]
    extra: tuple[str, ...]


def parse(text: str) -> Optional[Ocid]:
    """The OCID in a text, or V(None) when the text is not one."""
    match = SHAPE.fullmatch(text)
    if match is None:
        return None
    kind, realm, region, extra, dummy = match.groups()
    return Ocid(text, kind, realm, region or None, tuple(part for part in extra.split(".") if part))


def region_of(named: Ocid) -> Optional[str]:
    """The full name of the region that an OCID names, be it by name or key; V(None) for none, or an unknown key."""
    # Some name an availability domain, as in iad-ad-1.
    region = (named.region or "").split("-ad-")[0]
    return regions.named(region)


def require(
    option: str,
    text: str,
    kinds: Mapping[str, str],
    advice: Optional[Mapping[str, str]] = None,
    *,
    no_ocid: str = "",
) -> Ocid:
    """The OCID in an option. Raises BadOption unless it is of one of the kinds.

    `kinds` maps the kind as OCIDs spell it to the words people use, `advice` other kinds to what to do instead.
    `no_ocid` is what to do instead of specifying something that is no OCID at all.
    """
    found = parse(text)
    if found is not None and found.kind in kinds:
        return found
    wanted = _either([f"{with_article(label)} (ocid1.{kind}.…)" for kind, label in kinds.items()])
    required = f"{option} must be the OCID of {wanted}"
    if not text:
        raise BadOption(f"{required}, and it is empty", option=option)
    if found is None:
        raise BadOption(f"{required}, and {quoted(text)} is not an OCID", advice=(*_sentences(no_ocid),), option=option)
    raise BadOption(
        f"{required}, and {quoted(text)} is the OCID of a resource of the kind '{found.kind}'",
        advice=(*_sentences((advice or {}).get(found.kind)),),
        option=option,
        resource=text,
    )


REALMS = re.compile(r"\bocid1\.[a-z0-9]+\.([a-z0-9]+)\.")

# Options whose texts identify nothing by an OCID.
FREE_TEXTS = ("name", "description", "tags", "matching_rule")


def require_realm(parameters: Mapping[str, Any], realm: str, ignored: Collection[str] = ()) -> None:
    """Raises BadOption for an OCID of another realm than the tenancy's, in any option that may hold one."""
    if {realm}.issuperset(REALMS.findall(str(parameters))):
        return
    for option, value in parameters.items():
        if option in ignored or option.endswith(FREE_TEXTS):
            continue
        for path, text in _texts(option, value):
            found = parse(text)
            if found is not None and found.realm != realm:
                raise BadOption(
                    f"{path} is an OCID of the realm {found.realm}, and the tenancy is of the realm {realm}",
                    option=path,
                    resource=text,
                )


def _texts(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """The texts in the value of an option, by their paths."""
    if isinstance(value, str):
        parts = value.split(",")
        yield from (
            [(f"{path}[{at}]", each.strip()) for at, each in enumerate(parts)] if parts[1:] else [(path, value.strip())]
        )
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _texts(f"{path}.{name}", each)
    elif isinstance(value, (list, tuple)):
        for at, each in enumerate(value):
            yield from _texts(f"{path}[{at}]", each)


def _sentences(advice: Optional[str]) -> tuple[str, ...]:
    """The advice of a table as a sentence; none where there is none."""
    return (f"{advice[0].upper()}{advice[1:]}.",) if advice else ()


def with_article(label: str) -> str:
    """A noun with "a" or "an" before it."""
    return f"{'an' if label[0] in 'AEIOU' else 'a'} {label}"


def _either(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
