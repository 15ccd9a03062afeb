# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, groups and their credentials in the form of SCIM; they are those of the classic API.

The form is that of the examples in
https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted/OCISResponseBody.htm.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from typing import Any

from ...tenancy.clock import timestamp
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy

_CORE = "urn:ietf:params:scim:schemas:core:2.0"
_ORACLE = "urn:ietf:params:scim:schemas:oracle:idcs"
USER_EXTENSION = f"{_ORACLE}:extension:user:User"
STATE = f"{_ORACLE}:extension:userState:User"
CAPABILITIES = f"{_ORACLE}:extension:capabilities:User"
MFA = f"{_ORACLE}:extension:mfa:User"
CREDENTIALS = f"{_ORACLE}:extension:userCredentials:User"
GROUP_EXTENSION = f"{_ORACLE}:extension:group:Group"
TAGS = f"{_ORACLE}:extension:OCITags"

_CREATED_BY_OCI = "OCI User"
_CREDENTIAL_LISTS = {
    "api_key": ("apiKeys", "ApiKeys"),
    "auth_token": ("authTokens", "AuthTokens"),
    "customer_secret_key": ("customerSecretKeys", "CustomerSecretKeys"),
    "smtp_credential": ("smtpCredentials", "SmtpCredentials"),
}


def scim_id(ocid: str) -> str:
    """The id of a resource in its domain, besides its OCID: 32 hexadecimal digits."""
    return hashlib.sha256(ocid.encode("ascii")).hexdigest()[:32]


class Directory:
    """The content of one identity domain."""

    def __init__(self, tenancy: Tenancy, domain: Resource) -> None:
        self._tenancy = tenancy
        self._store = tenancy.store
        self._domain = domain
        self._name = str(domain.data["displayName"])
        self._url = f"{domain.data['url']}/admin/v1"

    def members(self, kind: str) -> list[Resource]:
        """The resources of a kind that belong to the domain, oldest first."""
        return [
            resource for resource in self._store.listing(kind) if resource.state != "DELETED" and self._owns(resource)
        ]

    def _owns(self, resource: Resource) -> bool:
        owner = self._users.get(str(resource.data["userId"])) if "userId" in resource.data else resource
        return owner is not None and str(owner.hidden.get("domain", "Default")) == self._name

    def link(self, resource: Resource, collection: str) -> str:
        """The address of a resource."""
        return f"{self._url}/{collection}/{scim_id(resource.id)}"

    def user(self, user: Resource) -> dict[str, Any]:
        """A user with all attributes."""
        data, more = user.data, user.hidden.get("scim", {})
        groups = [self._group_of(membership) for membership in self._memberships_of_users.get(user.id, ())]
        extensions = {
            USER_EXTENSION: {"isFederatedUser": False, "creationMechanism": "api"},
            STATE: {"locked": {"on": False}},
            MFA: {"mfaStatus": "ENROLLED" if data.get("isMfaActivated") else "UN_ENROLLED"},
            CAPABILITIES: dict(data.get("capabilities", {})),
            **self._credentials_of(user),
            **_tags(data),
        }
        return {
            **self._frame(
                user, "User", "Users", f"{_CORE}:User", *(name for name in extensions if name != CAPABILITIES)
            ),
            "userName": data["name"],
            "displayName": data["name"],
            "name": {"familyName": data["name"], "formatted": data["name"]},
            "active": data["lifecycleState"] in ("ACTIVE", "CREATING"),
            **_if_set("description", data.get("description")),
            "emails": _emails(data),
            "groups": groups,
            **extensions,
            **more,
        }

    def group(self, group: Resource) -> dict[str, Any]:
        """A group with its members."""
        data = group.data
        members = [self._member(membership) for membership in self._memberships_of_groups.get(group.id, ())]
        extensions = {
            GROUP_EXTENSION: {**_if_set("description", data.get("description")), "creationMechanism": "api"},
            **_tags(data),
        }
        return {
            **self._frame(group, "Group", "Groups", f"{_CORE}:Group", *extensions),
            "displayName": data["name"],
            "nonUniqueDisplayName": data["name"],
            "members": members,
            **extensions,
            **group.hidden.get("scim", {}),
        }

    def dynamic_group(self, group: Resource) -> dict[str, Any]:
        """A dynamic group with its rule."""
        data, tags = group.data, _tags(group.data)
        return {
            **self._frame(
                group, "DynamicResourceGroup", "DynamicResourceGroups", f"{_ORACLE}:DynamicResourceGroup", *tags
            ),
            "displayName": data["name"],
            "description": data.get("description", ""),
            "matchingRule": data["matchingRule"],
            **tags,
        }

    def api_key(self, key: Resource) -> dict[str, Any]:
        """An API key of a user."""
        return {
            **self._frame(key, "ApiKey", "ApiKeys", f"{_ORACLE}:apikey"),
            "fingerprint": key.data["fingerprint"],
            "key": key.data["keyValue"],
            "user": self._owner(key),
        }

    def auth_token(self, token: Resource) -> dict[str, Any]:
        """An auth token of a user, without its secret."""
        return {
            **self._frame(token, "AuthToken", "AuthTokens", f"{_ORACLE}:authToken"),
            "description": token.data.get("description", ""),
            "status": "ACTIVE",
            "user": self._owner(token),
        }

    def customer_secret_key(self, key: Resource) -> dict[str, Any]:
        """A key for the S3 API, without its secret."""
        return {
            **self._frame(key, "CustomerSecretKey", "CustomerSecretKeys", f"{_ORACLE}:customerSecretKey"),
            "displayName": key.data.get("displayName", ""),
            "accessKey": key.id,
            "status": "ACTIVE",
            "user": self._owner(key),
        }

    def smtp_credential(self, credential: Resource) -> dict[str, Any]:
        """A password for Email Delivery, without it."""
        return {
            **self._frame(credential, "SmtpCredential", "SmtpCredentials", f"{_ORACLE}:smtpCredential"),
            "description": credential.data.get("description", ""),
            "userName": credential.data.get("username", ""),
            "status": "ACTIVE",
            "user": self._owner(credential),
        }

    def fixed(self, name: str, type_: str, collection: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """A resource that every domain has with a fixed name, such as a password policy."""
        created = str(self._domain.data["timeCreated"])
        return {
            "id": name,
            "ocid": f"ocid1.domain{type_.lower()}.oc1..{scim_id(self._domain.id + name)}",
            "schemas": [f"{_ORACLE}:{type_}"],
            "meta": _meta(type_, f"{self._url}/{collection}/{name}", created, created, scim_id(name)),
            **self._places(),
            **data,
        }

    # -- parts --------------------------------------------------------------------------------------------------

    def _frame(self, resource: Resource, type_: str, collection: str, *schemas: str) -> dict[str, Any]:
        """The attributes of every resource. Its creator is not stored: the examples show "OCI User"."""
        author = {
            "type": "User",
            "value": _CREATED_BY_OCI,
            "display": _CREATED_BY_OCI,
            "$ref": f"{self._url}/Users/{_CREATED_BY_OCI}",
        }
        created = str(resource.data.get("timeCreated", timestamp(resource.time_created)))
        changed = max(created, timestamp(resource.time_changed))
        return {
            "id": scim_id(resource.id),
            "ocid": resource.id,
            "schemas": list(schemas),
            "meta": _meta(type_, self.link(resource, collection), created, changed, resource.etag),
            "idcsCreatedBy": author,
            "idcsLastModifiedBy": author,
            **self._places(),
        }

    def _places(self) -> dict[str, Any]:
        return {
            "domainOcid": self._domain.id,
            "compartmentOcid": self._domain.compartment_id,
            "tenancyOcid": self._tenancy.id,
        }

    @functools.cached_property
    def _users(self) -> dict[str, Resource]:
        return {user.id: user for user in self._store.listing("user")}

    @functools.cached_property
    def _groups(self) -> dict[str, Resource]:
        return {group.id: group for group in self._store.listing("group")}

    @functools.cached_property
    def _credentials(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for kind in _CREDENTIAL_LISTS:
            for credential in self._store.listing(kind):
                found.setdefault(str(credential.data["userId"]), []).append(credential)
        return found

    @functools.cached_property
    def _memberships_of_users(self) -> dict[str, list[Resource]]:
        return self._memberships_by("userId")

    @functools.cached_property
    def _memberships_of_groups(self) -> dict[str, list[Resource]]:
        return self._memberships_by("groupId")

    def _memberships_by(self, field: str) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for membership in self._store.listing("user_group_membership"):
            found.setdefault(str(membership.data[field]), []).append(membership)
        return found

    def _group_of(self, membership: Resource) -> dict[str, Any]:
        group = self._groups[str(membership.data["groupId"])]
        return {
            "value": scim_id(group.id),
            "ocid": group.id,
            "$ref": self.link(group, "Groups"),
            "display": group.data["name"],
            "nonUniqueDisplay": group.data["name"],
            "type": "direct",
            "membershipOcid": membership.id,
            "dateAdded": membership.data["timeCreated"],
        }

    def _member(self, membership: Resource) -> dict[str, Any]:
        user = self._users[str(membership.data["userId"])]
        return {
            "value": scim_id(user.id),
            "ocid": user.id,
            "$ref": self.link(user, "Users"),
            "display": user.data["name"],
            "name": user.data["name"],
            "type": "User",
            "membershipOcid": membership.id,
            "dateAdded": membership.data["timeCreated"],
        }

    def _owner(self, credential: Resource) -> dict[str, Any]:
        user = self._users[str(credential.data["userId"])]
        return {
            "value": scim_id(user.id),
            "ocid": user.id,
            "$ref": self.link(user, "Users"),
            "display": user.data["name"],
            "name": user.data["name"],
        }

    def _credentials_of(self, user: Resource) -> dict[str, Any]:
        lists: dict[str, list[dict[str, Any]]] = {}
        for credential in self._credentials.get(user.id, ()):
            name, collection = _CREDENTIAL_LISTS[credential.kind.name]
            fingerprint = {"key": credential.data["fingerprint"]} if credential.kind.name == "api_key" else {}
            described = {
                "value": scim_id(credential.id),
                "ocid": credential.id,
                "$ref": self.link(credential, collection),
            }
            lists.setdefault(name, []).append({**described, **fingerprint})
        return {CREDENTIALS: lists} if lists else {}


def _meta(type_: str, location: str, created: str, changed: str, version: str) -> dict[str, str]:
    return {
        "resourceType": type_,
        "created": created,
        "lastModified": changed,
        "location": location,
        "version": version,
    }


def _emails(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The address as both recovery and work address."""
    if not data.get("email"):
        return []
    shared = {"value": data["email"], "verified": bool(data.get("emailVerified")), "secondary": False}
    return [{**shared, "type": "recovery", "primary": False}, {**shared, "type": "work", "primary": True}]


def _tags(data: Mapping[str, Any]) -> dict[str, Any]:
    freeform = [{"key": key, "value": value} for key, value in data.get("freeformTags", {}).items()]
    defined = [
        {"namespace": namespace, "key": key, "value": value}
        for namespace, tags in data.get("definedTags", {}).items()
        for key, value in tags.items()
    ]
    lists = {**_if_set("freeformTags", freeform), **_if_set("definedTags", defined)}
    return {TAGS: lists} if lists else {}


def _if_set(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}
