# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What policies are said to hold is what the tenancy itself grants, whatever they say: a property of random policies.

Never "missing" where a request would be granted, never "held" where it would be refused. And not "cannot be told" for
policies that say only what can be known.
"""

from __future__ import annotations

import functools
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import oci
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ansible_collections.cmk.oci.plugins.module_utils._core.session import Session
from ansible_collections.cmk.oci.plugins.module_utils._iam import language, needs, permissions, policy_lookup
from ansible_collections.cmk.oci.plugins.module_utils._iam.checking import Check
from ansible_collections.cmk.oci.plugins.module_utils._iam.policies import Policies as PolicyReader
from ansible_collections.cmk.oci.plugins.module_utils._iam.verdicts import Circumstances, Verdict
from ansible_collections.cmk.oci.plugins.module_utils._resources.bucket import BUCKET
from ansible_collections.cmk.oci.plugins.module_utils._resources.volume import VOLUME
from simulator.cloud import Cloud
from simulator.iam.evaluation import Principal, Rules, validate
from simulator.iam.requirements import DELEGATE, SERVICE_KEY_PERMISSIONS
from simulator.services.encryption import key_variables
from tests.clouds import MakeCloud
from tests.functional.iam.random_policies import GROUP, OTHER_GROUP, Names, Policies, policies
from tests.mixtures import SEED
from tests.policies import READS
from tests.sessions import log_in

REGION = "us-ashburn-1"
OPERATOR = "projx-operator"
DATABASES = "project-databases"
EXAMPLES = 40

# So much of what knowable policies say may not be told; what a permission list holds a part of is what is left.
MOST_UNKNOWN = 0.2


@dataclass
class Tenancy:
    """A copy of the default scenario, its key in a compartment of another, with nothing but the drawn policies."""

    cloud: Cloud
    names: Names
    session: Session

    @property
    def key(self) -> Any:
        return self.cloud.tenancy.store.find(self.names.keys["cmk"], region=REGION)


def _found(cloud: Cloud) -> Names:
    """The tenancy made ready, with what can be named in it."""
    store, catalogue = cloud.tenancy.store, cloud.catalogue
    ids = {name: str(catalogue["compartments"][name]) for name in ("security", "projx", "projy")}
    # The key's compartment is in another one.
    security = store.find(ids["security"])
    assert security is not None
    store.change(security, {"compartmentId": ids["projy"]})
    for policy in list(store.listing("policy")):
        if policy.data["name"] != "Tenant Admin Policy":
            store.change(policy, {"statements": []}, effective_statements=())
    other = str(catalogue["groups"][OTHER_GROUP])
    member = store.listing("user_group_membership")[0].data
    store.add("user_group_membership", {**member, "id": "another", "userId": _user(cloud), "groupId": other})
    return Names(
        places={
            "tenancy": cloud.tenancy.id,
            "projx": ids["projx"],
            "projy": ids["projy"],
            "projy:security": ids["security"],
        },
        groups={name: str(catalogue["groups"][name]) for name in (GROUP, OTHER_GROUP, "auditors", "newcomers")},
        dynamic_groups={DATABASES: str(catalogue["dynamic_groups"][DATABASES])},
        keys={name: str(catalogue["keys"][name]) for name in ("cmk", "cmk-other", "cmk-phx")},
        vaults={name: str(catalogue["vaults"][name]["id"]) for name in ("security-vault", "security-vault-phx")},
        users={name: str(catalogue["users"][name]) for name in (OPERATOR, "auditor")},
        region=REGION,
    )


def _user(cloud: Cloud) -> str:
    return str(cloud.catalogue["users"][OPERATOR])


def _write(cloud: Cloud, compartment_id: str, statements: Iterable[str]) -> None:
    store, held = cloud.tenancy.store, tuple(statements)
    data = {
        "compartmentId": compartment_id,
        "name": f"drawn-{len(store)}",
        "description": "drawn",
        "statements": list(held),
        "lifecycleState": "ACTIVE",
    }
    store.add("policy", data, hidden={"effective_statements": held})


def govern(make_cloud: MakeCloud, drawn: Policies) -> Tenancy:
    """A tenancy with these policies. Each statement is one that OCI would take."""
    cloud = make_cloud(deny_policies="enabled")
    names = _found(cloud)
    _write(cloud, cloud.tenancy.id, (*READS, f"Allow group {GROUP} to inspect dynamic-groups in tenancy"))
    cloud.tenancy.access.grants()  # compartments were moved behind its back
    for place, statements in drawn:
        compartment_id = names.places[place]
        for statement in statements:
            validate(statement, compartment_id, cloud.tenancy.access, Rules(deny=True))
        _write(cloud, compartment_id, statements)
    return Tenancy(cloud, names, log_in(cloud, OPERATOR, region=REGION))


def accepted(call: Callable[[], Any]) -> bool:
    """Whether the service takes a request."""
    try:
        call()
    except oci.exceptions.ServiceError as refused:
        if refused.status >= 500:
            raise
        return False
    return True


def put_volume_under_key(tenancy: Tenancy) -> tuple[bool, list[str], str]:
    """Whether a volume's key may be set, what that takes, and its operation."""
    client = tenancy.session.client("core", "BlockstorageClient")
    volume = tenancy.cloud.catalogue["volumes"]["data-oracle-managed"]
    details = oci.core.models.UpdateVolumeKmsKeyDetails(kms_key_id=tenancy.names.keys["cmk"])
    statements = _to_change(VOLUME, tenancy)
    return accepted(lambda: client.update_volume_kms_key(volume, details)), statements, "UpdateVolumeKmsKey"


def put_bucket_under_key(tenancy: Tenancy) -> tuple[bool, list[str], str]:
    """Whether a bucket's key may be set, what that takes, and its operation."""
    client = tenancy.session.client("object_storage", "ObjectStorageClient")
    tenancy.cloud.tenancy.variants.choose("update_bucket_needs_delegate", "yes")
    details = oci.object_storage.models.UpdateBucketDetails(kms_key_id=tenancy.names.keys["cmk"])
    statements = _to_change(BUCKET, tenancy)
    namespace, bucket = tenancy.cloud.tenancy.namespace, "bucket-oracle-managed"
    return accepted(lambda: client.update_bucket(namespace, bucket, details)), statements, "UpdateBucket"


REQUESTS = (put_volume_under_key, put_bucket_under_key)


def _to_change(facts: Any, tenancy: Tenancy, former: tuple[str, str] | tuple[None, None] = (None, None)) -> list[str]:
    return list(
        facts.statements_to_change(
            region=REGION,
            compartment_id=tenancy.names.places["projx"],
            kms_key_id=tenancy.names.keys["cmk"],
            key_compartment_id=tenancy.names.places["projy:security"],
            former_key_id=former[0],
            former_key_compartment_id=former[1],
        )
    )


def said_of(tenancy: Tenancy, statements: list[str], operation: str) -> tuple[Verdict, policy_lookup.Stated]:
    """The verdict of a denial about what an operation takes."""
    found = policy_lookup.look_up(
        tenancy.session,
        statements,
        caller=f"group {language.GROUP}",
        circumstances=Circumstances(region=REGION, operation=operation),
    )
    if found.missing:
        return Verdict.MISSING, found
    return (Verdict.UNKNOWN if found.uncertain else Verdict.HELD), found


def wanted_of_others(tenancy: Tenancy) -> list[tuple[needs.Need, Principal]]:
    """Needs as `oci_kms_policy` has them, each with a principal whose need that is."""
    key, access = tenancy.key, tenancy.cloud.tenancy.access
    store, names = tenancy.cloud.tenancy.store, tenancy.names
    database = store.find(str(tenancy.cloud.catalogue["autonomous_databases"]["adb-oracle-managed"]))
    assert database is not None
    member = Principal("user", "ocid1.user.oc1..member", group_ids=frozenset({names.groups[GROUP]}))
    parties = {
        needs.Party("service", "blockstorage"): access.service("blockstorage"),
        needs.Party("service", f"objectstorage-{REGION}"): access.service(f"objectstorage-{REGION}"),
        needs.Party("group", GROUP): member,
        needs.Party("group", names.groups[GROUP]): member,
        needs.Party("dynamic-group", DATABASES): access.resource(database, "autonomousdatabase"),
        needs.Party("dynamic-group", names.dynamic_groups[DATABASES]): access.resource(database, "autonomousdatabase"),
    }
    wanted = needs.of_intent(
        services=["blockstorage", f"objectstorage-{REGION}"],
        groups=[each for each in parties if each.kind == "group"],
        dynamic_groups=[each for each in parties if each.kind == "dynamic-group"],
        compartment_id=key.compartment_id,
        vault_compartment_id=key.compartment_id,
        kms_key_ids=[key.id],
    )
    return [(need, parties[need.party]) for need in wanted]


def granted(tenancy: Tenancy, need: needs.Need, principal: Principal) -> dict[str, bool]:
    """Which permissions of a need the tenancy grants for a request about the key, or about its vault."""
    about = key_variables(tenancy.key)
    if need.resource_type == "vaults":
        del about["target.key.id"]
    variables = {**about, "request.region": "iad", "request.operation": "Encrypt"}
    return {
        str(each.name): tenancy.cloud.tenancy.access.allows(
            principal, str(each.name), compartment_id=need.compartment_id, variables=variables
        )
        for each in permissions.of(need.verb, need.resource_type)
    }


@functools.cache
def drawn(make_cloud: MakeCloud, *, knowable: bool) -> st.SearchStrategy[Policies]:
    """Policies for the tenancy, which has the same names in every copy."""
    return policies(_found(make_cloud(deny_policies="enabled")), knowable=knowable)


def each_of(test: Callable[..., None]) -> Callable[..., None]:
    """Runs a test with drawn data, the same for the same CONTRACT_SEED, which the header of the run names.

    What is drawn is not made smaller when a test fails, since that takes minutes.
    """
    limited = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    drawing: Callable[..., None] = given(data=st.data())(test)
    return seed(zlib.crc32(SEED.encode()))(limited(drawing))


@pytest.mark.parametrize("request_of", REQUESTS)
@each_of
def test_what_is_said_of_a_denial_is_what_the_tenancy_does(
    make_cloud: MakeCloud, request_of: Callable[[Tenancy], tuple[bool, list[str], str]], data: st.DataObject
) -> None:
    tenancy = govern(make_cloud, data.draw(drawn(make_cloud, knowable=data.draw(st.booleans()))))
    is_granted, statements, operation = request_of(tenancy)
    verdict, found = said_of(tenancy, statements, operation)
    assert not (is_granted and verdict is Verdict.MISSING), found
    assert is_granted or verdict is not Verdict.HELD, found


@pytest.mark.parametrize("on_new", ["KEY_ASSOCIATE", "KEY_DISASSOCIATE", "KEY_READ"])
@pytest.mark.parametrize("on_former", ["KEY_ASSOCIATE", "KEY_DISASSOCIATE", "KEY_READ"])
@pytest.mark.parametrize(
    "form", ["{{{name}}} in tenancy where", "use key-delegate in tenancy where all {{request.permission = '{name}',"]
)
def test_the_new_key_is_associated_and_the_former_one_disassociated(
    make_cloud: MakeCloud, on_new: str, on_former: str, form: str
) -> None:
    names = _found(make_cloud(deny_policies="enabled"))
    end = "}" if "all" in form else ""
    grants_on = [
        f"Allow group {GROUP} to {form.format(name=name)} target.key.id = '{names.keys[key]}'{end}"
        for name, key in ((on_new, "cmk"), (on_former, "cmk-other"))
    ]
    others = ("Allow service blockstorage to use keys in tenancy", f"Allow group {GROUP} to use volumes in tenancy")
    tenancy = govern(make_cloud, [("tenancy", (*others, *grants_on))])
    volume = tenancy.cloud.catalogue["volumes"]["data-oracle-managed"]
    store = tenancy.cloud.tenancy.store
    found = store.find(volume)
    assert found is not None
    store.change(found, {"kmsKeyId": names.keys["cmk-other"]})
    is_granted, _statements, operation = put_volume_under_key(tenancy)
    place = names.places["projy:security"]
    said, reported = said_of(tenancy, _to_change(VOLUME, tenancy, former=(names.keys["cmk-other"], place)), operation)
    assert said is (Verdict.HELD if is_granted else Verdict.MISSING), reported
    assert is_granted is ((on_new, on_former) == ("KEY_ASSOCIATE", "KEY_DISASSOCIATE"))
    lacking = [
        key
        for key, name, needed in (("cmk", on_new, "KEY_ASSOCIATE"), ("cmk-other", on_former, "KEY_DISASSOCIATE"))
        if name != needed
    ]
    assert [names.keys[key] in text for key, text in zip(lacking, reported.missing, strict=True)] == [True] * len(
        lacking
    )


@each_of
def test_what_is_said_of_a_need_is_what_the_tenancy_grants(make_cloud: MakeCloud, data: st.DataObject) -> None:
    tenancy = govern(make_cloud, data.draw(drawn(make_cloud, knowable=data.draw(st.booleans()))))
    check = Check(tenancy.session, PolicyReader(tenancy.session, REGION), REGION)
    for need, principal in wanted_of_others(tenancy):
        found, answers = check.finding(need), granted(tenancy, need, principal)
        least, most = _required_by(need)
        if found.verdict is Verdict.HELD:
            assert all(answers[name] for name in most), found
        elif found.verdict is Verdict.MISSING:
            own = [name for name in most if name not in {str(each.name) for each in _lower(need)}]
            assert not all(answers[name] for name in least) or not any(answers[name] for name in own), found
        else:
            assert found.words or check.unread, found


def _required_by(need: needs.Need) -> tuple[set[str], set[str]]:
    """The permissions that the tenancy asks for always, and at most; of other needs, none and all of the verb."""
    if need.resource_type == "key-delegate":
        return set(DELEGATE.values()), set(DELEGATE.values())
    if need.party.name.startswith("objectstorage"):
        uses = [set(each) for use, each in SERVICE_KEY_PERMISSIONS["objectstorage"].items() if use != "read"]
        return set.intersection(*uses), set.union(*uses)
    return set(), {str(each.name) for each in permissions.of(need.verb, need.resource_type)}


def _lower(need: needs.Need) -> list[permissions.Permission]:
    """The permissions that a lower verb has as well."""
    requested = permissions.of(need.verb, need.resource_type)
    return [each for each in requested if each.verb != requested[-1].verb]


def test_what_can_be_known_is_reported(make_cloud: MakeCloud) -> None:
    said: Counter[Verdict] = Counter()

    @each_of
    def look(data: st.DataObject) -> None:
        tenancy = govern(make_cloud, data.draw(drawn(make_cloud, knowable=True)))
        check = Check(tenancy.session, PolicyReader(tenancy.session, REGION), REGION)
        findings = [check.finding(need) for need, _principal in wanted_of_others(tenancy)]
        for f in findings:
            if f.verdict is Verdict.UNKNOWN:
                print("UNK", f.need.party.kind, f.need.resource_type, f.statements)
        said.update(each.verdict for each in findings)

    look()
    total = sum(said.values())
    print(said)
    assert said[Verdict.UNKNOWN] / total < MOST_UNKNOWN
    assert min(said[Verdict.HELD], said[Verdict.MISSING]) / total > MOST_UNKNOWN, "both are drawn"
