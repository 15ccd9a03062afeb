# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This file is private to the collection cmk.oci:
# it may change in any release, do not import it from elsewhere.

"""The tenancy of a session: its regions, home region, compartments and availability domains."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from . import ocid, pages
from .errors import BadOption, Failure, NotAuthenticated, NotFoundOrDenied, Unreachable
from .faults import UnexpectedAnswer
from .notices import Notice, brief
from .options import Defined, Freeform, returned_tags
from .quoting import quoted
from .regions import full_name, required_region
from .sdk import sdk
from .session import Session

# The states of a compartment in which nothing can be created in it.
GONE = ("DELETING", "DELETED")

# As in policy statements: https://docs.oracle.com/en-us/iaas/Content/Identity/Concepts/policysyntax.htm
SEPARATOR = ":"

# No tenancy is deeper than this; some answers name the root as its own parent.
DEEPEST = 12

NAME = re.compile(r"[^:\s]+:([A-Za-z0-9-]+)-AD-[0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class Regions:
    """The regions of a tenancy by their full names."""

    home: str
    names: tuple[str, ...]

    def require(self, option: str, region: str) -> None:
        """Raises BadOption for a region that the tenancy is not subscribed to, or that does not exist."""
        if region not in self.names:
            raise BadOption(
                f"{option} names the region {quoted(region)}, and the tenancy is subscribed to "
                f"{', '.join(sorted(self.names))} only",
                advice=("Correct it, or subscribe to that region first.",),
                option=option,
            )


def regions(session: Session) -> Regions:
    """The regions the tenancy is subscribed to. Raises NotFoundOrDenied when they may not be read."""
    tenancy = session.tenancy
    with session.doing(
        "list the regions of the tenancy",
        service="identity",
        operation="ListRegionSubscriptions",
        resource=tenancy,
        statements=("Allow group <your group> to inspect tenancies in tenancy",),
    ):
        client = session.client("identity", "IdentityClient")
        listed = pages.whole(client.list_region_subscriptions, tenancy, problem=_lacks_home)
    home = next(each.region_name for each in listed if each.is_home_region)
    return Regions(home, tuple(each.region_name for each in listed))


def _lacks_home(listed: list[Any]) -> Optional[str]:
    return None if any(each.is_home_region for each in listed) else "does not contain the home region"


def readable_regions(session: Session) -> Optional[Regions]:
    """What `regions` returns; `None` if they may not be read or the tenancy is unknown: the service decides then."""
    try:
        return regions(session)
    except (BadOption, NotFoundOrDenied):
        return None


def compartment(session: Session, compartment_id: str, *, region: Optional[str] = None) -> Any:
    """A compartment, or the tenancy as the root compartment. Raises NotFoundOrDenied."""
    with session.doing(
        f"read the compartment {compartment_id}",
        service="identity",
        operation="GetCompartment",
        resource=compartment_id,
        region=region,
        statements=("Allow group <your group> to inspect compartments in tenancy",),
    ):
        return session.client("identity", "IdentityClient", region=region).get_compartment(compartment_id).data


def refuse_gone(option: str, compartment_id: str, state: Optional[str]) -> None:
    """Raises BadOption for the state of a compartment that is deleted, or is being deleted."""
    if state in GONE:
        raise BadOption(
            f"{option} is the compartment {compartment_id}, which is {state}",
            advice=("Specify an active compartment, or recover this one first.",),
            option=option,
            resource=compartment_id,
        )


def require_usable(session: Session, option: str, compartment_id: str, *, region: Optional[str] = None) -> bool:
    """Raises BadOption for a compartment that is deleted, or is being deleted.

    Returns whether it could be read: OCI does not distinguish one that may not be read from one that does not exist,
    so that the service has to judge then.
    """
    try:
        found = compartment(session, compartment_id, region=region)
    except NotFoundOrDenied:
        return False
    refuse_gone(option, compartment_id, found.lifecycle_state)
    return True


@dataclass(frozen=True)
class Compartment:
    """A compartment. `path` are the names from the root to it, as far as those above it may be seen.

    The root compartment has no `compartment_id`, and no name or description where it may not be read. Its path is the
    name of the tenancy, which the paths of others do not begin with.
    """

    id: str
    name: Optional[str]
    compartment_id: Optional[str]
    description: Optional[str]
    path: tuple[str, ...]
    freeform_tags: Freeform = field(default_factory=dict)
    defined_tags: Defined = field(default_factory=dict)


@dataclass(frozen=True)
class Directory:
    """The compartments that can be used, the root first, and the states of those that are deleted."""

    compartments: tuple[Compartment, ...]
    gone: Mapping[str, str]

    @property
    def root(self) -> Compartment:
        """The root compartment."""
        return self.compartments[0]


def directory(session: Session, *, level: str = "ACCESSIBLE") -> Directory:
    """The root and the compartments below: with `ANY` all, which requires a policy.

    With `ACCESSIBLE`, they are those in which the caller may see anything, with those above; that requires no policy.
    """
    tenancy = session.tenancy
    client = identity_client(session, session.region)
    with session.doing(
        "list the compartments of the tenancy",
        service="identity",
        operation="ListCompartments",
        resource=tenancy,
        statements=("Allow group <your group> to inspect compartments in tenancy",),
    ):
        options = {"compartment_id_in_subtree": True, "access_level": level, "limit": pages.PAGE}
        listed = list(pages.items(client.list_compartments, tenancy, **options))
    gone = {each.id: each.lifecycle_state for each in listed if each.lifecycle_state in GONE}
    by_id = {each.id: each for each in listed if each.id not in gone}

    found = [_compartment(each, _path(each, by_id)) for each in by_id.values()]
    return Directory((_root(session), *sorted(found, key=_folded)), gone)


def _path(data: Any, by_id: Mapping[str, Any]) -> tuple[str, ...]:
    names: list[str] = []
    while data is not None and len(names) < DEEPEST:
        names.insert(0, data.name)
        data = by_id.get(data.compartment_id)
    return tuple(names)


def _compartment(data: Any, path: tuple[str, ...]) -> Compartment:
    tags = returned_tags(data.freeform_tags), returned_tags(data.defined_tags)
    return Compartment(data.id, data.name, data.compartment_id, data.description, path, *tags)


def _root(session: Session) -> Compartment:
    try:
        data = compartment(session, session.tenancy)
    except NotFoundOrDenied:
        return Compartment(session.tenancy, None, None, None, ())
    return replace(_compartment(data, (data.name,)), id=session.tenancy, compartment_id=None)


def parsed(option: str, text: str) -> tuple[str, ...]:
    """The names in a path, or one OCID. Raises BadOption."""
    if text.strip().startswith("ocid1."):
        return (ocid.require(option, text.strip(), ocid.COMPARTMENT_KINDS).text,)
    names = tuple(each.strip() for each in text.split(SEPARATOR))
    if not all(names):
        raise BadOption(
            f"{option} must hold names of compartments, those above it before it and separated by '{SEPARATOR}', or "
            f"OCIDs, and not {quoted(text)}.",
            option=option,
        )
    return names


def find_compartment(option: str, path: Sequence[str], known: Directory) -> Compartment:
    """The one compartment that a path, or the end of one, leads to. Raises BadOption when it is none or several."""
    requested = SEPARATOR.join(path)
    if requested.startswith("ocid1."):
        return _by_ocid(option, requested, known)
    wanted = tuple(name.casefold() for name in path)
    there = [each for each in known.compartments if _from_root(each, known.root)[-len(wanted) :] == wanted]
    exact = [each for each in there if wanted in (_folded(each), _from_root(each, known.root))]
    found = exact or there
    if not found:
        raise BadOption(
            f"There is no compartment {quoted(requested)} in which you may see anything",
            advice=(f"Correct {option}.",),
            option=option,
        )
    if len(found) > 1:
        each_of_them = ", ".join(f"{SEPARATOR.join(each.path)} ({each.id})" for each in found)
        raise BadOption(
            f"{quoted(requested)} may be any of {len(found)} compartments: {each_of_them}",
            advice=(f"Specify the whole path or the OCID in {option}.",),
            option=option,
        )
    return found[0]


def _by_ocid(option: str, requested: str, known: Directory) -> Compartment:
    refuse_gone(option, requested, known.gone.get(requested))
    for each in known.compartments:
        if each.id == requested:
            return each
    raise BadOption(
        f"There is no compartment {requested} in which you may see anything",
        advice=(f"Correct {option}.",),
        option=option,
        resource=requested,
    )


def _folded(compartment: Compartment) -> tuple[str, ...]:
    return tuple(name.casefold() for name in compartment.path)


def _from_root(compartment: Compartment, root: Compartment) -> tuple[str, ...]:
    """The path with the name of the tenancy before it, where that is known."""
    return _folded(root) if compartment is root else (*_folded(root), *_folded(compartment))


def region_of(name: str, given: Optional[str]) -> str:
    """The region of a domain: by its name, else the one given. Raises BadOption if both are unknown or they differ."""
    named = region_in(name)
    if named is None and given is None:
        raise BadOption(
            f"The name of the availability domain {quoted(name)} does not identify its region",
            advice=("Check it (it looks like Uocm:PHX-AD-1), or specify the region as replica_region.",),
            option="availability_domain",
        )
    if named is not None and given not in (None, named):
        raise BadOption(
            f"The availability domain {name} is in {named}, and replica_region is {given}",
            advice=("Correct one of the two, or omit replica_region.",),
            option="replica_region",
        )
    return named or str(given)


def availability_domains(session: Session) -> tuple[str, ...]:
    """The names of the availability domains of the session's region. Raises Failure."""
    with session.doing(
        f"list the availability domains of {session.region}",
        service="identity",
        operation="ListAvailabilityDomains",
        resource=session.tenancy,
        statements=("Allow group <your group> to inspect compartments in tenancy",),
    ):
        answer = session.client("identity", "IdentityClient").list_availability_domains(session.tenancy)
        if not answer.data:
            raise UnexpectedAnswer("is empty, and every region has one", status=answer.status, headers=answer.headers)
        return tuple(each.name for each in answer.data)


def check(session: Session, name: str, compartment_id: str) -> list[Notice]:
    """Notices about a domain that is to be in the session's region. Raises BadOption when it is not there."""
    try:
        with session.doing(
            f"list the availability domains of {session.region}",
            service="identity",
            operation="ListAvailabilityDomains",
            resource=compartment_id,
        ):
            listed = session.client("identity", "IdentityClient").list_availability_domains(compartment_id).data
    except NotFoundOrDenied as denial:
        return [_unchecked(session, name, compartment_id, denial)]
    there = sorted(each.name for each in listed if isinstance(each.name, str))
    if name in there:
        return []
    if not there:
        return [_unchecked(session, name, compartment_id)]
    raise BadOption(
        f"{session.region} has no availability domain {quoted(name)}; for this tenancy it has {', '.join(there)}.",
        option="availability_domain",
    )


def _unchecked(session: Session, name: str, compartment_id: str, denial: Optional[Failure] = None) -> Notice:
    why = f"could not be listed ({brief(denial)})" if denial else "were not in the list that OCI returned"
    text = f"The availability domains of {session.region} {why}. OCI decides whether {name} exists."
    return Notice("AvailabilityDomainNotChecked", text, compartment_id, denial)


def region_in(name: str) -> Optional[str]:
    """The region that is part of the name of a domain, if the SDK knows it."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    part = found.group(1).lower()
    known = sdk().regions.REGIONS
    return next((region for region in (full_name(part), part, f"{part}-1") if region in known), None)


def find_home_region(session: Session, given: Optional[str]) -> tuple[str, Optional[Regions]]:
    """The name of the home region, and the regions of the tenancy, `None` where they may not be read.

    Raises BadOption for another region than the home region, and when it is not given and may not be read.
    """
    home = required_region("home_region", given) if given else None
    try:
        known = regions(session)
    except NotFoundOrDenied as denied:
        if home is None:
            raise BadOption(
                f"The home region cannot be read: {denied.reason}",
                option="home_region",
                advice=("Specify home_region.",),
                missing_statements=denied.missing_statements,
                **denied.request(),
            ) from None
        return home, None
    if home not in (None, known.home):
        raise BadOption(
            f"home_region is {home}, and the home region of the tenancy is {known.home}",
            advice=("Omit home_region.",),
            option="home_region",
        )
    return known.home, known


def identity_client(session: Session, region: str) -> Any:
    """The client of IAM in a region."""
    return session.client("identity", "IdentityClient", region=region)


def require(session: Session, option: str, region: str) -> None:
    """Raises BadOption for a region that the SDK does not know, unless the tenancy has it or that is unknown."""
    if region in sdk().regions.REGIONS:
        return
    known = readable_regions(session)
    if known is not None:
        known.require(option, region)


@contextmanager
def explained(session: Session, option: str, region: str) -> Iterator[None]:
    """What is done in its body goes to a region that an option names. Raises BadOption when the tenancy lacks it."""
    require(session, option, region)
    try:
        yield
    except (NotAuthenticated, Unreachable) as failure:
        known = _regions_if_readable(session) if failure.region == region != session.region else None
        if known is not None:
            known.require(option, region)
        raise


def _regions_if_readable(session: Session) -> Optional[Regions]:
    try:
        return readable_regions(session)
    except Failure:
        # The failure that is to be explained is the one to report.
        return None
