"""Appointments that the run holds in the states that scenarios start from, and requests about them."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from booking_provider import BookingProvider, slot

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.judge import resource_of
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.local_time import today
from gpconnect.target import held_appointments as held
from gpconnect.target import retrieval
from gpconnect.target.appointments import AppointmentBook
from gpconnect.target.booking_journal import BookingJournal
from gpconnect.target.held_appointments import HeldAppointments
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.settings import SettingsError
from gpconnect.target.slot_pool import SlotPool
from gpconnect.target.testdata import TestData

NUMBERS = {"registered": ["9990000018", "9990000026"], "appointments_elsewhere": "9990000018"}
DATA = TestData(patients=NUMBERS, appointments={"elsewhere": "a1"})


class ListingProvider(BookingProvider):
    """Finds patients and lists their appointments too; which endpoints are there yet can be limited."""

    lists = True
    reads = True

    def _answer(self, request: Request) -> tuple[int, dict[str, Any]]:
        url = urlsplit(request.url)
        if url.path.endswith("/Patient"):
            number = dict(parse_qsl(url.query))["identifier"].rpartition("|")[2]
            patient = {"resourceType": "Patient", "id": f"p{number[-2:]}"}
            return 200, {"resourceType": "Bundle", "entry": [{"resource": patient}]}
        if "/Patient/" in url.path:
            entries = [{"resource": one} for one in self.appointments.values()]
            return (200, {"resourceType": "Bundle", "entry": entries}) if self.lists else (501, {})
        if request.method == "GET" and "/Appointment/" in url.path and not self.reads:
            return 501, {}
        return super()._answer(request)


class Run:
    """A provider, a consumer of it, and the appointments that are held there."""

    def __init__(self, folder: Path, *slots: dict[str, Any]) -> None:
        self.provider = ListingProvider(slots or [slot("a"), slot("b", place=5), slot("c", place=6)])
        self.consumer = self.provider.consumer()
        self.established = Prerequisites(self.consumer, DATA)
        journal = BookingJournal(folder / "bookings.jsonl", "https://provider.example")
        self.book = AppointmentBook(self.established, SlotPool(self.consumer), journal)
        self.held = HeldAppointments(self.established, self.book)

    def sent(self, method: str) -> list[Request]:
        return [one for one in self.provider.requests if one.method == method]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_one_booking_serves_all_who_need_a_booked_appointment(run: Run) -> None:
    first, second = run.held.booked(run.consumer), run.held.booked(run.consumer)
    assert (first["id"], second["id"]) == ("a1", "a1")
    assert len(run.sent("POST")) == 1


def test_it_is_in_its_present_state(run: Run) -> None:
    run.held.booked(run.consumer)
    amended = run.held.amended(run.consumer)
    assert run.held.booked(run.consumer) == amended
    assert amended["meta"]["versionId"] == "2"


def test_what_was_amended_before_is_as_it_is_kept_and_not_as_the_amendment_was_answered(run: Run) -> None:
    before = run.held.amended_before(run.consumer)
    assert before == run.provider.appointments["a1"]
    assert run.sent("GET")[-1].interaction == held.RETRIEVE


def test_another_is_booked_when_it_is_booked_no_longer(run: Run) -> None:
    first = run.held.booked(run.consumer)
    run.consumer.send(held.cancellation(run.consumer, first))
    assert run.held.booked(run.consumer)["id"] == "a2"


def test_it_is_not_today_where_another_day_can_be_had(tmp_path: Path) -> None:
    run = Run(tmp_path, slot("later", days=2))
    assert run.held.booked(run.consumer)["slot"] == [{"reference": "Slot/later"}]


def test_the_cancelled_appointment_is_shared_unless_it_is_to_be_a_new_one(run: Run) -> None:
    first, second = run.held.cancelled(run.consumer), run.held.cancelled(run.consumer)
    assert (first["status"], first["id"], second["id"]) == ("cancelled", "a1", "a1")
    assert run.held.cancelled_just_now(run.consumer)["id"] == "a2"


@pytest.mark.parametrize(("lists", "reads"), [(True, True), (True, False), (False, True)])
def test_the_present_state_comes_from_list_or_read(run: Run, lists: bool, reads: bool) -> None:
    appointment = run.held.booked(run.consumer)
    run.provider.lists, run.provider.reads = lists, reads
    assert run.held.now(run.consumer, appointment) == run.provider.appointments["a1"]


def test_without_list_and_read_nothing_can_be_said_of_the_present_state(run: Run) -> None:
    run.provider.lists = run.provider.reads = False
    appointment = run.held.booked(run.consumer)
    assert appointment["id"] == "a1"
    with pytest.raises(Blocked, match="does not show Appointment/a1") as blocked:
        run.held.now(run.consumer, appointment)
    assert blocked.value.interaction == "retrieve-a-patients-appointments"


@pytest.mark.parametrize(
    ("key", "change"), [(held.AMEND, HeldAppointments.amended), (held.CANCEL, HeldAppointments.cancelled)]
)
def test_a_change_that_is_not_made_blocks(run: Run, key: str, change: Any) -> None:  # noqa: ANN401
    run.provider.spoil = lambda request: 500 if request.method == "PUT" else None
    with pytest.raises(Blocked, match="-> 500") as blocked:
        change(run.held, run.consumer)
    assert blocked.value.interaction == key


def test_trying_to_retrieve_and_read_blocks_when_it_does_not_work(run: Run) -> None:
    run.held.try_to_retrieve()
    run.held.try_to_read()
    run.provider.lists = run.provider.reads = False
    with pytest.raises(Blocked, match="a list with Appointment/a1"):
        run.held.try_to_retrieve()
    with pytest.raises(Blocked, match="expected 200 and Appointment/a1"):
        run.held.try_to_read()


def test_an_appointment_of_the_practice_comes_from_the_list_of_its_patient(run: Run) -> None:
    with pytest.raises(Blocked, match="does not show Appointment/a1, the elsewhere one"):
        run.held.of_the_practice(run.consumer, "elsewhere", "appointments_elsewhere")
    run.held.booked(run.consumer)
    assert run.held.of_the_practice(run.consumer, "elsewhere", "appointments_elsewhere")["id"] == "a1"


def test_a_change_quotes_the_version_that_it_changes(run: Run) -> None:
    draft = held.amendment(run.consumer, run.held.booked(run.consumer), comment="Bring a sample")
    assert ("If-Match", 'W/"1"') in draft.headers
    assert json.loads(draft.body)["comment"] == "Bring a sample"
    bare = held.without_elements(draft, "comment", "unheard-of")
    assert "comment" not in json.loads(bare.body)


def test_slots_that_are_not_offered_are_named(run: Run) -> None:
    appointment = run.held.booked_just_now(run.consumer, 2)
    found = resource_of(held.search_for_its_slots(run.consumer, appointment))
    assert held.slots_not_offered(appointment, found) == ["b", "c"]
    run.consumer.send(held.cancellation(run.consumer, appointment))
    assert (
        held.slots_not_offered(appointment, resource_of(held.search_for_its_slots(run.consumer, appointment))) == []
    )


def test_ranges_lie_around_an_appointment(run: Run) -> None:
    appointment = run.held.booked(run.consumer)
    draft = retrieval.of_its_patient(run.consumer, appointment, "today", "the day after")
    assert draft.path == "Patient/p18/Appointment"
    assert draft.query == (("start", f"ge{today()}"), ("start", f"le{today() + timedelta(days=2)}"))
    with pytest.raises(NotApplicable, match="in the past"):
        retrieval.of_patient(run.consumer, "p18", "yesterday", "today")


def test_another_patient_is_one_who_does_not_take_part(run: Run) -> None:
    appointment = run.held.booked(run.consumer)
    assert retrieval.another_patient(run.established, appointment)["id"] == "p26"
    assert retrieval.of_another_patient(run.consumer, run.established, appointment).path.startswith("Patient/p26/")


def test_an_appointment_without_patient_or_start_cannot_be_looked_for(run: Run) -> None:
    with pytest.raises(Blocked, match="cannot be looked for"):
        held.around(run.consumer, {"id": "a1"})


def test_the_past_appointment_is_json_in_the_test_data() -> None:
    data = TestData(appointments={"past_body": '{"resourceType": "Appointment", "id": "7"}'})
    assert data.past_appointment()["id"] == "7"
    with pytest.raises(NotApplicable, match="past_body"):
        TestData().past_appointment()
    with pytest.raises(SettingsError, match="must be an Appointment in JSON"):
        TestData(appointments={"past_body": "7"}).past_appointment()


def test_the_appointment_of_a_sensitive_patient_is_json_in_the_test_data() -> None:
    data = TestData(appointments={"sensitive_body": '{"resourceType": "Appointment", "id": "8"}'})
    assert data.sensitive_appointment()["id"] == "8"
    with pytest.raises(NotApplicable, match="sensitive_body"):
        TestData(appointments={"past_body": "{}"}).sensitive_appointment()


def test_what_an_appointment_need_not_have_cannot_be_left_out_of_every_one() -> None:
    bare = {"resourceType": "Appointment", "id": "a1", "participant": []}
    with pytest.raises(NotApplicable, match="may lack"):
        held.with_change(bare, "the practitioner is left out")
    with pytest.raises(Blocked, match="lacks something"):
        held.with_change(bare, "the location is left out")


@pytest.mark.parametrize(("own", "other"), [("l1", "l2"), ("l2", "l1")])
def test_another_surgery_is_the_branch_or_the_main_one(run: Run, own: str, other: str) -> None:
    established = Prerequisites(run.consumer, TestData(locations={"practice": "l1", "branch": "l2"}))
    appointment = {"participant": [{"actor": {"reference": f"Location/{own}"}}]}
    moved = held.at_other_surgery(appointment, established)
    assert moved["participant"] == [{"actor": {"reference": f"Location/{other}"}}]
    with pytest.raises(NotApplicable):
        held.at_other_surgery(appointment, run.established)
