"""Requests broken on purpose: each differs from a correct one in what its name says."""

import json

import pytest
from lxml import etree

from gpconnect.consumer.broken_bodies import BROKEN_BODIES, broken_body
from gpconnect.consumer.broken_messages import BROKEN_MESSAGES, broken_message
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.paths import (
    in_the_other_case,
    with_every_character_of_the_id_encoded,
    with_slash_at_the_end,
)
from gpconnect.consumer.raw import message_of
from gpconnect.consumer.xml_body import to_xml
from gpconnect.consumer.xml_faults import XML_FAULTS, broken_xml
from gpconnect.spec import interaction

BODY = b'{"resourceType": "Appointment", "status": "booked"}'
REQUEST = Request("book-an-appointment", "POST", "http://here/base/Appointment", [("Ssp-From", "1")], BODY)

READABLE = {
    "that is an array",
    "that is a string",
    "that is null",
    "of another resource type",
    "of no resource type",
    "of a resource type that FHIR has not",
    "with an element that FHIR has not",
    "with a string of three megabytes",
    "with three megabytes of spaces",
    "with a name that stands there twice",
}


@pytest.mark.parametrize("fault", BROKEN_BODIES)
def test_a_body_is_broken_as_its_fault_says(fault: str) -> None:
    broken = broken_body(BODY, fault)
    assert broken != BODY
    if fault in READABLE:
        assert json.loads(broken) != json.loads(BODY) or len(broken) > len(BODY)
    else:
        with pytest.raises((ValueError, RecursionError)):
            json.loads(broken.decode())


@pytest.mark.parametrize("fault", BROKEN_MESSAGES)
def test_a_message_is_broken_as_its_fault_says(fault: str) -> None:
    message, cut = broken_message(REQUEST, fault)
    assert message not in (message_of(REQUEST), message_of(REQUEST, chunked=True))
    assert cut == any(word in fault for word in ("cut", "break off"))


def test_a_length_can_be_wrong() -> None:
    length = len(BODY)
    assert (
        f"Content-Length: {length // 2}\r\n".encode()
        in broken_message(REQUEST, "a Content-Length shorter than the body")[0]
    )
    message = broken_message(REQUEST, "two different lengths")[0]
    assert message.count(b"Content-Length") == 2


@pytest.mark.parametrize("fault", XML_FAULTS)
def test_xml_is_broken_as_its_fault_says(fault: str) -> None:
    broken = broken_xml(to_xml({"resourceType": "Patient", "active": True}), fault)
    if "namespace" in fault:
        assert etree.QName(etree.fromstring(broken)).namespace != "http://hl7.org/fhir"
    elif "entit" in fault:
        assert broken.index(b"<!DOCTYPE") < broken.index(b"<Patient") < broken.rindex(b"&")
    else:
        with pytest.raises(etree.XMLSyntaxError):
            etree.fromstring(broken)


@pytest.mark.parametrize("break_it", [broken_body, broken_xml])
def test_an_unknown_fault_is_refused(break_it: object) -> None:
    with pytest.raises(LookupError, match="no such fault"):
        break_it(BODY, "no such fault")  # type: ignore[operator]
    with pytest.raises(LookupError, match="no such fault"):
        broken_message(REQUEST, "no such fault")


@pytest.mark.parametrize(
    ("key", "path", "swapped"),
    [
        ("read-a-patient", "Patient/aB1", "patient/aB1"),
        ("get-the-capability-statement", "metadata", "Metadata"),
        ("register-a-patient", "Patient/$gpc.registerpatient", "patient/$Gpc.registerpatient"),
        ("retrieve-a-patients-appointments", "Patient/aB1/Appointment", "patient/aB1/appointment"),
    ],
)
def test_a_path_can_be_in_the_other_case(key: str, path: str, swapped: str) -> None:
    draft = Draft(interaction(key), "http://here", "GET", path, (), {})
    assert in_the_other_case(draft).path == swapped
    assert with_slash_at_the_end(draft).path == f"{path}/"


@pytest.mark.parametrize(
    ("key", "path", "encoded"),
    [
        ("read-a-patient", "Patient/a-1", "Patient/%61%2D%31"),
        ("read-a-location", "Location/x%2Ey", "Location/%78%2E%79"),
        ("retrieve-a-patients-appointments", "Patient/2/Appointment", "Patient/%32/Appointment"),
    ],
)
def test_a_logical_id_can_be_encoded_throughout(key: str, path: str, encoded: str) -> None:
    draft = Draft(interaction(key), "https://p.example", "GET", path, (), {})
    assert with_every_character_of_the_id_encoded(draft).path == encoded
