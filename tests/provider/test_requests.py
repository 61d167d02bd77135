"""What every request goes through: routing, Spine headers, audit token, formats."""

import gzip
import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree
from provider_caller import Caller, calling, refused

from gpconnect.provider.compression import takes_gzip
from gpconnect.provider.settings import Settings

PATIENT = "find-a-patient"
LOCATION = "/Location/location-17"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/Observation/1", 501, "NOT_IMPLEMENTED"),
        ("GET", "/patient/1", 501, "NOT_IMPLEMENTED"),
        ("GET", "/Slot/1-0", 501, "NOT_IMPLEMENTED"),
        ("GET", "/Location?name=x", 501, "NOT_IMPLEMENTED"),
        ("POST", "/Patient/$gpc.getstructuredrecord", 501, "NOT_IMPLEMENTED"),
        ("GET", "/Patient/1/_history", 501, "NOT_IMPLEMENTED"),
        ("GET", "", 404, "NO_RECORD_FOUND"),
        ("POST", "/Patient/1", 400, "BAD_REQUEST"),
        ("DELETE", "/Patient/1", 400, "BAD_REQUEST"),
        ("PUT", "/Patient", 400, "BAD_REQUEST"),
        ("GET", "/Patient/", 400, "BAD_REQUEST"),
        ("GET", "/Patient/nobody", 404, "PATIENT_NOT_FOUND"),
    ],
)
def test_paths_and_methods(caller: Caller, method: str, path: str, status: int, code: str) -> None:
    refused(caller.send("read-a-patient", path, method), status, code)


def test_paths_outside_the_service_root_are_unknown(caller: Caller) -> None:
    url = caller.provider.base_url.replace("A20047", "a20047")
    response = caller.http.get(f"{url}/metadata", headers=caller.headers("get-the-capability-statement"))
    refused(response, 404, "NO_RECORD_FOUND")


@pytest.mark.parametrize("name", ["Ssp_TraceID", "Ssp_From", "Ssp_To", "Ssp_InteractionID", "Authorization"])
@pytest.mark.parametrize("value", [None, ""])
def test_headers_are_needed(caller: Caller, name: str, value: str | None) -> None:
    said = refused(caller.send("read-a-location", LOCATION, **{name: value}), 400, "BAD_REQUEST")
    assert name.replace("_", "-") in said


def test_a_repeated_header_is_refused(caller: Caller) -> None:
    headers = [*caller.headers("read-a-location").items(), ("Ssp-From", "1")]
    refused(caller.http.get(f"{caller.provider.base_url}{LOCATION}", headers=headers), 400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Ssp_To", "1"),
        ("Ssp_InteractionID", "urn:nhs:names:services:gpconnect:fhir:rest:read:patient-1"),
        ("Ssp_InteractionID", "urn:nhs:names:services:gpconnect:fhir:rest:read:location-2"),
        ("Authorization", "Basic eDp5"),
        ("Authorization", "Bearer"),
        ("Authorization", "Bearer one.two"),
        ("Authorization", "Bearer !!.!!.!!"),
        ("Authorization", "Bearer eyJhbGciOiJub25lIn0.W10."),
    ],
)
def test_wrong_headers_are_refused(caller: Caller, name: str, value: str) -> None:
    refused(caller.send("read-a-location", LOCATION, **{name: value}), 400, "BAD_REQUEST")


def _changed(claims: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(claims))
    *parents, last = path.split("/")
    place: Any = changed
    for name in parents:
        place = place[int(name) if name.isdigit() else name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *((name, ...) for name in ("iss", "sub", "aud", "exp", "iat", "reason_for_request", "requested_scope")),
        *((f"requesting_{name}", ...) for name in ("device", "organization", "practitioner")),
        *((name, None) for name in ("iss", "sub", "aud", "exp", "iat", "requesting_device")),
        ("iss", "not a URL"),
        ("aud", ["https://provider.example/"]),
        ("exp", 1),
        ("exp", "1469436987"),
        ("iat", 1.5),
        ("iat", True),
        ("reason_for_request", "secondaryuses"),
        ("requested_scope", "patient/*.read"),
        ("requested_scope", "organization/*"),
        ("requested_scope", ["organization/*.read"]),
        ("requesting_device", "Device/1"),
        ("requesting_device/resourceType", "Patient"),
        ("requesting_device/model", ...),
        ("requesting_device/version", ""),
        ("requesting_device/identifier", []),
        ("requesting_organization/resourceType", "Practitioner"),
        ("requesting_organization/name", ...),
        ("requesting_organization/identifier/0/system", "https://example.org/other"),
        ("requesting_practitioner/resourceType", "Patient"),
        ("requesting_practitioner/id", "other"),
        ("requesting_practitioner/name", []),
        ("requesting_practitioner/name/0/given", "Claire"),
        ("requesting_practitioner/identifier/0/value", ""),
    ],
)
def test_every_claim_is_checked(caller: Caller, path: str, value: object) -> None:
    claims = _changed(caller.claims("read-a-location"), path, value)
    said = refused(
        caller.send("read-a-location", LOCATION, Authorization=caller.bearer(claims)), 400, "BAD_REQUEST"
    )
    assert path.partition("/")[0] in said or path == "sub"


def test_a_resource_in_a_claim_with_an_unknown_element_is_invalid(caller: Caller) -> None:
    claims = _changed(caller.claims("read-a-location"), "requesting_device/colour", "red")
    refused(caller.send("read-a-location", LOCATION, Authorization=caller.bearer(claims)), 422, "INVALID_RESOURCE")


@pytest.mark.parametrize(
    ("path", "value"),
    [("another_claim", "x"), ("iat", 1), ("requested_scope", "organization/*.write")],
)
def test_what_the_audit_token_may_have(caller: Caller, path: str, value: object) -> None:
    claims = _changed(caller.claims("read-a-location"), path, value)
    assert caller.send("read-a-location", LOCATION, Authorization=caller.bearer(claims)).status_code == 200


JSON, XML = "application/fhir+json", "application/fhir+xml"


@pytest.mark.parametrize(
    ("query", "accept", "content_type", "expected"),
    [
        ("", None, None, JSON),
        ("", None, XML, XML),
        ("", XML, JSON, XML),
        ("", f"{XML};charset=utf-8", None, XML),
        ("", f"{JSON};q=0.5, {XML}", None, XML),
        ("", "text/html, */*;q=0.1", None, JSON),
        (f"?_format={XML}", JSON, None, XML),
        (f"?_format={JSON.replace('+', '%2B')}", XML, XML, JSON),
    ],
)
def test_the_format_of_the_answer(
    caller: Caller, query: str, accept: str | None, content_type: str | None, expected: str
) -> None:
    response = caller.send("read-a-location", LOCATION + query, Accept=accept, Content_Type=content_type)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == f"{expected};charset=utf-8"
    if expected == XML:
        assert etree.fromstring(response.content).tag == "{http://hl7.org/fhir}Location"
    else:
        assert response.json()["resourceType"] == "Location"


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("?_format=application/pdf", JSON, None),
        ("", "text/html", None),
        ("", None, "text/plain"),
        ("", f"{JSON};q=0", None),
    ],
)
def test_other_formats_are_unsupported(
    caller: Caller, query: str, accept: str | None, content_type: str | None
) -> None:
    response = caller.send("read-a-location", LOCATION + query, Accept=accept, Content_Type=content_type)
    refused(response, 415, "BAD_REQUEST")


def test_errors_come_in_the_asked_format(caller: Caller) -> None:
    response = caller.send("read-a-location", "/Location/0", Accept=XML)
    assert response.status_code == 404
    root = etree.fromstring(response.content)
    assert root.tag == "{http://hl7.org/fhir}OperationOutcome"
    codes = root.xpath("//f:details/f:coding/f:code/@value", namespaces={"f": "http://hl7.org/fhir"})
    assert codes == ["NO_RECORD_FOUND"]


def test_answers_are_compressed_when_asked(caller: Caller) -> None:
    request = caller.http.build_request(
        "GET",
        f"{caller.provider.base_url}{LOCATION}",
        headers=caller.headers("read-a-location", Accept_Encoding="gzip"),
    )
    response = caller.http.send(request, stream=True)
    raw = b"".join(response.iter_raw())
    response.close()
    assert response.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(raw))["resourceType"] == "Location"


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("deflate, gzip;q=0.5", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000, identity", False),
        ("gzip;q=much", False),
        ("identity;q=1, *;q=0", False),
        ("gzipped", False),
        ("", False),
    ],
)
def test_gzip_is_taken_where_its_quality_is_above_zero(accepted: str, *, compressed: bool) -> None:
    assert takes_gzip(accepted) is compressed


def test_answers_are_not_compressed_when_gzip_is_ruled_out(caller: Caller) -> None:
    response = caller.send("read-a-location", LOCATION, Accept_Encoding="gzip;q=0")
    assert "Content-Encoding" not in response.headers
    assert response.json()["resourceType"] == "Location"


def test_unknown_parameters_are_ignored(caller: Caller) -> None:
    assert caller.send("read-a-location", f"{LOCATION}?_count=1&unknown=x&=&&").status_code == 200


def test_an_exception_is_an_internal_server_error() -> None:
    with calling() as caller:
        caller.provider.services.store.run("UPDATE location SET content = 'not JSON'")
        said = refused(caller.send("read-a-location", LOCATION), 500, "INTERNAL_SERVER_ERROR")
        assert "JSONDecodeError" in said
        in_xml = caller.send("read-a-location", LOCATION, Accept=XML)
        assert (in_xml.status_code, in_xml.headers["Content-Type"]) == (500, f"{XML};charset=utf-8")
        rows = caller.provider.services.store.all("SELECT * FROM audit")
        assert [row["interaction"] for row in rows] == ["read-a-location"] * 2
        caller.provider.services.store.run("DROP TABLE audit")
        refused(caller.send("read-a-location", LOCATION), 500, "INTERNAL_SERVER_ERROR")


@pytest.mark.parametrize(
    "sent",
    [
        b"this is no HTTP\r\n\r\n",
        b"GET /metadata HTTP/1.1\r\n\r\n",
        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused_too(caller: Caller, sent: bytes) -> None:
    address = urlsplit(caller.provider.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(sent)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"Cache-Control: no-store" in head
    assert json.loads(body)["issue"][0]["details"]["coding"][0]["code"] == "BAD_REQUEST"


def test_a_consumer_that_leaves_does_no_harm(caller: Caller) -> None:
    address = urlsplit(caller.provider.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
    assert caller.send("read-a-location", LOCATION).status_code == 200


def test_every_request_leaves_an_audit_entry() -> None:
    with calling() as caller:
        caller.send("read-a-location", LOCATION)
        caller.send("read-a-location", "/Location/0")
        caller.send("read-a-location", LOCATION, Ssp_From="")
        rows = caller.provider.services.store.all("SELECT * FROM audit ORDER BY sequence")
        assert [(row["status"], row["error_code"]) for row in rows] == [
            (200, None),
            (404, "NO_RECORD_FOUND"),
            (400, "BAD_REQUEST"),
        ]
        assert json.loads(rows[0]["practitioner"])["id"] == "10019"


def test_the_editions_have_their_own_interaction_ids() -> None:
    with calling(Settings(edition="1.0.0")) as caller:
        statement = caller.send("get-the-capability-statement", "/metadata").json()
        assert statement["version"] == "1.0.0"
        later = "urn:nhs:names:services:gpconnect:fhir:rest:search:slot-1"
        said = refused(caller.send("search-for-free-slots", "/Slot", Ssp_InteractionID=later), 400, "BAD_REQUEST")
        assert "1.0.0" in said
