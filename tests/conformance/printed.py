# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands stand in one line each, as they are printed.
# ruff: noqa: E501
"""Every command that the four seed documents print, letter by letter, by document and line.

000: Oracle, "Managing Vault Encryption Keys for Block Volume", updated 2024-10-15
001: Oracle, "Changing the Assigned Master Encryption Key"
002: Trend Micro, "Autonomous AI Databases Encrypted with Customer-Managed Keys", OCI-AutonomousAIDatabase-008
003: Oracle, "Assigning a Key to an Object Storage Bucket", updated 2025-01-22
"""

from __future__ import annotations

# What document 002 prints where a reader puts something of theirs.
A_COMPARTMENT = "ocid1.tenancy.oc1..aaaabbbbccccddddabcd1234abcd1234abcd1234abcd1234abcd1234abcd"
A_DATABASE = "ocid1.autonomousdatabase.oc1.ap-sydney-1.aaaabbbbccccddddabcd1234abcd1234abcd1234abcd1234abcd1234abcd"
A_VAULT = "ocid1.vault.oc1.ap-sydney-1.abcd1234abcda.aaaabbbbccccddddabcdabcd1234abcd1234abcd1234abcd1234abcd1234"
A_KEY = "ocid1.key.oc1.ap-sydney-1.abcd1234abcda.aaaabbbbccccddddabcd1234abcd1234abcd1234abcd1234abcd1234abcd"
AN_ENDPOINT = "https://abcd1234abcda-management.kms.ap-sydney-1.oraclecloud.com"

PRINTED = {
    "000:10": """\
oci bv create --display-name <volume_name> --compartment-id <compartment_ID> --availability-domain <AD> --kms-key-id <different_key_ID>
    --volume-backup-id=<source_backup_ID>
""",
    "000:24": """\
oci bv create --display-name <volume_name> --compartment-id <compartment_ID> --availability-domain <AD> --kms-key-id <different_key_ID>
--source-volume-id=<source_volume_ID>
""",
    "000:37": """\
oci bv create --display-name <volume_name> --compartment-id <compartment_ID> --availability-domain <AD> --kms-key-id <different_key_ID>
--source-volume-replica-id=<source_replica_ID>
""",
    "000:70": "oci bv volume-kms-key update --volume-id=<volume_ID> --kms-key-id=<key_ID>",
    "000:96": "oci bv backup update --backup-id=<backup_ID> --kms-key-id=<key_ID>",
    "000:103": "oci bv backup update --backup-id=<backup_ID> --kms-key-id=''",
    "001:19": "oci bv backup update --backup-id=<backup_ID> --kms-key-id=<key_ID>",
    "001:21": "oci bv backup update --backup-id=<backup_ID> --kms-key-id=''",
    "001:23": "oci bv volume-kms-key update --volume-id=<volume_ID> --kms-key-id=<key_ID>",
    "002:39": """\
oci iam compartment list
\t--all
\t--include-root
\t--query 'data[]."id"'
""",
    "002:53": f"""\
oci db autonomous-database list
\t--compartment-id '{A_COMPARTMENT}'
\t--all
\t--query 'data[]."id"'
""",
    "002:67": f"""\
oci db autonomous-database get
\t--autonomous-database-id '{A_DATABASE}'
\t--query='data."kms-key-id"'
""",
    "002:126": f"""\
oci kms management vault create
\t--display-name 'cc-project5-oci-vault'
\t--vault-type 'DEFAULT'
\t--compartment-id '{A_COMPARTMENT}'
""",
    "002:157": f"""\
oci kms management vault get
\t--vault-id '{A_VAULT}'
\t--query 'data."management-endpoint"'
""",
    "002:167": f"""\
oci kms management key create
\t--display-name 'cc-project5-kms-key'
\t--key-shape '{{"algorithm":"AES","length":32}}'
\t--protection-mode 'SOFTWARE'
\t--endpoint '{AN_ENDPOINT}'
\t--compartment-id '{A_COMPARTMENT}'
\t--query 'data."id"'
""",
    "002:181": f"""\
oci db autonomous-database configure-key
\t--autonomous-database-id '{A_DATABASE}'
\t--vault-id '{A_VAULT}'
\t--kms-key-id '{A_KEY}'
""",
    "003:23": "oci os bucket update --name bucket_name --kms-key-id kms_key_id [OPTIONS]",
    "003:30": "oci os bucket update --name MyKeyBucket --kms-key-id ocid1.key.region1.sea..exampleuniqueID",
}

# Where the documents' words are unknown to the command itself (oci-cli 3.95): it keeps the making of a volume among the
# commands on volumes, and calls the option by the field's full name.
SPELT_TODAY = {
    "oci bv create ": "oci bv volume create ",
    "oci bv backup update --backup-id": "oci bv backup update --volume-backup-id",
}
