# Copyright: (c) 2026, the cmk.oci authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oci_volume_replication keeps the promises: a replica under the key that was said, and no other one lost for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from ansible_collections.cmk.oci.plugins.module_utils._core.errors import Failure
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume as volume_task
from ansible_collections.cmk.oci.plugins.module_utils._tasks import oci_volume_replication as task
from ansible_collections.cmk.oci.plugins.modules import oci_volume_replication as module
from simulator.cloud import Cloud
from simulator.services.block_volume.variants import VARIANTS
from simulator.tenancy.resource import Resource
from tests.clouds import MakeCloud
from tests.failures import advises, is_in_doubt, is_rendered, lacks, names
from tests.officer import Officer
from tests.policies import assert_only_the_service_is_missing, work_after
from tests.results import codes, noted

ASH, PHX = "us-ashburn-1", "us-phoenix-1"
MANAGED = "ORACLE_MANAGED_KEY"

# The variants that play a part in replication.
CONCERN = ("block_replica_", "block_group_replica_", "block_member_replica_", "block_key_")

# What only the service can tell of a new replica, so that check mode does not.
UNPREDICTABLE = ("id", "time_last_synced", "member_replica_ids")


@dataclass(frozen=True)
class Kind:
    """One kind of what can be replicated: a seeded one, and how the simulator stores its replicas."""

    name: str
    seeded: tuple[str, str]
    update: str
    stored: str
    told: str
    change_variant: str


KINDS = [
    Kind(
        "volume",
        ("volumes", "data-right-key"),
        "update_volume",
        "block_volume_replica",
        "blockVolumeReplicas",
        "block_replica_key_change",
    ),
    Kind(
        "boot volume",
        ("boot_volumes", "boot-right-key"),
        "update_boot_volume",
        "boot_volume_replica",
        "bootVolumeReplicas",
        "block_replica_key_change",
    ),
    Kind(
        "group",
        ("volume_groups", "group-mixed"),
        "update_volume_group",
        "volume_group_replica",
        "volumeGroupReplicas",
        "block_group_replica_key_change",
    ),
]
VOLUME, BOOT, GROUP = KINDS


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param


@pytest.fixture
def operator(cloud: Cloud) -> Officer:
    return Officer(cloud, "projx-operator")


def domain(operator: Officer, region: str = PHX, number: int = 1) -> str:
    return str(operator.cloud.catalogue["availability_domains"][region][number - 1])


def source_id(operator: Officer, kind: Kind) -> str:
    return str(operator.cloud.catalogue[kind.seeded[0]][kind.seeded[1]])


def replicate(operator: Officer, kind: Kind = VOLUME, *, check: bool = False, **options: Any) -> dict[str, Any]:
    """Run the module for the seeded source, into the other region under that region's key unless another is said.

    Whatever it returns is what it documents.
    """
    said = {"kms_key_id", "kms_key_ids", "kms_key_name"} & options.keys() or options.get("state") in (
        "absent",
        "terminated",
    )
    defaults = {
        "source_id": source_id(operator, kind),
        "availability_domain": domain(operator),
        **({} if said else {"kms_key_id": operator.key_id("cmk-phx")}),
    }
    result = operator.run(task, check=check, **{**defaults, **options})
    assert_documented(result)
    return result


DESCRIBED: dict[str, Any] = yaml.safe_load(module.RETURN)


def assert_documented(result: dict[str, Any]) -> None:
    described = DESCRIBED
    assert result.keys() - {"changed", "diff", "warnings"} == {
        name for name, facts in described.items() if facts["returned"].startswith("success")
    }
    told = [each for each in (result["resource"], *result["diff"].values()) if each]
    assert all(each.keys() == described["resource"]["contains"].keys() for each in told)
    assert all(each.keys() == described["replicas"]["contains"].keys() for each in result["replicas"])


def end(operator: Officer, kind: Kind = VOLUME, **options: Any) -> dict[str, Any]:
    return replicate(operator, kind, state="terminated", **options)


def refused(operator: Officer, kind: Kind = VOLUME, **options: Any) -> Failure:
    """The failure of a run that must fail."""
    with pytest.raises(Failure) as caught:
        replicate(operator, kind, **options)
    assert is_rendered(caught.value)
    return caught.value


def told(operator: Officer, kind: Kind = VOLUME) -> list[dict[str, Any]]:
    """What the source tells of its replicas."""
    return list(operator.stored(source_id(operator, kind)).data.get(kind.told, []))


def there(operator: Officer, kind: Kind = VOLUME, region: str = PHX) -> list[Resource]:
    """The replicas that a region holds."""
    operator.cloud.tenancy.store.catch_up()
    listed = operator.cloud.tenancy.store.listing(kind.stored, region=region)
    return [each for each in listed if each.state not in ("TERMINATING", "TERMINATED")]


def keys(operator: Officer, kind: Kind) -> set[str | None]:
    """The keys of all that the region holds for the source, the members of a group included."""
    held = there(operator, kind)
    if kind is GROUP:
        held = [each for member in (VOLUME, BOOT) for each in there(operator, member)]
    return {each.data.get("kmsKeyId") for each in held}


def other_key(operator: Officer, name: str = "cmk-phx-other", **shape: Any) -> str:
    """A further key in the other region."""
    admin = Officer(operator.cloud, "admin", region=PHX)
    home = operator.cloud.tenancy.store.find(operator.vault_id("security-vault-phx"), region=PHX)
    assert home is not None
    client = admin.session.client("key_management", "KmsManagementClient", endpoint=home.data["managementEndpoint"])
    import oci

    made = client.create_key(
        oci.key_management.models.CreateKeyDetails(
            compartment_id=operator.compartment(),
            display_name=name,
            key_shape=oci.key_management.models.KeyShape(**{"algorithm": "AES", "length": 32, **shape}),
        )
    ).data
    operator.cloud.clock.advance(30)
    return str(made.id)


def change(operator: Officer, resource_id: str, changes: dict[str, Any], region: str = ASH) -> None:
    """Something happens to a resource behind the module's back."""
    operator.cloud.tenancy.store.change(operator.stored(resource_id, region), changes)


def killed(operator: Officer, run: Callable[[], Any]) -> None:
    """The run ends when it begins to wait."""

    def kill(seconds: float) -> None:
        raise KeyboardInterrupt

    clock = operator.session.clock
    sleep = clock.sleep
    object.__setattr__(clock, "sleep", kill)
    with pytest.raises(KeyboardInterrupt):
        run()
    object.__setattr__(clock, "sleep", sleep)


def predictable(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name not in UNPREDICTABLE}


def without_ids(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what only the service can tell."""
    after = result["diff"]["after"]
    return {
        **result,
        "resource": predictable(result["resource"]),
        "diff": {**result["diff"], "after": predictable(after)},
        "replicas": [{**each, "id": None} for each in result["replicas"]],
    }


# -- making ----------------------------------------------------------------------------------------------------------


def test_makes_a_replica_once_under_the_key(operator: Officer, kind: Kind) -> None:
    predicted = replicate(operator, kind, check=True, display_name="copy")
    assert operator.writes() == []
    made = replicate(operator, kind, display_name="copy")
    assert made["changed"]
    assert made["verified"]
    assert made["notices"] == []
    assert made["previous_kms_key_id"] is None
    resource = made["resource"]
    assert resource["type"] == kind.stored
    assert resource["source_id"] == source_id(operator, kind)
    assert resource["availability_domain"] == domain(operator)
    assert resource["region"] == PHX
    assert resource["display_name"] == "copy"
    assert resource["lifecycle_state"] == "AVAILABLE"
    assert resource["kms_key_id"] == operator.key_id("cmk-phx")
    assert resource["kms_key_name"] == "cmk-phx"
    assert resource["time_last_synced"]
    assert made["diff"] == {"before": {}, "after": resource}
    assert [each["id"] for each in made["replicas"]] == [resource["id"]]
    assert operator.writes() == [kind.update]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}
    assert without_ids(predicted) == without_ids(made)
    assert predicted["resource"].keys() == resource.keys()
    assert predicted["resource"]["id"] is None

    mark = operator.now
    again = replicate(operator, kind)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"] == resource
    assert again["replicas"] == made["replicas"]
    assert again["previous_kms_key_id"] == operator.key_id("cmk-phx")
    assert operator.writes(after=mark) == []
    assert replicate(operator, kind, check=True) == again
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize(
    ("asked", "number"), [(VOLUME, 4), (BOOT, 4), (GROUP, 6)], ids=["volume", "boot volume", "group"]
)
def test_the_network_is_asked_as_little_as_possible(operator: Officer, asked: Kind, number: int) -> None:
    replicate(operator, asked)
    mark = operator.now
    replicate(operator, asked)
    assert len(operator.asked(after=mark)) == number, operator.asked(after=mark)


def test_the_oracle_managed_key_takes_a_word(operator: Officer, kind: Kind) -> None:
    assert names(refused(operator, kind, kms_key_id=None), "kms_key_id=ORACLE_MANAGED_KEY")
    made = replicate(operator, kind, kms_key_id=MANAGED)
    assert made["verified"]
    assert made["resource"]["kms_key_id"] is None
    assert keys(operator, kind) == {None}
    assert not replicate(operator, kind, kms_key_id=MANAGED)["changed"]


def test_into_another_domain_of_the_same_region(operator: Officer, kind: Kind) -> None:
    made = replicate(
        operator, kind, availability_domain=domain(operator, ASH, 2), kms_key_id=operator.key_id("cmk-other")
    )
    assert made["verified"]
    assert made["resource"]["region"] == ASH
    assert made["resource"]["kms_key_id"] == operator.key_id("cmk-other")


def test_a_new_replica_never_costs_another(operator: Officer, kind: Kind) -> None:
    """The others go along with their names and keys, also where naming them without would mean to lose those."""
    operator.cloud.tenancy.variants.choose("block_replica_key_left_out", "oracle_managed")
    key = operator.key_id
    replicate(operator, kind, display_name="first")
    replicate(
        operator, kind, availability_domain=domain(operator, ASH, 2), kms_key_id=key("cmk-other"), display_name="second"
    )
    replicate(operator, kind, availability_domain=domain(operator, PHX, 2), kms_key_id=MANAGED, display_name="third")
    made = replicate(operator, kind, availability_domain=domain(operator, ASH, 3), kms_key_id=key("cmk"))
    expected = {
        domain(operator, PHX, 1): ("first", key("cmk-phx")),
        domain(operator, ASH, 2): ("second", key("cmk-other")),
        domain(operator, PHX, 2): ("third", None),
        domain(operator, ASH, 3): (made["resource"]["display_name"], key("cmk")),
    }
    assert {
        each["availabilityDomain"]: (each["displayName"], each.get("kmsKeyId")) for each in told(operator, kind)
    } == expected
    assert {
        each["availability_domain"]: (each["display_name"], each["kms_key_id"]) for each in made["replicas"]
    } == expected
    assert [each["region"] for each in made["replicas"]] == [PHX, PHX, ASH, ASH]
    assert len(there(operator, kind)) == len(there(operator, kind, ASH)) == 2


def test_a_map_gives_the_key_of_the_region_it_is_needed_in(operator: Officer, kind: Kind) -> None:
    by_region = {"iad": operator.key_id("cmk"), "phx": operator.key_id("cmk-phx")}
    made = replicate(operator, kind, kms_key_ids=by_region)
    assert made["resource"]["kms_key_id"] == operator.key_id("cmk-phx")
    failure = refused(operator, kind, kms_key_ids={"iad": operator.key_id("cmk")})
    assert failure.kind == "BadOption"
    assert names(failure, "kms_key_ids", PHX)


def test_a_key_is_found_by_its_name_where_it_is_needed(operator: Officer) -> None:
    made = replicate(operator, kms_key_name="cmk-phx", vault_id=operator.vault_id("security-vault-phx"))
    assert made["resource"]["kms_key_id"] == operator.key_id("cmk-phx")
    failure = refused(operator, kms_key_name="cmk", vault_id=operator.vault_id())
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.vault_id(), PHX)


def test_a_replicated_key_is_the_same_key_in_both_regions(operator: Officer, kind: Kind) -> None:
    """It has the OCID that it has at home; what counts is that its vault answers in the region of the replica."""
    admin = Officer(operator.cloud, "admin")
    failure = refused(operator, kind, kms_key_id=operator.key_id("cmk"))
    assert failure.kind == "KeyUnusable"
    assert names(failure, operator.key_id("cmk"), PHX)
    assert operator.writes() == []
    admin.allow("Allow service keymanagementservice to manage vaults in tenancy")
    import oci

    admin.session.client("key_management", "KmsVaultClient").create_vault_replica(
        operator.vault_id(), oci.key_management.models.CreateVaultReplicaDetails(replica_region=PHX)
    )
    operator.cloud.clock.advance(3600)
    made = replicate(operator, kind, kms_key_id=operator.key_id("cmk"))
    assert made["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk")}


def test_without_waiting_it_looks_once(operator: Officer, kind: Kind) -> None:
    made = replicate(operator, kind, wait=False)
    assert made["changed"]
    assert not made["verified"]
    assert made["resource"]["lifecycle_state"] == "PROVISIONING"
    assert made["notices"] == []
    waited = replicate(operator, kind)
    assert not waited["changed"]
    assert waited["verified"]
    assert waited["resource"]["lifecycle_state"] == "AVAILABLE"
    assert operator.writes() == [kind.update]


def test_what_was_just_made_is_waited_for_before_it_is_replicated(operator: Officer, kind: Kind) -> None:
    change(operator, source_id(operator, kind), {"lifecycleState": "PROVISIONING"})
    resource = operator.stored(source_id(operator, kind))
    operator.cloud.tenancy.store.after(20, resource, {"lifecycleState": "AVAILABLE"})
    predicted = replicate(operator, kind, check=True)
    assert predicted["changed"]
    made = replicate(operator, kind)
    assert made["verified"]
    assert operator.writes() == [kind.update], "nothing is asked of it before it is ready"


# -- another key -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["key", "oracle"])
def test_a_replica_under_a_wrong_key_is_mended(make_cloud: MakeCloud, kind: Kind, to: str) -> None:
    operator = Officer(make_cloud(**{kind.change_variant: "applied"}), "projx-operator")
    first = replicate(operator, kind, display_name="copy", kms_key_id=other_key(operator))
    replicate(operator, kind, availability_domain=domain(operator, PHX, 2), kms_key_id=MANAGED)
    mark = operator.now
    wanted = {"kms_key_id": MANAGED if to == "oracle" else operator.key_id("cmk-phx")}
    predicted = replicate(operator, kind, check=True, **wanted)
    assert operator.writes(after=mark) == []
    mended = replicate(operator, kind, **wanted)
    assert mended == predicted
    assert mended["changed"]
    assert mended["verified"]
    assert mended["previous_kms_key_id"] == first["resource"]["kms_key_id"]
    assert mended["diff"]["before"] == first["resource"]
    assert mended["resource"]["id"] == first["resource"]["id"]
    assert mended["resource"]["display_name"] == "copy"
    right = None if to == "oracle" else operator.key_id("cmk-phx")
    assert mended["resource"]["kms_key_id"] == right
    assert keys(operator, kind) == {right, None}
    assert operator.writes(after=mark) == [kind.update]
    assert len(there(operator, kind)) == 2
    assert not replicate(operator, kind, **wanted)["changed"]


@pytest.mark.parametrize("answer", ["ignored", "refused"])
def test_where_oci_does_not_change_the_key_the_module_says_what_helps(
    make_cloud: MakeCloud, kind: Kind, answer: str
) -> None:
    operator = Officer(make_cloud(**{kind.change_variant: answer}), "projx-operator")
    wrong = other_key(operator)
    replicate(operator, kind, kms_key_id=wrong)
    failure = refused(operator, kind)
    assert failure.code == ("NotApplied" if answer == "ignored" else "InvalidParameter")
    assert names(failure, "state=terminated")
    assert keys(operator, kind) == {wrong}
    if answer == "ignored":
        assert failure.results == {"changed": False, "previous_kms_key_id": wrong}
        assert names(failure, wrong, operator.key_id("cmk-phx"))
    # And it does help.
    end(operator, kind)
    assert replicate(operator, kind)["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}


def test_another_name_is_no_reason_to_write(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind, display_name="copy")
    mark = operator.now
    again = replicate(operator, kind, display_name="other")
    assert not again["changed"]
    assert again["resource"]["display_name"] == "copy"
    assert codes(again) == ["OptionNotApplied"]
    assert noted(again, "OptionNotApplied") == [again["resource"]["id"]]
    assert operator.writes(after=mark) == []


# -- groups ----------------------------------------------------------------------------------------------------------


def group_of(operator: Officer, size: int) -> str:
    """A group of so many volumes, and two boot volumes."""
    import oci

    client = operator.session.client("core", "BlockstorageClient")
    models, compartment_id = oci.core.models, operator.compartment("projx")
    made = [
        client.create_volume(
            models.CreateVolumeDetails(
                compartment_id=compartment_id, availability_domain=domain(operator, ASH), size_in_gbs=50
            )
        ).data.id
        for dummy in range(size)
    ]
    boot = [operator.cloud.catalogue["boot_volumes"][name] for name in ("boot-right-key", "boot-wrong-key")]
    operator.cloud.clock.advance(60)
    group = client.create_volume_group(
        models.CreateVolumeGroupDetails(
            compartment_id=compartment_id,
            availability_domain=domain(operator, ASH),
            source_details=models.VolumeGroupSourceFromVolumesDetails(volume_ids=[*made, *boot]),
        )
    ).data.id
    operator.cloud.clock.advance(60)
    return str(group)


def test_fifty_volumes_of_a_group(operator: Officer) -> None:
    group_id = group_of(operator, 48)
    mark = operator.now
    made = replicate(operator, GROUP, source_id=group_id)
    assert made["verified"]
    assert len(made["resource"]["member_replica_ids"]) == 50
    assert operator.writes(after=mark) == ["update_volume_group"]
    assert keys(operator, GROUP) == {operator.key_id("cmk-phx")}
    mark = operator.now
    again = replicate(operator, GROUP, source_id=group_id)
    assert not again["changed"]
    assert len(operator.asked(after=mark)) == 6


def test_one_member_under_another_key_makes_the_group_wrong(make_cloud: MakeCloud) -> None:
    operator = Officer(make_cloud(block_group_replica_key_change="ignored"), "projx-operator")
    made = replicate(operator, GROUP)
    odd = made["resource"]["member_replica_ids"][-1]
    wrong = other_key(operator)
    change(operator, odd, {"kmsKeyId": wrong}, PHX)
    for asked in (None, wrong):
        options = {"kms_key_id": asked} if asked else {}
        predicted = replicate(operator, GROUP, check=True, **options)
        assert predicted["changed"]
        assert predicted["previous_kms_key_id"] == (operator.key_id("cmk-phx") if asked else wrong)
        assert refused(operator, GROUP, **options).kind == "NotApplied"


@pytest.mark.parametrize("left_out", ["stays", "ends"])
def test_what_a_member_has_by_its_group_is_not_touched(make_cloud: MakeCloud, left_out: str) -> None:
    operator = Officer(make_cloud(block_member_replica_left_out=left_out), "projx-operator")
    replicate(operator, GROUP)
    member = str(operator.stored(source_id(operator, GROUP)).data["volumeIds"][0])
    before = [each.id for each in there(operator)]

    # The same domain under the right key is as wanted; under another key, it is the group's matter.
    as_wanted = replicate(operator, source_id=member)
    assert not as_wanted["changed"]
    assert as_wanted["resource"]["volume_group_replica_id"] == there(operator, GROUP)[0].id
    mark = operator.now
    for options in ({"kms_key_id": MANAGED}, {"state": "terminated"}):
        for check in (True, False):
            failure = refused(operator, source_id=member, check=check, **options)
            assert failure.kind == "CannotDo"
            assert names(failure, as_wanted["resource"]["id"], there(operator, GROUP)[0].id, "source_id")
    assert operator.writes(after=mark) == []

    # In another domain, the member has a replica of its own.
    other = {"source_id": member, "availability_domain": domain(operator, PHX, 2)}
    own = replicate(operator, **other)
    assert own["verified"]
    assert {each.id for each in there(operator)} == {*before, own["resource"]["id"]}
    assert end(operator, **other)["verified"]
    assert {each.id for each in there(operator)} == set(before)


# -- ending ----------------------------------------------------------------------------------------------------------


def test_ends_a_replica_and_no_other(operator: Officer, kind: Kind) -> None:
    kept = replicate(operator, kind, availability_domain=domain(operator, PHX, 2))["resource"]
    made = replicate(operator, kind)["resource"]
    mark = operator.now
    predicted = end(operator, kind, check=True)
    assert operator.writes(after=mark) == []
    ended = end(operator, kind)
    assert ended == predicted
    assert ended["changed"]
    assert ended["verified"]
    assert ended["resource"] == {**made, "kms_key_name": None, "lifecycle_state": "TERMINATED"}
    assert ended["previous_kms_key_id"] == operator.key_id("cmk-phx")
    assert ended["diff"] == {"before": {**made, "kms_key_name": None}, "after": {}}
    assert [each["id"] for each in ended["replicas"]] == [kept["id"]]
    assert [each.id for each in there(operator, kind)] == [kept["id"]]
    mark = operator.now
    again = end(operator, kind)
    assert not again["changed"]
    assert again["verified"]
    assert again["resource"] is None
    assert again["replicas"] == ended["replicas"]
    assert operator.writes(after=mark) == []
    assert end(operator, kind, check=True) == again


def test_nothing_but_the_word_ends_a_replica(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind)
    for option, value in (
        ("kms_key_id", operator.key_id("cmk-phx")),
        ("kms_key_ids", {"phx": MANAGED}),
        ("kms_key_name", "cmk"),
        ("vault_id", operator.vault_id()),
        ("display_name", "copy"),
    ):
        failure = refused(operator, kind, state="terminated", **{option: value})
        assert failure.kind == "BadOption"
        assert names(failure, option, "state=terminated")
    assert len(there(operator, kind)) == 1


def test_an_end_that_is_not_waited_for(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind)
    ended = end(operator, kind, wait=False)
    assert ended["changed"]
    assert not ended["verified"]
    assert ended["resource"]["lifecycle_state"] == "TERMINATING"
    assert ended["notices"] == []


def test_an_end_that_was_broken_off_is_an_end(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind)
    killed(operator, lambda: end(operator, kind))
    assert not end(operator, kind)["changed"]
    assert there(operator, kind) == []


def test_a_replica_that_failed_can_be_ended_and_made_anew(operator: Officer, kind: Kind) -> None:
    first = replicate(operator, kind)["resource"]["id"]
    change(operator, first, {"lifecycleState": "FAULTY"}, PHX)
    for check in (True, False):
        failure = refused(operator, kind, check=check)
        assert failure.kind == "ResourceFailed"
        assert names(failure, "FAULTY", "state=terminated")
    assert end(operator, kind)["verified"]
    assert replicate(operator, kind)["resource"]["id"] != first


# -- bad days --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_key_that_will_not_do(operator: Officer, kind: Kind, check: bool) -> None:
    disabled = other_key(operator, "off")
    change(operator, disabled, {"lifecycleState": "DISABLED"}, PHX)
    doubled = other_key(operator, "two")
    home = operator.stored(operator.vault_id("security-vault-phx"), PHX)
    admin = Officer(operator.cloud, "admin", region=PHX)
    admin.session.client(
        "key_management", "KmsManagementClient", endpoint=home.data["managementEndpoint"]
    ).create_key_version(doubled)
    mark = operator.now
    for key_id, why in (
        (disabled, "DISABLED"),
        (other_key(operator, "rsa", algorithm="RSA", length=256), "RSA"),
        (doubled, "2"),
        (operator.key_id("cmk"), PHX),
    ):
        failure = refused(operator, kind, kms_key_id=key_id, check=check)
        assert failure.kind == "KeyUnusable"
        assert names(failure, key_id, why)
    assert [each for each in operator.writes(after=mark) if each != "create_key"] == []


def test_a_key_that_is_missing(operator: Officer, kind: Kind) -> None:
    missing = operator.key_id("cmk-phx")[:-4] + "none"
    failure = refused(operator, kind, kms_key_id=missing)
    assert failure.status == 404
    assert str(failure).index(missing) < str(failure).index(f"{failure.status} {failure.code}")
    assert advises(failure, "GetKey")
    assert there(operator, kind) == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_a_domain_that_will_not_do(operator: Officer, kind: Kind, check: bool) -> None:
    own, other = domain(operator, ASH), domain(operator)
    for name, named in (
        (own, own),
        (other.replace("AD-1", "AD-9"), other),
        (f"Wrong:{other.split(':')[1]}", other),
        ("PHX-AD-1", "'PHX-AD-1'"),
        ("", "replica_region"),
    ):
        options = {"kms_key_id": operator.key_id("cmk")} if name == own else {}
        failure = refused(operator, kind, availability_domain=name, check=check, **options)
        assert failure.kind == "BadOption"
        assert names(failure, named)
    failure = refused(operator, kind, replica_region="iad", check=check)
    assert failure.kind == "BadOption"
    assert names(failure, "replica_region", "us-ashburn-1", domain(operator), PHX)
    assert operator.writes() == []


@pytest.mark.parametrize("check", [False, True], ids=["run", "check mode"])
def test_the_end_of_what_is_in_no_domain_is_refused(operator: Officer, kind: Kind, check: bool) -> None:
    replicate(operator, kind)
    for name in (domain(operator).lower(), domain(operator).replace("AD-1", "AD-9")):
        failure = refused(operator, kind, state="terminated", availability_domain=name, check=check)
        assert failure.kind == "BadOption"
        assert names(failure, PHX, f"'{name}'", domain(operator))
    assert len(there(operator, kind)) == 1
    operator.revoke("projx-operators", "all-resources")
    told = end(operator, kind, availability_domain=domain(operator).replace("AD-1", "AD-9"))
    assert not told["changed"]
    assert codes(told) == ["AvailabilityDomainNotChecked"]


def test_domains_that_may_not_be_listed_are_left_to_the_service(operator: Officer, kind: Kind) -> None:
    operator.revoke("projx-operators", "all-resources")
    unseen = domain(operator).replace("AD-1", "AD-9")
    predicted = replicate(operator, kind, availability_domain=unseen, check=True)
    assert "AvailabilityDomainNotChecked" in codes(predicted)
    failure = refused(operator, kind, availability_domain=unseen)
    assert failure.status == 400
    assert replicate(operator, kind)["verified"]


def test_a_region_without_subscription_is_named(operator: Officer, kind: Kind) -> None:
    for state in ("present", "terminated"):
        options = {"state": state, **({"kms_key_id": MANAGED} if state == "present" else {})}
        failure = refused(operator, kind, availability_domain="Uocm:SA-SAOPAULO-1-AD-1", **options)
        assert failure.kind == "BadOption"
        assert names(failure, "availability_domain", "'sa-saopaulo-1'", PHX)
    options = {"availability_domain": "Uocm:MARS-AD-1", "replica_region": "eu-mars-1", "kms_key_id": MANAGED}
    assert names(refused(operator, kind, **options), "replica_region", "'eu-mars-1'")
    operator.revoke("projx-operators", "tenancies")
    failure = refused(operator, kind, availability_domain="Uocm:SA-SAOPAULO-1-AD-1")
    assert failure.kind == "NotAuthenticated"
    assert advises(failure, "sa-saopaulo-1")


@pytest.mark.parametrize("again", [False, True], ids=["made", "found"])
def test_a_replica_that_reads_do_not_show_yet_is_looked_for(operator: Officer, kind: Kind, again: bool) -> None:
    if again:
        replicate(operator, kind)
    operator.fault(operation=f"get_{kind.stored}", times=2, status=404, code="NotAuthorizedOrNotFound")
    assert replicate(operator, kind)["verified"]


def test_a_source_that_cannot_be(operator: Officer, kind: Kind) -> None:
    for wrong, named in (
        (operator.cloud.catalogue["volume_backups"]["backup-right-key"], "'volumebackup'"),
        (operator.key_id("cmk"), "'key'"),
        ("data", "'data'"),
    ):
        failure = refused(operator, kind, source_id=wrong)
        assert failure.kind == "BadOption"
        assert names(failure, "source_id", named)
    change(operator, source_id(operator, kind), {"lifecycleState": "FAULTY"})
    for options in ({}, {"state": "terminated"}, {"wait": False}):
        failure = refused(operator, kind, **options)
        assert failure.kind == "ResourceFailed"


def test_who_may_nothing_with_keys_is_told_what_is_missing(cloud: Cloud, kind: Kind) -> None:
    newcomer = Officer(cloud, "newcomer")
    failure = refused(newcomer, kind)
    assert failure.code == "NotAuthorizedOrNotFound"
    key_id = newcomer.key_id("cmk-phx")
    verb = "manage volume-groups" if kind is GROUP else "use volumes"
    assert lacks(failure, f"Allow group <your group> to {verb} in compartment id {newcomer.compartment('projx')}")
    assert lacks(failure, "key-delegate", f"where target.key.id = '{key_id}'")
    assert lacks(failure, "Allow service blockstorage to use keys", f"where target.key.id = '{key_id}'")
    assert there(newcomer, kind) == []
    # It may do without a key.
    assert replicate(newcomer, kind, kms_key_id=MANAGED)["verified"]


def test_who_may_not_see_the_source_is_told_so(cloud: Cloud, kind: Kind) -> None:
    failure = refused(Officer(cloud, "projy-operator"), kind)
    assert failure.code == "NotAuthorizedOrNotFound"
    assert lacks(failure, "Allow group <your group> to inspect")


@pytest.mark.parametrize(
    "trouble", [{"status": 429}, {"status": 500}, {"status": 503}], ids=lambda each: each["status"]
)
def test_passing_trouble_passes(operator: Officer, kind: Kind, trouble: dict[str, Any]) -> None:
    operator.fault(operation="*", times=3, **trouble)
    assert replicate(operator, kind)["verified"]
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_that_breaks_doubles_nothing(operator: Officer, kind: Kind, when: str) -> None:
    operator.fault(operation=kind.update, times=1, reset=when)
    made = replicate(operator, kind)
    assert made["changed"]
    assert made["verified"]
    assert len(there(operator, kind)) == 1
    operator.fault(operation=kind.update, times=1, reset=when)
    assert end(operator, kind)["changed"]
    assert there(operator, kind) == []


@pytest.mark.parametrize("moment", ["request", "wait"])
def test_a_killed_run_is_taken_up_again(operator: Officer, kind: Kind, moment: str) -> None:
    """Killed between the request and its answer, or while it waits: there is one replica all the same."""
    if moment == "request":
        operator.fault(operation=kind.update, reset="after")
        operator.fault(operation=kind.update.replace("update", "get"), skip=1, reset="before")
        with pytest.raises(Failure):
            replicate(operator, kind)
        operator.cloud.gateway.faults.clear()
    else:
        killed(operator, lambda: replicate(operator, kind))
    done = replicate(operator, kind)
    assert not done["changed"]
    assert done["verified"]
    assert len(there(operator, kind)) == 1


@pytest.mark.parametrize("reads", [1, 3])
def test_a_read_that_lags_behind_costs_no_replica(operator: Officer, kind: Kind, reads: int) -> None:
    """The read shows the list from before the last change: the etag tells, and it is read again."""
    second = {"availability_domain": domain(operator, PHX, 2)}
    replicate(operator, kind)
    change(operator, source_id(operator, kind), {"displayName": "renamed"})
    # What was there before the last change is the list without the replica.
    source = operator.stored(source_id(operator, kind))
    assert source.before is not None
    source.before.pop(kind.told, None)
    operator.fault(operation=kind.update.replace("update", "get"), times=reads, stale=True)
    made = replicate(operator, kind, **second)
    assert made["verified"]
    assert len(there(operator, kind)) == 2
    assert len(told(operator, kind)) == 2


def meanwhile(operator: Officer, kind: Kind, *happenings: Callable[[], Any]) -> None:
    """Someone else acts right after the module's read and before its write."""
    client = operator.session.client("core", "BlockstorageClient")
    update = getattr(client, kind.update)
    pending = list(happenings)

    def updating(*arguments: Any, **options: Any) -> Any:
        while pending:
            pending.pop(0)()
        return update(*arguments, **options)

    setattr(client, kind.update, updating)


def test_a_change_by_someone_else_is_kept(operator: Officer, kind: Kind) -> None:
    """Two runs at once: the second finds its list outdated, reads it anew, and both replicas are there."""
    colleague = Officer(operator.cloud, "admin")
    other = {"availability_domain": domain(operator, PHX, 2)}
    meanwhile(operator, kind, lambda: replicate(colleague, kind, **other))
    made = replicate(operator, kind)
    assert made["changed"]
    assert made["verified"]
    assert len(there(operator, kind)) == 2
    assert len(made["replicas"]) == 2

    meanwhile(operator, kind, lambda: end(colleague, kind, **other))
    assert end(operator, kind)["verified"]
    assert there(operator, kind) == []


def test_someone_else_may_want_the_same(operator: Officer, kind: Kind) -> None:
    colleague = Officer(operator.cloud, "admin")
    meanwhile(operator, kind, lambda: replicate(colleague, kind))
    made = replicate(operator, kind)
    assert not made["changed"]
    assert made["verified"]
    assert len(there(operator, kind)) == 1
    meanwhile(operator, kind, lambda: end(colleague, kind))
    assert not end(operator, kind)["changed"]


def test_an_end_is_for_the_replica_that_was_seen(operator: Officer, kind: Kind) -> None:
    colleague = Officer(operator.cloud, "admin")
    replicate(operator, kind)
    meanwhile(operator, kind, lambda: end(colleague, kind), lambda: replicate(colleague, kind))
    failure = refused(operator, kind, state="terminated")
    assert failure.kind == "Conflict"
    assert [each.id for each in there(operator, kind)] == [failure.resource]


def test_a_key_is_not_changed_of_what_someone_else_has_ended(operator: Officer, kind: Kind) -> None:
    replicate(operator, kind, kms_key_id=MANAGED)
    # The source no longer tells of it, though the region still does.
    replica = there(operator, kind)[0]
    read, pending = operator.stored(source_id(operator, kind)), [{kind.told: None}]
    client = operator.session.client("core", "BlockstorageClient")
    get = getattr(client, kind.update.replace("update", "get"))

    def getting(*arguments: Any, **options: Any) -> Any:
        answer = get(*arguments, **options)
        if pending:
            operator.cloud.tenancy.store.change(read, pending.pop())
        return answer

    setattr(client, kind.update.replace("update", "get"), getting)
    mark = operator.now
    failure = refused(operator, kind)
    assert failure.kind == "Outdated"
    assert names(failure, replica.id)
    assert operator.writes(after=mark) == []


def test_a_key_is_changed_though_someone_else_changes_the_list(make_cloud: MakeCloud, kind: Kind) -> None:
    operator = Officer(make_cloud(**{kind.change_variant: "applied"}), "projx-operator")
    colleague = Officer(operator.cloud, "admin")
    replicate(operator, kind, kms_key_id=MANAGED)
    other = {"availability_domain": domain(operator, PHX, 2)}
    meanwhile(operator, kind, lambda: replicate(colleague, kind, **other))
    changed = replicate(operator, kind)
    assert changed["changed"]
    assert changed["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}
    assert len(there(operator, kind)) == 2


def test_a_replica_that_fails_ends_the_waiting_at_once(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.update, times=1, ends_in="FAULTY")
    start = operator.cloud.clock.now()
    failure = refused(operator, kind)
    assert failure.kind == "ResourceFailed"
    assert operator.cloud.clock.now() - start < 60
    assert failure.results["changed"]
    assert failure.results["resource"] == {"id": there(operator, kind)[0].id, "type": kind.stored}


def test_waiting_ends_in_time_and_tells_what_was_made(operator: Officer, kind: Kind) -> None:
    failure = refused(operator, kind, wait_timeout=2)
    assert failure.kind == "TimedOut"
    assert names(failure, "PROVISIONING")
    assert failure.operation == "".join(part.title() for part in kind.update.split("_"))
    assert failure.results["resource"]["id"] == there(operator, kind)[0].id


def test_a_write_that_is_dropped_is_no_success(operator: Officer, kind: Kind) -> None:
    operator.fault(operation=kind.update, times=1, not_applied=True)
    failure = refused(operator, kind)
    assert failure.kind == "NotApplied"
    assert failure.opc_request_id
    assert there(operator, kind) == []
    made = replicate(operator, kind)
    operator.fault(operation=kind.update, times=1, not_applied=True)
    failure = refused(operator, kind, state="terminated")
    assert failure.kind == "NotApplied"
    assert not failure.results["changed"]
    assert [each.id for each in there(operator, kind)] == [made["resource"]["id"]]


# -- what it is for ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [VOLUME, BOOT], ids=["volume", "boot volume"])
def test_a_replica_becomes_a_volume_under_the_key_of_its_region(operator: Officer, asked: Kind) -> None:
    replica_id = replicate(operator, asked)["resource"]["id"]
    rescuer = Officer(operator.cloud, "projx-operator", region=PHX)
    activated = rescuer.run(
        volume_task,
        display_name="rescued",
        compartment_id=operator.compartment("projx"),
        source_id=replica_id,
        kms_key_ids={"phx": operator.key_id("cmk-phx")},
    )
    assert activated["verified"]
    assert activated["resource"]["source_id"] == replica_id
    assert activated["resource"]["availability_domain"] == domain(operator)
    assert activated["resource"]["kms_key_id"] == operator.key_id("cmk-phx")
    # The replica goes on, and so does the volume when the replica ends.
    assert not replicate(operator, asked)["changed"]
    assert end(operator, asked)["verified"]
    assert rescuer.stored(activated["resource"]["id"]).state == "AVAILABLE"


# -- what no source settles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "choice"),
    [(each.name, choice) for each in VARIANTS if each.name.startswith(CONCERN) for choice in each.choices[1:]],
)
def test_whatever_oci_does_a_replica_is_under_the_key_or_the_module_says_why_not(
    make_cloud: MakeCloud, kind: Kind, name: str, choice: str
) -> None:
    operator = Officer(make_cloud(**{name: choice}), "projx-operator")
    made = replicate(operator, kind)
    assert made["verified"]
    assert keys(operator, kind) == {operator.key_id("cmk-phx")}
    assert not replicate(operator, kind)["changed"]
    assert end(operator, kind)["verified"]
    assert there(operator, kind) == []


def test_entries_are_written_as_they_were_read() -> None:
    """Whatever an entry gains one day must go along, or adding a replica would cost the others something."""
    from oci.core.models import BlockVolumeReplicaDetails

    from ansible_collections.cmk.oci.plugins.module_utils._resources.replica_list import Entry

    fields = {each.name for each in dataclasses.fields(Entry)} - {"replica_id"}
    requested = {name.replace("xrr_", "") for name in BlockVolumeReplicaDetails().attribute_map}
    assert fields == requested


def test_a_policy_written_a_moment_ago_is_waited_for(operator: Officer, kind: Kind) -> None:
    work_after(operator.cloud, 10)
    assert replicate(operator, kind)["verified"]


def test_a_denial_names_what_is_missing_and_no_more(operator: Officer) -> None:
    assert_only_the_service_is_missing(operator, refused)


# -- answers that are lost -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("is_end", [False, True], ids=["create", "end"])
@pytest.mark.parametrize(
    "lost",
    [{"reset": "after"}, {"truncated": True}, {"body": "<html>Sign in"}, {"answer_status": 504, "body": ""}],
    ids=str,
)
def test_a_write_whose_answer_is_lost_is_read_back(
    operator: Officer, kind: Kind, is_end: bool, wait: bool, lost: dict[str, Any]
) -> None:
    if is_end:
        replicate(operator, kind)
    operator.fault(operation=kind.update, **lost)
    result = replicate(operator, kind, wait=wait, **({"state": "absent"} if is_end else {}))
    assert result["changed"] is True
    assert result["previous_kms_key_id"] == (operator.key_id("cmk-phx") if is_end else None)
    assert len(told(operator, kind)) == (0 if is_end else 1)


@pytest.mark.parametrize("wait", [True, False], ids=["waits", "does not wait"])
@pytest.mark.parametrize("is_end", [False, True], ids=["create", "end"])
@pytest.mark.parametrize("is_done", [True, False], ids=["done", "not done"])
def test_a_write_without_an_answer_that_cannot_be_read_back_is_in_doubt(
    operator: Officer, kind: Kind, is_end: bool, wait: bool, is_done: bool
) -> None:
    if is_end:
        replicate(operator, kind)
    operator.fault(operation=kind.update, reset="after" if is_done else "before")
    operator.fault(operation=kind.update.replace("update", "get"), skip=1, truncated=True)
    failure = refused(operator, kind, wait=wait, **({"state": "absent"} if is_end else {}))
    previous = operator.key_id("cmk-phx") if is_end else None
    assert failure.results == {"changed": True, "previous_kms_key_id": previous}
    assert is_in_doubt(failure)


@pytest.mark.parametrize("is_end", [False, True], ids=["create", "end"])
def test_a_write_that_was_not_carried_out_is_no_change(operator: Officer, kind: Kind, is_end: bool) -> None:
    if is_end:
        replicate(operator, kind)
    before = told(operator, kind)
    operator.fault(operation=kind.update, reset="before")
    failure = refused(operator, kind, **({"state": "absent"} if is_end else {}))
    assert not failure.results.get("changed")
    assert told(operator, kind) == before
