# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A need is held, missing, or it cannot be told: row by row, what policies may say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ansible_collections.cmk.oci.plugins.module_utils._iam import permissions, principals, verdicts
from ansible_collections.cmk.oci.plugins.module_utils._iam.needs import Lineage, Need, Party
from ansible_collections.cmk.oci.plugins.module_utils._iam.principals import Who, of_party, of_user
from ansible_collections.cmk.oci.plugins.module_utils._iam.verdicts import Circumstances, Finding, Verdict
from simulator.iam.permissions import FAMILIES, RESOURCE_TYPES

TENANCY, SECURITY, KEYS = "ocid1.tenancy.oc1..t", "ocid1.compartment.oc1..security", "ocid1.compartment.oc1..keys"
LINEAGE = Lineage(ids=(TENANCY, SECURITY, KEYS), names=("example", "Security", "Keys"))
PARTIAL = Lineage(ids=(SECURITY, KEYS), names=("Security", "Keys"))
KEY, VAULT = "ocid1.key.oc1.iad.bvault.abuwkey", "ocid1.vault.oc1.iad.bvault.abuwvault"
OTHER_KEY, OTHER_VAULT = "ocid1.key.oc1.iad.bother.abuwother", "ocid1.vault.oc1.iad.bother.abuwvault"
USER, GROUP, OTHER_GROUP = "ocid1.user.oc1..me", "ocid1.group.oc1..mine", "ocid1.group.oc1..theirs"

SERVICE = Need(Party("service", "blockstorage"), "use", "keys", KEYS, KEY)
OF_BUCKETS = Need(Party("service", "objectstorage-us-ashburn-1"), "use", "keys", KEYS, KEY)
DELEGATE = Need(Party("group", GROUP), "use", "key-delegate", KEYS, KEY)
VOLUMES = Need(Party("group", GROUP), "use", "volumes", KEYS)
HERE = Circumstances(region="us-ashburn-1", operation="UpdateVolumeKmsKey")
VAULTS = Need(Party("dynamic-group", "databases"), "use", "vaults", KEYS, vault_id=KEY)
ME = of_user(USER, (GROUP, OTHER_GROUP))

HELD, MISSING, UNKNOWN = Verdict.HELD, Verdict.MISSING, Verdict.UNKNOWN
ALLOW = "Allow service blockstorage to use keys in tenancy"
ANY = "Allow any-user to use keys in tenancy where"
ALL_OF_USE = "KEY_INSPECT, KEY_READ, KEY_ENCRYPT, KEY_DECRYPT, KEY_EXPORT, KEY_SIGN, KEY_VERIFY"


def found(
    statements: Sequence[str],
    need: Need,
    *,
    who: Who | None = None,
    lineage: Lineage = LINEAGE,
    at: str = TENANCY,
    circumstances: Circumstances = HERE,
) -> Finding:
    return verdicts.decide(need, verdicts.placed(statements, at), lineage, who or of_party(need.party), circumstances)


CONDITIONS = [
    (f"target.key.id = '{KEY}'", HELD),
    (f"target.key.id = '{KEY.upper()}'", HELD),
    (f"target.key.id = {KEY}", HELD),
    (f"target.key.id = '{OTHER_KEY}'", MISSING),
    (f"target.key.id != '{OTHER_KEY}'", HELD),
    (f"target.key.id != '{KEY}'", MISSING),
    ("target.key.id = /ocid1.key.oc1.iad.bvault.*/", HELD),
    ("target.key.id = /*abuwkey/", HELD),
    ("target.key.id = /*.BVAULT.*/", HELD),
    ("target.key.id = /*abuw/", MISSING),
    ("target.key.id != /*abuwkey/", MISSING),
    ("target.key.id = '/ocid1.key*/'", MISSING),
    ("target.key.id = /ocid1*key/", UNKNOWN),
    ("target.key.id = /ocid1/", UNKNOWN),
    (f"target.key.id in ('{KEY}')", UNKNOWN),
    (f"target.vault.id = '{VAULT}'", HELD),
    (f"target.vault.id != '{VAULT}'", MISSING),
    (f"target.vault.id = '{OTHER_VAULT}'", MISSING),
    (f"target.vault.id != '{OTHER_VAULT}'", HELD),
    ("target.vault.id = /*bvault*/", UNKNOWN),
    (f"target.vault.id = '{KEY}x'", MISSING),
    (f"all {{target.vault.id = '{VAULT}', target.key.id = '{KEY}'}}", HELD),
    (f"all {{target.vault.id = '{VAULT}', target.key.id = '{OTHER_KEY}'}}", MISSING),
    (f"any {{target.vault.id = '{OTHER_VAULT}', all {{target.key.id = '{KEY}', any {{a.b = 'c'}}}}}}", UNKNOWN),
    (f"any {{a.b = 'c', target.key.id = '{KEY}'}}", HELD),
    (f"all {{a.b = 'c', target.key.id = '{OTHER_KEY}'}}", MISSING),
    (f"all {{a.b != 'c', target.key.id = '{KEY}'}}", UNKNOWN),
    ("request.permission != 'KEY_DELETE'", HELD),
    ("request.permission = /KEY_*/", HELD),
    ("request.permission = 'KEY_DELETE'", MISSING),
    ("request.permission = 'KEY_INSPECT'", MISSING),
    ("request.permission = 'KEY_ENCRYPT'", UNKNOWN),
    ("request.utc-timestamp before '2020-01-01T00:00Z'", UNKNOWN),
    ("request.utc-timestamp.time-of-day between '01:00:00Z' and '02:00:00Z'", UNKNOWN),
    ("request.utc-timestamp.day-of-week in ('monday', 'sunday')", UNKNOWN),
    ("target.resource.tag.a.b = 'c'", UNKNOWN),
    ("target.resource.compartment.tag.a.b != 'c'", UNKNOWN),
    ("request.principal.group.tag.a.b = 'c'", UNKNOWN),
    ("request.networkSource.name = 'office'", UNKNOWN),
    (f"request.user.id = '{USER}'", UNKNOWN),
    ("request.principal.type = 'service'", UNKNOWN),
    ("request.user.id = target.user.id", UNKNOWN),
    (f"target.compartment.id = '{KEYS}'", UNKNOWN),
    ("request.operation = 'Encrypt'", UNKNOWN),
    ("request.region = 'IAD'", HELD),
    ("request.region = 'phx'", MISSING),
    ("request.region = 'us-ashburn-1'", UNKNOWN),
    ("!request.principal.type", UNKNOWN),
    ("target.key.id = 'a' or target.key.id = 'b'", UNKNOWN),
]


@pytest.mark.parametrize(("condition", "verdict"), CONDITIONS, ids=[condition for condition, _verdict in CONDITIONS])
def test_a_condition_is_evaluated_as_far_as_the_request_is_known(condition: str, verdict: Verdict) -> None:
    statement = f"{ALLOW} where {condition}"
    said = found([statement], SERVICE)
    assert said.verdict is verdict
    is_named = verdict is UNKNOWN and condition != "request.permission = 'KEY_ENCRYPT'"
    assert said.statements == ((statement,) if is_named else ())
    denied = {HELD: MISSING, MISSING: HELD, UNKNOWN: UNKNOWN}[verdict]
    if "request.permission =" not in condition:
        assert found([ALLOW, statement.replace("Allow", "Deny")], SERVICE).verdict is denied


OF_THE_CALLER = [
    (f"request.user.id = '{USER}'", HELD),
    (f"request.user.id != '{USER}'", MISSING),
    ("request.user.id = 'ocid1.user.oc1..other'", MISSING),
    (f"request.principal.id = '{USER}'", HELD),
    ("request.principal.type = 'User'", HELD),
    ("request.principal.type = 'instance'", MISSING),
    (f"request.groups.id = '{OTHER_GROUP}'", HELD),
    ("request.groups.id = 'ocid1.group.oc1..none'", MISSING),
    ("request.groups.id != 'ocid1.group.oc1..none'", HELD),
    (f"request.groups.id != '{GROUP}'", UNKNOWN),
    ("request.user.name = 'me'", UNKNOWN),
    ("request.user.mfaTotpVerified = 'true'", UNKNOWN),
    ("request.operation = 'updatevolumekmskey'", HELD),
    ("request.operation != 'UpdateVolumeKmsKey'", MISSING),
    (f"target.compartment.id = '{KEYS}'", HELD),
    (f"target.compartment.id = '{SECURITY}'", MISSING),
    ("target.compartment.name = 'keys'", HELD),
    ("target.compartment.name = /sec*/", MISSING),
    ("request.region = 'iad'", HELD),
    ("request.region != 'phx'", HELD),
    (f"target.key.id = '{KEY}'", UNKNOWN),
    ("request.kms-key.id = 'x'", UNKNOWN),
]


@pytest.mark.parametrize(("condition", "verdict"), OF_THE_CALLER, ids=[each for each, _verdict in OF_THE_CALLER])
def test_more_is_known_of_the_caller_and_of_their_request(condition: str, verdict: Verdict) -> None:
    statement = f"Allow any-user to use volumes in tenancy where {condition}"
    assert found([statement], VOLUMES, who=ME).verdict is verdict


@pytest.mark.parametrize(
    ("statements", "need", "verdict"),
    [
        ([f"Allow service blockstorage to {{{ALL_OF_USE}}} in tenancy"], SERVICE, HELD),
        ([f"Allow service blockstorage to {{{ALL_OF_USE.lower()}}} in compartment Security:Keys"], SERVICE, HELD),
        (["Allow service blockstorage to {KEY_ENCRYPT, KEY_DECRYPT} in tenancy"], SERVICE, UNKNOWN),
        (["Allow service blockstorage to {KEY_READ, KEY_INSPECT} in tenancy"], SERVICE, MISSING),
        (["Allow service blockstorage to {KEY_ENCRYPT} keys in tenancy"], SERVICE, UNKNOWN),
        (
            [
                "Allow service blockstorage to read keys in tenancy",
                "Allow service blockstorage to {KEY_ENCRYPT, KEY_DECRYPT} in compartment Security",
                "Allow any-user to {KEY_EXPORT, KEY_SIGN, KEY_VERIFY} in compartment Security:Keys",
            ],
            SERVICE,
            HELD,
        ),
        (["Allow service blockstorage to manage key-family in tenancy"], SERVICE, HELD),
        (["Allow service blockstorage to use all-resources in tenancy"], SERVICE, HELD),
        (["Allow service blockstorage to read all-resources in tenancy"], SERVICE, MISSING),
        (["Allow service blockstorage to use secret-family in tenancy"], SERVICE, MISSING),
        (["Allow service oke, BlockStorage, streaming to use keys in tenancy"], SERVICE, HELD),
        (["Allow service oke, streaming to use keys in tenancy"], SERVICE, MISSING),
        (["Allow any-group to use keys in tenancy"], SERVICE, MISSING),
        (["Allow any-user to associate keys in tenancy with volumes in tenancy"], SERVICE, UNKNOWN),
        ([f"Allow group id {GROUP} to {{KEY_ASSOCIATE}} in tenancy"], DELEGATE, MISSING),
        (
            ["Allow service objectstorage-us-ashburn-1 to {KEY_ENCRYPT, KEY_DECRYPT, KEY_READ} in tenancy"],
            OF_BUCKETS,
            HELD,
        ),
        (["Allow service objectstorage-us-ashburn-1 to {KEY_ENCRYPT, KEY_DECRYPT} in tenancy"], OF_BUCKETS, UNKNOWN),
        (["Allow service objectstorage-us-ashburn-1 to {KEY_ENCRYPT, KEY_READ} in tenancy"], OF_BUCKETS, MISSING),
        ([f"Allow group id {GROUP} to {{KEY_ASSOCIATE, KEY_DISASSOCIATE}} in tenancy"], DELEGATE, HELD),
        ([f"Allow group x, id {GROUP} to use key-delegate in tenancy"], DELEGATE, HELD),
        ([f"Allow group id {GROUP} to use key-delegates in tenancy"], DELEGATE, UNKNOWN),
        ([f"Allow group id {GROUP} to use keys in tenancy"], DELEGATE, MISSING),
        ([f"Allow dynamic-group id {GROUP} to use key-delegate in tenancy"], DELEGATE, MISSING),
        (["Allow dynamic-group 'Default'/'Databases' to use vaults in tenancy"], VAULTS, HELD),
        (["Allow dynamic-group other/databases to use vaults in tenancy"], VAULTS, MISSING),
        (["Allow dynamic-group databases to manage key-family in tenancy"], VAULTS, UNKNOWN),
        ([f"Allow any-user to use vaults in tenancy where target.vault.id = '{VAULT}'"], VAULTS, HELD),
        ([f"Allow any-user to use vaults in tenancy where target.vault.id = '{OTHER_VAULT}'"], VAULTS, MISSING),
        ([f"Allow any-user to use vaults in tenancy where target.key.id = '{KEY}'"], VAULTS, MISSING),
        ([f"Define group keys as {GROUP}"], SERVICE, MISSING),
        (
            [
                f"Endorse any-user to use keys in tenancy {TENANCY}",
                "Admit any-user of tenancy t to use keys in tenancy",
            ],
            SERVICE,
            MISSING,
        ),
        (["Deny endorse any-user to use keys in any-tenancy", ALLOW], SERVICE, HELD),
        ([f"Define group mine as {GROUP}", "Allow group mine to use key-delegate in tenancy"], DELEGATE, UNKNOWN),
        (["Permit service blockstorage to use keys in tenancy"], SERVICE, UNKNOWN),
        (["Permit service blockstorage to use buckets in tenancy"], SERVICE, MISSING),
        (["deny whatever with keys", ALLOW], SERVICE, UNKNOWN),
        (["Allow service blockstorage to use keys in compartment Keys"], SERVICE, MISSING),
        ([], SERVICE, MISSING),
    ],
)
def test_what_statements_allow(statements: list[str], need: Need, verdict: Verdict) -> None:
    assert found(statements, need).verdict is verdict


IS_KEY = f"target.key.id = '{KEY}'"
# By condition, whether it lets a group assign the key, unassign it, and do both.
OF_PERMISSIONS = [
    ("request.permission = 'KEY_ASSOCIATE'", HELD, MISSING, MISSING),
    ("request.permission = 'key_disassociate'", MISSING, HELD, MISSING),
    ("request.permission != 'KEY_ASSOCIATE'", MISSING, HELD, MISSING),
    ("request.permission != 'KEY_READ'", HELD, HELD, HELD),
    ("request.permission = /*ASSOCIATE/", HELD, HELD, HELD),
    ("request.permission = /KEY_ASSO*/", HELD, MISSING, MISSING),
    ("request.permission != /*_DISASSOCIATE/", HELD, MISSING, MISSING),
    ("any {request.permission = 'KEY_ASSOCIATE', request.permission = 'KEY_DISASSOCIATE'}", HELD, HELD, HELD),
    ("all {request.permission = 'KEY_ASSOCIATE', request.permission = 'KEY_DISASSOCIATE'}", MISSING, MISSING, MISSING),
    (f"all {{request.permission = 'KEY_ASSOCIATE', {IS_KEY}}}", HELD, MISSING, MISSING),
    (f"all {{request.permission = 'KEY_ASSOCIATE', target.key.id = '{OTHER_KEY}'}}", MISSING, MISSING, MISSING),
    (f"any {{request.permission = 'KEY_ASSOCIATE', {IS_KEY}}}", HELD, HELD, HELD),
    (f"all {{any {{request.permission = 'KEY_ASSOCIATE', a.b = 'c'}}, {IS_KEY}}}", HELD, UNKNOWN, UNKNOWN),
    ("all {request.permission = 'KEY_ASSOCIATE', a.b = 'c'}", UNKNOWN, MISSING, MISSING),
]
CHANGES = [(permissions.ASSIGNING,), (permissions.UNASSIGNING,), ()]


@pytest.mark.parametrize(
    ("condition", "verdicts_of"),
    [(text, found) for text, *found in OF_PERMISSIONS],
    ids=[row[0] for row in OF_PERMISSIONS],
)
@pytest.mark.parametrize("action", ["use key-delegate", "{KEY_ASSOCIATE, KEY_READ, KEY_DISASSOCIATE}"])
def test_a_need_is_the_permissions_that_it_requires(condition: str, verdicts_of: list[Verdict], action: str) -> None:
    statement = f"Allow group id {GROUP} to {action} in tenancy where {condition}"
    everything = f"Allow group id {GROUP} to use key-delegate in tenancy"
    for requested, verdict in zip(CHANGES, verdicts_of, strict=True):
        known = Circumstances(permissions=frozenset().union(*requested))
        allowed = found([statement], DELEGATE, circumstances=known)
        assert allowed.verdict is verdict
        denial = statement.replace("Allow", "Deny")
        denied = found([everything, denial], DELEGATE, circumstances=known)
        if len(known.permissions) == 1:
            assert denied.verdict is {HELD: MISSING, MISSING: HELD, UNKNOWN: UNKNOWN}[verdict]
        assert denied.statements == (() if denied.verdict is HELD else (denial,))


DOUBTS = [
    (f"{ALLOW} where request.networkSource.name = 'x'", "request.networksource.name of its condition"),
    (f"{ALLOW} where all {{{IS_KEY}, any {{a.b = 'c', x.y = 'z'}}}}", "a.b of its condition, x.y of its condition"),
    (f"{ALLOW} where request.utc-timestamp before 'x'", "request.utc-timestamp of its condition"),
    ("Permit service blockstorage to use keys in tenancy", "cannot be read"),
    (
        "Allow service blockstorage to {KEY_ENCRYPT, KEY_DECRYPT} in tenancy",
        "policies allow KEY_ENCRYPT, KEY_DECRYPT and not KEY_INSPECT",
    ),
    ("Allow service blockstorage to use any-resource in tenancy", "whether any-resource includes keys"),
]


def _denying(statement: str) -> list[str]:
    return [ALLOW, statement.replace("Allow", "Deny").replace("Permit", "Deny")]


@pytest.mark.parametrize(("statement", "doubt"), DOUBTS)
def test_what_cannot_be_decided_says_why(statement: str, doubt: str) -> None:
    said = found([statement], SERVICE)
    assert said.verdict is UNKNOWN
    assert doubt in "; ".join(said.words)


@pytest.mark.parametrize(
    ("text", "verdict", "named"), [(*row, "of its condition") for row in CONDITIONS], ids=[row[0] for row in CONDITIONS]
)
def test_every_condition_that_cannot_be_decided_is_named(text: str, verdict: Verdict, named: str) -> None:
    for statements in ([f"{ALLOW} where {text}"], _denying(f"{ALLOW} where {text}")):
        said = found(statements, SERVICE)
        if said.verdict is UNKNOWN:
            assert named in "; ".join(said.words) or "policies allow" in said.words[0]


@pytest.mark.parametrize(
    ("denial", "verdict"),
    [
        ("Deny service blockstorage to use keys in tenancy", MISSING),
        ("deny any-user to inspect keys in compartment Security", MISSING),
        ("deny any-user to read all-resources in compartment Security:Keys", MISSING),
        ("deny any-user to manage keys in tenancy", HELD),
        ("deny any-user to manage all-resources in tenancy", HELD),
        ("deny any-group to inspect keys in tenancy", HELD),
        ("deny any-user to inspect vaults in tenancy", HELD),
        ("deny any-user to inspect keys in compartment Other", HELD),
        (f"deny any-user to {{{ALL_OF_USE}}} in tenancy", MISSING),
        ("deny any-user to {KEY_SIGN} in tenancy", UNKNOWN),
        ("deny any-user to inspect any-resource in tenancy", UNKNOWN),
        (f"deny any-user to use keys in tenancy where target.key.id != '{OTHER_KEY}'", MISSING),
        (f"deny any-user to use keys in tenancy where target.vault.id = '{OTHER_VAULT}'", HELD),
        ("deny any-user to use keys in tenancy where request.networkSource.name != 'office'", UNKNOWN),
    ],
)
def test_what_denials_take_away(denial: str, verdict: Verdict) -> None:
    said = found([ALLOW, denial], SERVICE)
    assert said.verdict is verdict
    assert said.statements == (() if verdict is HELD else (denial,))


def test_the_default_administrators_are_exempt_from_denials() -> None:
    denial = "deny any-user to inspect all-resources in tenancy"
    allow = "Allow any-group to use volumes in tenancy"
    administrators = Need(Party("group", "Administrators"), "use", "volumes", KEYS)
    assert found([allow, denial], administrators).verdict is HELD
    assert found([allow, denial], VOLUMES).verdict is MISSING

    def is_administrators(party: Party, subject: object) -> bool | None:
        return bool(subject == principals.ADMINISTRATORS)

    assert found([allow, denial], VOLUMES, who=of_user(USER, (GROUP,), is_administrators)).verdict is HELD
    assert found([allow, denial], VOLUMES, who=of_user(USER, None)).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("subject", "verdicts_of"),
    [
        # of a user whose groups are known, of one whose groups are not, of a resource, and of whoever it may be
        ("any-user", (HELD, HELD, HELD, HELD)),
        ("any-group", (HELD, HELD, HELD, HELD)),
        (f"group id {OTHER_GROUP}", (HELD, UNKNOWN, MISSING, UNKNOWN)),
        ("group id ocid1.group.oc1..none", (MISSING, UNKNOWN, MISSING, UNKNOWN)),
        ("dynamic-group databases", (MISSING, MISSING, UNKNOWN, UNKNOWN)),
        ("service blockstorage", (MISSING, MISSING, MISSING, MISSING)),
    ],
)
def test_who_the_caller_may_be(subject: str, verdicts_of: tuple[Verdict, ...]) -> None:
    statement = f"Allow {subject} to use volumes in tenancy"
    callers = (ME, of_user(USER, None), principals.of_resource(), principals.unknown())
    assert tuple(found([statement], VOLUMES, who=each).verdict for each in callers) == verdicts_of


def test_the_groups_of_a_caller_have_together_what_each_has() -> None:
    statements = [
        f"Allow group id {GROUP} to {{VOLUME_INSPECT, VOLUME_UPDATE}} in tenancy",
        f"Allow group id {OTHER_GROUP} to {{VOLUME_WRITE}} in compartment Security",
    ]
    assert found(statements, VOLUMES, who=ME).verdict is HELD
    assert found(statements, VOLUMES).verdict is UNKNOWN


@pytest.mark.parametrize(
    ("location", "at", "whole", "partial"),
    [
        ("tenancy", TENANCY, HELD, HELD),
        (f"compartment id {TENANCY}", TENANCY, HELD, HELD),
        (f"compartment id {KEYS}", TENANCY, HELD, HELD),
        (f"compartment id {KEYS}", KEYS, HELD, HELD),
        (f"compartment id {SECURITY}", KEYS, MISSING, MISSING),
        ("compartment id ocid1.compartment.oc1..other", TENANCY, MISSING, UNKNOWN),
        ("compartment Security:Keys", TENANCY, HELD, UNKNOWN),
        ("compartment Keys", TENANCY, MISSING, UNKNOWN),
        ("compartment Keys", SECURITY, HELD, HELD),
        ("compartment Keys", KEYS, HELD, HELD),
        ("compartment security:keys", SECURITY, HELD, HELD),
        ("compartment security:other", SECURITY, MISSING, MISSING),
        ("compartment Security:Keys:More", TENANCY, MISSING, UNKNOWN),
        ("compartment example:Security", TENANCY, MISSING, UNKNOWN),
    ],
)
def test_where_a_statement_counts(location: str, at: str, whole: Verdict, partial: Verdict) -> None:
    """With all that is above the compartment known, and with only some."""
    statement = f"Allow service blockstorage to use keys in {location}"
    assert found([statement], SERVICE, at=at).verdict is whole
    assert found([statement], SERVICE, at=at, lineage=PARTIAL).verdict is partial


def test_a_need_for_all_keys_is_not_met_by_what_is_for_one() -> None:
    everything = Need(SERVICE.party, "use", "keys", KEYS)
    assert found([f"{ALLOW} where target.key.id = '{KEY}'"], everything).verdict is UNKNOWN
    assert found([ALLOW], everything).verdict is HELD


@pytest.mark.parametrize("resource_type", sorted(verdicts.permissions.TYPES))
def test_the_permissions_are_those_of_the_documentation(resource_type: str) -> None:
    """The tenancy's tables name the same, so that a slip in one of them shows."""
    ours = tuple(set(level.split()) for level in verdicts.permissions.TYPES[resource_type])
    theirs = [set(level.split()) for level in RESOURCE_TYPES[resource_type]]
    assert [level - {"BOOT_VOLUME_MOVE"} for level in theirs] == list(ours)


def test_families_have_the_same_members() -> None:
    for family, members in verdicts.permissions.FAMILIES.items():
        reported = {*members, *verdicts.permissions.MAY_HAVE.get(family, ())}
        assert set(FAMILIES[family]) - {"work-requests"} == reported - {"vaults"}
