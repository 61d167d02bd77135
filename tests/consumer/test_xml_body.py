"""Resources written as XML: read back, they say what the JSON said."""

from typing import Any

import pytest
from lxml import etree
from pydantic import ValidationError

from gpconnect.conformance.base import base_problems, parse_resource
from gpconnect.consumer.xml_body import to_xml
from gpconnect.spec.vocabulary import MIME_TYPES

APPOINTMENT: dict[str, Any] = {
    "resourceType": "Appointment",
    "id": "7",
    "meta": {"versionId": "2", "profile": ["https://example.org/profile"]},
    "contained": [{"resourceType": "Organization", "id": "1", "name": "Ó Briain & Söhne"}],
    "extension": [{"url": "https://example.org/booked-by", "valueReference": {"reference": "#1"}}],
    "status": "booked",
    "minutesDuration": 10,
    "description": 'a < b "quoted"',
    "start": "2030-01-07T09:00:00+00:00",
    "end": "2030-01-07T09:10:00+00:00",
    "slot": [{"reference": "Slot/1"}],
    "participant": [{"actor": {"reference": "Patient/2"}, "status": "accepted"}],
}
PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "active": True,
    "name": [{"family": "Jackson", "given": ["Jane", None], "_given": [None, {"id": "second"}]}],
    "_birthDate": {"extension": [{"url": "https://example.org/unknown", "valueBoolean": False}]},
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Jane</div>'},
}
PARAMETERS: dict[str, Any] = {
    "resourceType": "Parameters",
    "parameter": [{"name": "registerPatient", "resource": {"resourceType": "Patient", "active": False}}],
}


@pytest.mark.parametrize("resource", [APPOINTMENT, PATIENT, PARAMETERS], ids=lambda one: one["resourceType"])
def test_the_xml_says_what_the_json_says(resource: dict[str, Any]) -> None:
    written = to_xml(resource)
    assert base_problems(written, MIME_TYPES["xml"]) == []
    assert parse_resource(written, MIME_TYPES["xml"]) == resource


def test_elements_come_in_the_order_of_the_definition() -> None:
    shuffled = dict(reversed(APPOINTMENT.items()))
    names = [etree.QName(one).localname for one in etree.fromstring(to_xml(shuffled))]
    assert names[:4] == ["id", "meta", "contained", "extension"]
    assert names.index("start") < names.index("slot") < names.index("participant")


def test_what_is_no_resource_cannot_be_written() -> None:
    with pytest.raises(ValidationError):
        to_xml({"resourceType": "Appointment", "colour": "blue"})
