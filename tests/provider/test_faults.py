"""Seeded faults: known by name, harmless until switched on, visible when on."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from appointment_fault_probes import PROBES
from provider_caller import Caller, calling, found

import gpconnect.provider
from gpconnect.provider.fault_catalogue import KNOWN
from gpconnect.provider.fault_catalogue.building import violations
from gpconnect.provider.faults import Faults
from gpconnect.provider.settings import Settings
from gpconnect.spec import requirements

FORMATTED = {
    "slots-ignore-organisation-{kind}": ("type", "code"),
    "token-{kind}-may-have-anything": ("device", "organisation", "practitioner"),
}
_NOW = datetime(2026, 2, 3, 11, tzinfo=UTC)

SEEN_BY_TYPICAL_REQUESTS = (
    *(
        "slots-ignore-status-parameter",
        "slots-not-free-returned",
        "slots-straddle-window",
        "slots-window-unlimited",
    ),
    *("slots-ignore-embargo", "slots-ignore-organisation-type", "slots-ignore-organisation-code"),
    *("slots-without-organisation", "slot-times-in-utc", "slots-times-refused"),
    *("inactive-patients-found", "sensitive-patients-found", "unverified-patients-found"),
    *("expired-tokens-accepted", "token-claims-not-checked", "token-issuer-not-checked"),
    *("etag-missing", "etag-strong", "responses-cacheable", "organization-version-missing"),
    *("organisation-unreadable", "location-managingorganization-missing", "location-profile-wrong"),
    *("error-without-outcome", "error-as-success", "diagnostics-missing"),
)


def _probe(caller: Caller) -> list[object]:
    """Return what a few typical requests bring, without what differs from run to run."""
    today = caller.provider.services.clock.today()
    now = caller.provider.services.clock.epoch()
    days = [today + timedelta(days=number) for number in (0, 7, 20)]
    noon = f"{days[1]}T09:35:00{'+01:00' if caller.provider.services.clock.now().dst() else '+00:00'}"
    expired = caller.claims("read-a-location") | {"exp": now - 1}
    empty = {"exp": now + 300}
    slots = f"/Slot?start=ge{days[0]}&end=le{days[1]}&_include=Slot:schedule"
    recurse = "_include:recurse=Schedule:actor:Location"
    search = "search-for-free-slots"
    responses = [
        *(caller.find_patient(caller.role("patients", name)) for name in ("registered", "inactive", "sensitive")),
        caller.find_patient(caller.role("patients", "unverified_mismatch")),
        caller.send("read-an-organisation", "/Organization/organisation-14"),
        caller.send("read-a-location", "/Location/location-17"),
        caller.send("read-a-location", "/Location/none"),
        caller.send("read-a-location", "/Location/location-17", Authorization=caller.bearer(expired)),
        caller.send("read-a-location", "/Location/location-17", Authorization=caller.bearer(empty)),
        caller.send(search, f"{slots}&status=free&{recurse}"),
        caller.send(search, f"{slots}&status=busy"),
        caller.send(search, slots.replace(f"le{days[1]}", f"le{days[2]}") + "&status=free"),
        caller.send(search, f"/Slot?start=ge{noon}&end=le{days[1]}&_include=Slot:schedule&status=free"),
    ]
    shown = ("ETag", "Cache-Control")
    return [(one.status_code, [one.headers.get(name) for name in shown], _body(one.text)) for one in responses]


def _body(text: str) -> str:
    return re.sub(r"the time here is \d+|claim exp: \d+", "", text)


@pytest.fixture(scope="module")
def sound() -> list[object]:
    """What a provider without faults answers."""
    with calling(Settings(now=_NOW)) as caller:
        return _probe(caller)


@pytest.mark.parametrize("name", SEEN_BY_TYPICAL_REQUESTS)
def test_each_fault_changes_an_answer(sound: list[object], name: str) -> None:
    with calling(Settings(now=_NOW, faults=(name,))) as caller:
        assert _probe(caller) != sound


@pytest.fixture(scope="module")
def sound_caller() -> Iterator[Caller]:
    """A provider without faults, for probes that each do what they need."""
    with calling(Settings(now=_NOW)) as caller:
        yield caller


@pytest.mark.parametrize("name", PROBES)
def test_each_fault_of_the_appointments_breaks_what_it_says(sound_caller: Caller, name: str) -> None:
    with calling(Settings(now=_NOW, faults=(name,))) as caller:
        assert PROBES[name](caller) != PROBES[name](sound_caller)


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(LookupError, match=r"there is no fault 'nonsense'; known: .*etag-missing"):
        Faults(["nonsense"])


def test_asking_for_a_fault_that_is_not_in_the_catalogue_is_an_error() -> None:
    with pytest.raises(LookupError, match="misspelt"):
        Faults().on("misspelt")


def test_every_rule_fault_is_asked_for_somewhere() -> None:
    folder = Path(gpconnect.provider.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    written = set(re.findall(r'"([a-z0-9-]+)"', code))
    for pattern, values in FORMATTED.items():
        written |= {re.sub(r"\{\w+\}", value, pattern) for value in values if pattern in code}
    rules = {name for name, fault in KNOWN.items() if not (fault.mutate or fault.handling or fault.gate)}
    assert rules - written == set()


def test_the_code_asks_for_known_faults_only() -> None:
    folder = Path(gpconnect.provider.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    assert set(re.findall(r'(?:\bon|lifting)\("([^"{]+)"', code)) <= KNOWN.keys()


def test_what_is_violated_is_told_of_known_faults_only() -> None:
    assert violations().keys() == KNOWN.keys()


def test_faults_can_be_combined() -> None:
    with calling(Settings(faults=("etag-missing", "inactive-patients-found"))) as caller:
        assert found(caller.find_patient(caller.role("patients", "inactive")))
        assert "ETag" not in caller.send("read-a-location", "/Location/location-17").headers


def test_faults_violate_requirements_of_the_catalogue() -> None:
    named = {identity for fault in KNOWN.values() for identity in fault.requirements}
    assert named <= requirements().keys()
