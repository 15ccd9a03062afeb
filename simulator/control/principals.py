# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The actions of the control interface that issue credentials of principals, except API keys."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from ..cloud import Cloud
from ..principals.cluster import HOST, ServiceAccount
from ..principals.credentials import pem_of
from ..principals.public_keys import public_key_in
from ..principals.resource_principal import environment_of_resource
from ..principals.sessions import open_session
from ..tenancy.clock import LONGEST_SECONDS
from . import validation

_LIFETIME_SECONDS = 3600
_TOKEN_KINDS = ("user", "instance", "resource", "workload")


class PrincipalControl:
    """The credentials that users of a real tenancy obtain from OCI where the principals run.

    `lifetime_seconds` is accepted by every action; zero or a negative number issues an expired token.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def instance(self, _body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The instance that this machine represents."""
        return self._cloud.machine.instance.document()

    def become_instance(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """Represent an instance with other properties: `compartment_id`, `region`, `display_name`, `defined_tags`."""
        validation.only(body, "compartment_id", "region", "display_name", "defined_tags")
        changes: dict[str, Any] = {name: validation.text(body, name) for name in body if name != "defined_tags"}
        if "defined_tags" in body:
            tags = validation.mapping(body, "defined_tags")
            changes["defined_tags"] = {namespace: validation.texts(tags, namespace) for namespace in tags}
        return self._cloud.machine.become(changes).document()

    def resource(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The environment of a resource principal: `id`, `type` (as in matching rules), `compartment_id`, `region`."""
        validation.only(body, "id", "type", "compartment_id", "region", "lifetime_seconds")
        tenancy = self._cloud.tenancy
        region = validation.text(body, "region", tenancy.home_region)
        if region not in tenancy.regions:
            raise ValueError(f"the tenancy is not subscribed to {validation.shortened(region)}")
        return {
            "environment": environment_of_resource(
                tenancy,
                id=validation.text(body, "id"),
                type=validation.text(body, "type"),
                compartment_id=validation.text(body, "compartment_id", tenancy.id),
                region=region,
                lifetime_seconds=_lifetime(body),
            )
        }

    def workload(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """A pod's service account token and environment: `namespace`, `service_account`; `is_enhanced` cluster or not.

        The token belongs in a file, and OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH must name the CA of this cloud.
        """
        validation.only(body, "namespace", "service_account", "is_enhanced", "lifetime_seconds")
        cluster, lifetime_seconds = self._cloud.cluster, _lifetime(body)
        account = ServiceAccount(
            validation.text(body, "namespace", "default"), validation.text(body, "service_account", "default")
        )
        cluster.is_enhanced = validation.flag(body, "is_enhanced", True)
        return {
            "cluster_id": cluster.id,
            "token": cluster.service_account_token(account, lifetime_seconds=lifetime_seconds),
            "environment": {
                "KUBERNETES_SERVICE_HOST": HOST,
                "OCI_RESOURCE_PRINCIPAL_REGION": self._cloud.tenancy.home_region,
            },
        }

    def session(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """The token and the private key that `oci session authenticate` writes for a `user` (name or OCID)."""
        validation.only(body, "user", "lifetime_seconds")
        user_id, lifetime_seconds = self._user_id(body), _lifetime(body)
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        token = open_session(self._cloud.tenancy, user_id, key.public_key(), lifetime_seconds=lifetime_seconds)
        return {"token": token, "private_key": pem_of(key)}

    def delegation(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """A token with which an instance acts for a `user` (name or OCID)."""
        validation.only(body, "user", "lifetime_seconds")
        tokens = self._cloud.tenancy.tokens
        return {"token": tokens.delegate(user_id=self._user_id(body), lifetime_seconds=_lifetime(body))}

    def token(self, body: dict[str, Any], _query: dict[str, str]) -> Any:
        """A token of any kind.

        `kind` user, instance, resource or workload, `subject` OCID, `public_key` PEM, `attributes`.
        """
        validation.only(body, "kind", "subject", "public_key", "attributes", "lifetime_seconds")
        kind = validation.text(body, "kind", "user")
        if kind not in _TOKEN_KINDS:
            raise ValueError(f"'kind' must be one of {', '.join(_TOKEN_KINDS)}, not {validation.shown(kind)}")
        token = self._cloud.tenancy.tokens.issue(
            kind=kind,
            subject=validation.text(body, "subject"),
            public_key=public_key_in(validation.text(body, "public_key")),
            attributes=validation.texts(body, "attributes"),
            lifetime_seconds=_lifetime(body),
        )
        return {"token": token}

    def _user_id(self, body: dict[str, Any]) -> str:
        named = validation.text(body, "user")
        user_id = str(self._cloud.catalogue["users"].get(named, named))
        if self._cloud.tenancy.store.find(user_id, kind="user") is None:
            raise ValueError(f"there is no user {validation.shown(named)}")
        return user_id


def _lifetime(body: dict[str, Any]) -> int:
    return validation.whole_number(
        body, "lifetime_seconds", _LIFETIME_SECONDS, least=-int(LONGEST_SECONDS), most=int(LONGEST_SECONDS)
    )
