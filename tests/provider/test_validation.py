"""Validation: what this provider sends passes its own checks of what it is sent, and problems name their place."""

from datetime import UTC, datetime

import pytest
from appointment_book import booked, booking, cancellation, change, day, patient_id, retrieve, slots_of
from provider_caller import Caller, calling, found
from registration_book import address, candidates, communication, patient, phone, registered

from gpconnect.provider.errors import ProviderError
from gpconnect.provider.settings import Settings
from gpconnect.provider.validation import check_resource, ordered

_NOW = datetime(2026, 2, 3, 11, tzinfo=UTC)


def test_what_is_sent_conforms_to_its_profile() -> None:
    with calling(Settings(now=_NOW)) as caller:
        appointment = booked(caller, *slots_of(caller)[:2])
        cancelled = change(caller, "cancel", cancellation(appointment)).json()
        bounds = (f"ge{day(caller, 0)}", f"le{day(caller, 13)}")
        elsewhere = found(retrieve(caller, patient_id(caller, "appointments_elsewhere"), *bounds))
        for one in (appointment, cancelled, *elsewhere):
            assert ordered(check_resource(one, "Appointment", "x")) == one
            assert list(ordered(one)) == list(one)
        members = {"address": [address("temp")], "telecom": [phone("temp")], "extension": communication("fr")}
        for role in ("verified", "inactive"):
            one = registered(caller, patient(candidates(caller, role)[0], **members))
            assert list(ordered(check_resource(one, "Patient", "x"))) == list(one)


def test_problems_name_their_places(caller: Caller) -> None:
    body = booking(caller, slots_of(caller)[0])
    del body["description"], body["participant"][1]["status"]
    body |= {"start": "noon", "indication": [{"text": "x"}], "colour": "red", "slot": []}
    body["participant"][0]["actor"]["colour"] = "red"
    with pytest.raises(ProviderError) as refusal:
        check_resource(body, "Appointment", "Appointment")
    for said in (
        "Appointment.start is not a FHIR instant",
        "Appointment.slot: ",
        "; and 2 more",
        "actor cannot have colour",
    ):
        assert said in refusal.value.diagnostics


def test_lists_and_objects_with_nothing_in_them_are_refused(caller: Caller) -> None:
    body = booking(caller, slots_of(caller)[0])
    body["contained"][0]["type"] = []
    body["participant"][0]["actor"]["identifier"] = {}
    with pytest.raises(ProviderError) as refusal:
        check_resource(body, "Appointment", "Appointment")
    for where in ("contained[0].type", "participant[0].actor.identifier"):
        assert f"Appointment.{where} is empty" in refusal.value.diagnostics


def test_elements_are_put_into_the_order_of_the_profile_at_every_depth() -> None:
    resource = {
        "name": "x",
        "telecom": [{"use": "work", "value": "1", "system": "phone"}],
        "id": "1",
        "resourceType": "Organization",
    }
    result = ordered(resource)
    assert list(result) == ["resourceType", "id", "name", "telecom"]
    assert list(result["telecom"][0]) == ["system", "value", "use"]
