"""Request bodies: what is read, and what is refused before any handler sees it."""

import json

import pytest
from starlette.datastructures import Headers

from gpconnect.provider.errors import ProviderError
from gpconnect.provider.formats import JSON, XML, read_body, request_format
from gpconnect.provider.xml_format import to_xml

APPOINTMENT = {
    "resourceType": "Appointment",
    "contained": [{"resourceType": "Organization", "id": "1", "name": "Söderberg & Öz <Ltd>"}],
    "extension": [{"url": "https://example.org/x", "valueReference": {"reference": "#1"}}],
    "status": "booked",
    "priority": 0,
    "description": 'Two\nlines and "quotes"',
    "start": "2026-02-03T10:00:00.000+00:00",
    "participant": [{"actor": {"reference": "Patient/1"}, "status": "accepted"}],
}
NAMESPACE = 'xmlns="http://hl7.org/fhir"'


def test_json_and_xml_read_as_the_same_resource() -> None:
    assert read_body(json.dumps(APPOINTMENT).encode(), JSON) == APPOINTMENT
    assert read_body(to_xml(APPOINTMENT), XML) == APPOINTMENT


@pytest.mark.parametrize(
    ("body", "mime_type", "code"),
    [
        (b"", JSON, "BAD_REQUEST"),
        (b"{", JSON, "BAD_REQUEST"),
        (b"[]", JSON, "BAD_REQUEST"),
        (b"null", JSON, "BAD_REQUEST"),
        (b"{}", JSON, "BAD_REQUEST"),
        (b'{"resourceType": "Appointment", "status": "a", "status": "b"}', JSON, "BAD_REQUEST"),
        (b'{"resourceType": "Appointment", "priority": NaN}', JSON, "BAD_REQUEST"),
        (b'{"resourceType": "\xff"}', JSON, "BAD_REQUEST"),
        (b'{"resourceType": "Appointment", "description": "\\ud83d"}', JSON, "BAD_REQUEST"),
        (b"", XML, "BAD_REQUEST"),
        (b"<Appointment", XML, "BAD_REQUEST"),
        (b"<Appointment/>", XML, "BAD_REQUEST"),
        (f"<Nonsense {NAMESPACE}/>".encode(), XML, "INVALID_RESOURCE"),
        (f"<Appointment {NAMESPACE}><colour value='red'/></Appointment>".encode(), XML, "INVALID_RESOURCE"),
        (f"<Appointment {NAMESPACE}><status/></Appointment>".encode(), XML, "INVALID_RESOURCE"),
        (f"<Appointment {NAMESPACE}><priority value='high'/></Appointment>".encode(), XML, "INVALID_RESOURCE"),
        (f"<Appointment {NAMESPACE}><contained/></Appointment>".encode(), XML, "INVALID_RESOURCE"),
        (
            f"<Appointment {NAMESPACE}><status value='a'/><status value='b'/></Appointment>".encode(),
            XML,
            "INVALID_RESOURCE",
        ),
    ],
)
def test_bodies_that_are_refused(body: bytes, mime_type: str, code: str) -> None:
    with pytest.raises(ProviderError) as caught:
        read_body(body, mime_type)
    assert caught.value.error.code == code
    assert caught.value.diagnostics


def test_a_whole_surrogate_pair_is_a_character() -> None:
    assert read_body(b'{"resourceType": "Basic", "id": "\\ud83d\\ude00"}', JSON)["id"] == "\U0001f600"


def test_external_entities_are_not_read() -> None:
    body = (
        '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/hostname">]>'
        f'<Appointment {NAMESPACE}><description value="&file;"/></Appointment>'
    )
    with pytest.raises(ProviderError):
        read_body(body.encode(), XML)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [(None, 400), ("text/plain", 415), ("application/json+fhir", 415), (f"{JSON};charset=iso-8859-1", 415)],
)
def test_content_types_that_are_refused(content_type: str | None, status: int) -> None:
    headers = Headers({} if content_type is None else {"Content-Type": content_type})
    with pytest.raises(ProviderError) as caught:
        request_format(headers)
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("content_type", "expected"), [(JSON, JSON), (f"{XML};charset=UTF-8", XML), ('text/xml; charset="utf-8"', XML)]
)
def test_content_types_that_are_read(content_type: str, expected: str) -> None:
    assert request_format(Headers({"Content-Type": content_type})) == expected
