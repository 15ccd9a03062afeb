# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creates Autonomous Databases: new ones, or from another database or a backup."""

from __future__ import annotations

import re
from typing import Any

from ...protocol.call import Answer, Call
from ...protocol.problems import ServiceProblem, invalid, missing
from ...tenancy.kinds import KINDS
from ...tenancy.resource import Resource
from ...tenancy.tenancy import Tenancy
from .data_guard import SOURCE, Standbys
from .keys import ORACLE_MANAGED
from .lifecycle import CREATION_SECONDS
from .names import DatabaseNames

# "must begin with an alphabetic character and can contain a maximum of 30 alphanumeric characters" [sdk].
_DB_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,29}")
# "between 12 and 30 characters long, and must contain at least 1 uppercase, 1 lowercase, and 1 numeric character. It
# cannot contain the double quote symbol or the username admin" [sdk].
_PASSWORD = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])(?!.*[aA][dD][mM][iI][nN])[^\"]{12,30}")

# Defaults that the SDK's docstrings do not state are assumed.
_DEFAULTS: dict[str, Any] = {
    "dbWorkload": "OLTP",
    "dbVersion": "23ai",
    "characterSet": "AL32UTF8",
    "ncharacterSet": "AL16UTF16",
    "computeModel": "ECPU",
    "computeCount": 2.0,
    "dataStorageSizeInTBs": 1,
    "licenseModel": "LICENSE_INCLUDED",
    "backupRetentionPeriodInDays": 60,
    "isFreeTier": False,
    "isDedicated": False,
    "isDevTier": False,
    "isAutoScalingEnabled": False,
    "isAutoScalingForStorageEnabled": False,
    "isMtlsConnectionRequired": True,
    "isDataGuardEnabled": False,
    "isLocalDataGuardEnabled": False,
    "freeformTags": {},
    "definedTags": {},
    "scheduledOperations": [],
    "customerContacts": [],
    "autonomousMaintenanceScheduleType": "REGULAR",
}
_OF_EVERY: dict[str, Any] = {
    "systemTags": {},
    "isPreview": False,
    "isRefreshableClone": False,
    "isRemoteDataGuardEnabled": False,
    "isReconnectCloneEnabled": False,
    "peerDbIds": [],
    "supportedRegionsToCloneTo": [],
    "provisionableCpus": [],
    "usedDataStorageSizeInTBs": 0,
    "openMode": "READ_WRITE",
    "permissionLevel": "UNRESTRICTED",
    "dataSafeStatus": "NOT_REGISTERED",
    "operationsInsightsStatus": "NOT_ENABLED",
    "databaseManagementStatus": "NOT_ENABLED",
    "infrastructureType": "CLOUD",
    "netServicesArchitecture": "DEDICATED",
}
# The fields that a clone takes from its source unless the request specifies them (assumed).
_INHERITED = (
    "dbWorkload",
    "dbVersion",
    "characterSet",
    "ncharacterSet",
    "computeModel",
    "computeCount",
    "dataStorageSizeInTBs",
    "dataStorageSizeInGBs",
    "licenseModel",
)
_SOURCES = ("NONE", "DATABASE", "CLONE_TO_REFRESHABLE", "BACKUP_FROM_ID")


class Creation(Standbys):
    """PROVISIONING, then AVAILABLE."""

    def __init__(self, tenancy: Tenancy) -> None:
        super().__init__(tenancy)
        self._names = DatabaseNames(self.store)

    def create_autonomous_database(self, call: Call) -> Answer:
        """A new database, a full clone, a refreshable clone or the content of a backup.

        The work request of a clone lists its source too: Oracle's own waiter distinguishes them by the clone's action
        CREATED (`CreateDatabaseOperationWorkRequestWaiter` in oracle.oci `oci_wait_utils`). From a backup: assumed.
        """
        body = call.body
        if body.get("source") == SOURCE:
            return self.create_standby(call)
        source = self._source(call)
        self._check(body, source)
        key = self.requested_key(body) or self._key_of_source(body, source)
        # Tags, names and sizes are returned unchanged; secrets and options of the creation are not kept.
        known = returned_fields(body)
        inherited = {name: source.data[name] for name in _INHERITED if source and name in source.data}
        data = {
            **_DEFAULTS,
            **_OF_EVERY,
            **inherited,
            **known,
            **self.key_fields(None, key, since=self.now()),
            **_of_clone(body, source, now=self.now()),
            "compartmentId": self.compartment(call),
            "lifecycleState": "PROVISIONING",
            "timeCreated": self.now(),
        }
        data["dbName"] = body.get("dbName") or f"DB{self.tenancy.identifiers.letters(10).upper()}"
        self._refuse_taken(call, data["dbName"])
        data["displayName"] = body.get("displayName") or data["dbName"]
        if "cpuCoreCount" in body:
            # Without a computeModel the older parameter specifies OCPUs [sdk].
            data["computeModel"], data["computeCount"] = "OCPU", float(body["cpuCoreCount"])
        if "dataStorageSizeInGBs" in data:
            data["dataStorageSizeInTBs"] = -(-int(data["dataStorageSizeInGBs"]) // 1024)
        database = self.store.add(
            "autonomous_database",
            {name: value for name, value in data.items() if value is not None},
            region=call.region,
        )
        error = self.check_key(call, database, key)
        database.data.update(_addresses(call.region, str(data["dbName"]), self.tenancy.identifiers.letters(15)))
        if self.is_dry_run(call):
            self.store.remove(database)
            return Answer(database)
        state = "UNAVAILABLE" if error else "AVAILABLE"
        return self.over_time(
            call,
            database,
            seconds=CREATION_SECONDS,
            through="PROVISIONING",
            to={"lifecycleState": state},
            then=self.watch,
            action="CREATED",
            related=[source] if source else [],
            error=error,
        )

    def _refuse_taken(self, call: Call, name: str) -> None:
        """The name must be unique in the tenancy [sdk]; here it is in the region. Status and code are assumed."""
        if self._names.is_taken(name, call.region):
            raise invalid(f"The database name {name} is already used by another Autonomous Database.")

    def _source(self, call: Call) -> Resource | None:
        """The database or the backup that the new one is created from; other sources are rejected by name."""
        body = call.body
        kind = body.get("source", "NONE")
        if kind not in _SOURCES:
            raise ServiceProblem(501, "MethodNotImplemented", f"The source {kind} is not simulated.")
        if kind == "NONE":
            return None
        if kind == "BACKUP_FROM_ID":
            backup = call.related(body["autonomousDatabaseBackupId"], "autonomous_database_backup")
            source_id = str(backup.data["autonomousDatabaseId"])
        else:
            source_id = body["sourceId"]
        return call.related(source_id, "autonomous_database", permission="AUTONOMOUS_DATABASE_CONTENT_READ")

    @staticmethod
    def _check(body: dict[str, Any], source: Resource | None) -> None:
        if source is None and not (body.get("adminPassword") or body.get("secretId")):
            raise missing("adminPassword")
        if body.get("adminPassword") and not _PASSWORD.fullmatch(body["adminPassword"]):
            raise invalid("adminPassword does not meet the rules for passwords of the ADMIN user.")
        if body.get("dbName") and not _DB_NAME.fullmatch(body["dbName"]):
            raise invalid("dbName must begin with a letter and have at most 30 letters and digits.")
        if body.get("autonomousContainerDatabaseId") or body.get("isDedicated"):
            raise ServiceProblem(501, "MethodNotImplemented", "Dedicated databases are not simulated.")
        if source is not None and source.state in ("PROVISIONING", "TERMINATING", "TERMINATED", "INACCESSIBLE"):
            raise invalid(f"The source {source.id} is in state {source.state} and cannot be cloned.")
        of_customer = source is not None and str(source.data.get("kmsKeyId", "")).startswith("ocid1.")
        if of_customer and body["source"] == "CLONE_TO_REFRESHABLE":
            # Follows from [D-ADBN], whose wording is not known.
            raise invalid("A refreshable clone cannot be created from a database with customer-managed keys.")

    def _key_of_source(self, body: dict[str, Any], source: Resource | None) -> dict[str, Any]:
        inherits = self.tenancy.variants["adb_clone_inherits_key"] == "yes"
        if source is None or not inherits or body.get("source") == "CLONE_TO_REFRESHABLE":
            return ORACLE_MANAGED
        return dict(source.data.get("encryptionKey", ORACLE_MANAGED))


def returned_fields(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of a body that the database returns; its key is returned separately."""
    returned = KINDS["autonomous_database"].schema.wire_names - {"kmsKeyId", "vaultId"}
    return {name: value for name, value in body.items() if name in returned}


def _of_clone(body: dict[str, Any], source: Resource | None, *, now: str) -> dict[str, Any]:
    if source is None:
        return {}
    if body["source"] != "CLONE_TO_REFRESHABLE":
        return {"sourceId": source.id}
    return {
        "sourceId": source.id,
        "isRefreshableClone": True,
        "refreshableMode": body.get("refreshableMode", "MANUAL"),
        "refreshableStatus": "NOT_REFRESHING",
        "openMode": body.get("openMode", "READ_ONLY"),
        "cloneType": "REFRESHABLE_CLONE",
        "timeOfLastRefresh": now,
        "timeOfLastRefreshPoint": now,
    }


def _addresses(region: str, db_name: str, prefix: str) -> dict[str, Any]:
    """The connection strings of the database; the forms are assumed from public examples."""
    services = {name: f"{prefix}_{db_name.lower()}_{name}.adb.oraclecloud.com" for name in ("high", "medium", "low")}
    strings = {name: f"adb.{region}.oraclecloud.com:1522/{service}" for name, service in services.items()}
    site = f"https://{prefix}-{db_name.lower()}.adb.{region}.oraclecloudapps.com"
    return {
        "serviceConsoleUrl": f"https://adb.{region}.oraclecloud.com/console/index.html?database_name={db_name}",
        "connectionStrings": {
            **strings,
            "allConnectionStrings": {name.upper(): string for name, string in strings.items()},
            "profiles": [],
        },
        "connectionUrls": {
            "sqlDevWebUrl": f"{site}/ords/sql-developer",
            "apexUrl": f"{site}/ords/apex",
            "ordsUrl": f"{site}/ords/",
            "machineLearningUserManagementUrl": f"{site}/omlusers/",
        },
    }
