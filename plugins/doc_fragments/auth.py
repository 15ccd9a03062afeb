# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the authentication options; the facts are in module_utils/_core/options.py."""

from __future__ import annotations


class ModuleDocFragment:
    """Used as `cmk.oci.auth`."""

    DOCUMENTATION = r"""
options:
  auth_type:
    description:
      - The authentication type. If not specified, the environment variables E(OCI_ANSIBLE_AUTH_TYPE) and
        E(OCI_AUTH_TYPE) are used, then V(api_key).
      - V(api_key) signs requests with the API key of a user.
      - V(security_token) signs requests with the token of a session created by C(oci session authenticate).
        V(session_token) is an alias.
      - V(instance_principal) authenticates as the compute instance on which the module runs.
      - V(instance_obo_user) authenticates as a user who delegated a token to that instance.
      - V(resource_principal) authenticates as the OCI resource in which the module runs, for example a function.
      - V(workload_identity) authenticates as the pod of an enhanced OKE cluster. V(oke_workload_identity) is an alias.
      - With V(workload_identity), the token of the pod's service account is read from its default path in Kubernetes,
        or from the file specified by E(OCI_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH).
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
      - The purpose of the requested token. Used with O(auth_type=instance_principal).
    type: str
    choices: [service_principal]
  config_file_location:
    description:
      - Path of the OCI config file. If not specified, the environment variable E(OCI_CONFIG_FILE) is used, then
        V(~/.oci/config).
      - The file is read only when a required value is specified neither by the task nor by the environment.
    type: path
  config_profile_name:
    description:
      - The profile in the OCI config file. If not specified, the environment variable E(OCI_CONFIG_PROFILE) is used,
        then V(DEFAULT).
    type: str
  tenancy:
    description:
      - The OCID of the tenancy. If not specified, the environment variables E(OCI_TENANCY) and E(OCI_TENANCY_ID) are
        used, then C(tenancy) in the profile.
    type: str
  region:
    description:
      - The region of the requests, as a region name such as V(us-ashburn-1) or a region key such as V(iad), without a
        domain.
      - If not specified, the environment variable E(OCI_REGION) is used, then C(region) in the profile. Principals
        default to their own region.
    type: str
  api_user:
    description:
      - The OCID of the user. If not specified, the environment variable E(OCI_USER_ID) is used, then C(user) in the
        profile.
    type: str
  api_user_fingerprint:
    description:
      - The fingerprint of the user's API key. If not specified, the environment variable E(OCI_USER_FINGERPRINT) is
        used, then C(fingerprint) in the profile.
      - It must match the private key; otherwise the task fails and reports both fingerprints.
    type: str
  api_user_key_file:
    description:
      - Path of the private key in PEM format. If not specified, the environment variable E(OCI_USER_KEY_FILE) is used,
        then C(key_file) in the profile.
      - The text of a private key is rejected here, and never displayed. Use O(api_user_key_content) for it.
    type: path
  api_user_key_content:
    description:
      - The private key in PEM format, as text instead of a file. If not specified, the environment variable
        E(OCI_USER_KEY_CONTENT) is used.
      - Line breaks may be written as C(\n), and the text may be encoded in base64.
      - Mutually exclusive with O(api_user_key_file).
    type: str
  api_user_key_pass_phrase:
    description:
      - The pass phrase of an encrypted private key. If not specified, the environment variable
        E(OCI_USER_KEY_PASS_PHRASE) is used, then C(pass_phrase) in the profile.
    type: str
  security_token_file:
    description:
      - Path of the session token. Used with O(auth_type=security_token). If not specified, the environment variable
        E(OCI_SECURITY_TOKEN_FILE) is used, then C(security_token_file) in the profile.
    type: path
  delegation_token_file:
    description:
      - Path of the delegation token. Used with O(auth_type=instance_obo_user). If not specified, the environment
        variable E(OCI_DELEGATION_TOKEN_FILE) is used, then C(delegation_token_file) in the profile.
    type: path
  cert_bundle:
    description:
      - Path of a bundle of CA certificates to trust instead of the certificates that the host trusts. If not specified,
        the environment variable E(OCI_ANSIBLE_CERT_BUNDLE) is used, then E(REQUESTS_CA_BUNDLE).
    type: path
  realm_specific_endpoint_template_enabled:
    description:
      - Whether to use realm-specific endpoints for services that offer them. If not specified, the environment variable
        E(OCI_REALM_SPECIFIC_SERVICE_ENDPOINT_TEMPLATE_ENABLED) is used.
    type: bool
requirements:
  - python >= 3.9
  - oci >= 2.111.0 (the OCI SDK for Python)
notes:
  - Private keys, tokens and pass phrases are removed from results, errors and the system log, and rejected in options
    that are not meant for them.
  - Values of the task take precedence over environment variables, which take precedence over the profile in the OCI
    config file. No config file is required if all values are specified otherwise.
  - Requests use the proxy specified by E(HTTPS_PROXY).
  - Requests that fail temporarily (throttling, service errors, broken connections, a busy resource) are retried for up
    to five minutes.
"""
