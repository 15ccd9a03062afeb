# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the authentication options; the facts are in module_utils/_core/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as C(cmk.oci.auth)."""

    DOCUMENTATION = r"""
options:
  auth_type:
    description:
      - How to authenticate. If neither this nor one of the environment variables E(OCI_ANSIBLE_AUTH_TYPE) and
        E(OCI_AUTH_TYPE) is given, V(api_key) is used.
      - V(api_key) signs with the key of a user.
      - V(security_token) signs with the token of a session that C(oci session authenticate) has opened.
        V(session_token) is the same.
      - V(instance_principal) is the compute instance this runs on, V(instance_obo_user) a user who has delegated a
        token to that instance.
      - V(resource_principal) is the OCI resource this runs in, for example a function.
      - V(workload_identity) is the pod of an enhanced OKE cluster; V(oke_workload_identity) is the same. The token of
        the pod's service account is read from where Kubernetes puts it, or from the file that
        E(OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH) names.
    type: str
    choices:
      - api_key
      - instance_principal
      - instance_obo_user
      - resource_principal
      - security_token
      - session_token
      - workload_identity
      - oke_workload_identity
  auth_purpose:
    description:
      - With O(auth_type=instance_principal), asks for a token with this purpose.
    type: str
    choices: [service_principal]
  config_file_location:
    description:
      - Path of the OCI config file. If neither this nor the environment variable E(OCI_CONFIG_FILE) is given,
        V(~/.oci/config) is used.
      - It is read only when a value that is needed is given neither by the task nor by the environment.
    type: path
  config_profile_name:
    description:
      - The profile to use in the OCI config file. If neither this nor the environment variable E(OCI_CONFIG_PROFILE) is
        given, V(DEFAULT) is used.
    type: str
  tenancy:
    description:
      - The OCID of the tenancy. If not given, the environment variables E(OCI_TENANCY) and E(OCI_TENANCY_ID) are looked
        at, then C(tenancy) in the profile.
    type: str
  region:
    description:
      - The region requests go to, by its name such as V(us-ashburn-1) or its key such as V(iad), without a domain. If
        not given, the environment variable E(OCI_REGION) is looked at, then C(region) in the profile. Principals know
        their own region.
    type: str
  api_user:
    description:
      - The OCID of the user. If not given, the environment variable E(OCI_USER_ID) is looked at, then C(user) in the
        profile.
    type: str
  api_user_fingerprint:
    description:
      - The fingerprint of the user's API key. If not given, the environment variable E(OCI_USER_FINGERPRINT) is looked
        at, then C(fingerprint) in the profile.
      - It must be the fingerprint of the private key; otherwise the task fails and names both.
    type: str
  api_user_key_file:
    description:
      - Path of the private key in PEM form. If not given, the environment variable E(OCI_USER_KEY_FILE) is looked at,
        then C(key_file) in the profile.
      - The text of the key itself belongs in O(api_user_key_content); here it is refused, and not shown.
    type: path
  api_user_key_content:
    description:
      - The private key in PEM form, as text, so that no file is needed. If not given, the environment variable
        E(OCI_USER_KEY_CONTENT) is looked at.
      - Line ends may be written as C(\n), and the text may be in base64.
      - Give this or O(api_user_key_file), not both.
    type: str
  api_user_key_pass_phrase:
    description:
      - The pass phrase of the private key, if it has one. If not given, the environment variable
        E(OCI_USER_KEY_PASS_PHRASE) is looked at, then C(pass_phrase) in the profile.
    type: str
  security_token_file:
    description:
      - With O(auth_type=security_token), the path of the token. If not given, the environment variable
        E(OCI_SECURITY_TOKEN_FILE) is looked at, then C(security_token_file) in the profile.
    type: path
  delegation_token_file:
    description:
      - With O(auth_type=instance_obo_user), the path of the delegation token. If not given, the environment variable
        E(OCI_DELEGATION_TOKEN_FILE) is looked at, then C(delegation_token_file) in the profile.
    type: path
  cert_bundle:
    description:
      - Path of the CA certificates to trust, instead of those this host trusts. If not given, the environment variable
        E(OCI_ANSIBLE_CERT_BUNDLE) is looked at, then E(REQUESTS_CA_BUNDLE).
    type: path
  realm_specific_endpoint_template_enabled:
    description:
      - Whether to use the endpoints that are specific to a realm, where a service has them. If not given, the
        environment variable E(OCI_REALM_SPECIFIC_SERVICE_ENDPOINT_TEMPLATE_ENABLED) is looked at.
    type: bool
requirements:
  - python >= 3.9
  - oci >= 2.111.0 (the OCI SDK for Python)
notes:
  - Private keys, tokens and pass phrases are removed from results, errors and the system log. Where they do not belong,
    they are refused.
  - A value in the task wins over the environment, which wins over the profile in the OCI config file. No config file is
    needed when everything is given otherwise.
  - Requests go through the proxy that E(HTTPS_PROXY) names.
  - Requests that fail for a passing reason (too many requests, errors of the service, broken connections, a resource
    that is busy) are repeated for up to five minutes.
"""
