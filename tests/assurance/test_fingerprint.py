"""Fingerprints: what differs from run to run leaves them as they are, what is another failure does not."""

import pytest

from gpconnect.assurance.fingerprint import fingerprint, masked
from gpconnect.conformance.finding import Finding
from gpconnect.spec.vocabulary import PROFILES


def of(where: str, expected: str, actual: str, requirement: str | None = "BOOK-014") -> str:
    return fingerprint(Finding(requirement, where, expected, actual))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            ("Bundle.entry[3].resource.start", "an instant", "absent"),
            ("Bundle.entry[17].resource.start", "an instant", "absent"),
        ),
        (
            ("start", "from 2026-11-22 to 2026-12-05", "2026-11-21"),
            ("start", "from 2027-01-01 to 2027-01-14", "2026-12-31"),
        ),
        (
            ("start", "not before 2026-06-22T09:00:00+01:00", "2026-06-22T08:50:00+01:00"),
            ("start", "not before 2026-11-22T10:00:00.123+00:00", "2026-11-22T09:50:00+00:00"),
        ),
        (("id", "slot-17", "slot-18"), ("id", "slot-3", "slot-4")),
        (("id", "4f5ab3c9", "beef"), ("id", "a0b1c2d3", "cafe")),
        (("meta.versionId", "another than 3", "3"), ("meta.versionId", "another than 12", "12")),
        (
            ("Slot/slot-17", "not offered, as it is booked", "free"),
            ("Slot/slot-2", "not offered, as it is booked", "free"),
        ),
        (
            ("Location", "[base]/Appointment/21", "http://127.0.0.1:40321/x/Appointment/7"),
            ("Location", "[base]/Appointment/a9-f", "http://127.0.0.1:51234/x/Appointment/8"),
        ),
        (
            ("ETag", 'W/"3" (the versionId in the body)', 'W/"2"'),
            ("ETag", 'W/"11" (the versionId in the body)', 'W/"10"'),
        ),
        (
            ("response", "a response", "ReadTimeout: nothing came for 0.2 s"),
            ("response", "a response", "ReadTimeout: nothing came for 30 s"),
        ),
        (
            ("status", "200", '500, {"id": "2f1a9a3e-1b1f-4a7e-9a3c-2f6f4e1d2c3b"}'),
            ("status", "200", '500, {"id": "9d1e9a3e-1b1f-4a7e-9a3c-2f6f4e1d2c3c"}'),
        ),
        (("start", "an instant", "2026-11-22T09:00Z"), ("start", "an instant", "2027-01-01T10:10Z")),
        (("body", "no token", "eyJhbGciOiJub25lIn0x"), ("body", "no token", "eyJhbGciOiJIUzI1NiJ9y")),
        (("entry", "Appointment/4 once", "2 times"), ("entry", "Appointment/9 once", "3 times")),
        (
            ("Last-Modified", "a date", "Sun, 22 Nov 2026 19:49:44 GMT"),
            ("Last-Modified", "a date", "Mon, 1 Mar 2027 00:00:01 GMT"),
        ),
    ],
)
def test_what_is_of_one_run_only_is_left_out(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert of(*one) == of(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("status", "200", "404"), ("status", "200", "500")),
        (
            ("status and Spine error code", "404 NO_RECORD_FOUND", "200"),
            ("status and Spine error code", "404 NO_RECORD_FOUND", "400"),
        ),
        (("status", "200 or 201", "404"), ("status", "200 or 204", "404")),
        (("id", "17", "absent"), ("id", "17", "18")),
        (("name", "a name", "absent"), ("name", "a name", "wrong")),
        (("Slot.start", "an instant", "absent"), ("Slot.end", "an instant", "absent")),
        (("entry", "one Patient", "0 of them"), ("entry", "one Patient", "3 of them")),
        (("start", "an instant", "2026-11-22T09:00:00"), ("start", "an instant", "22/11/2026 09:00")),
        (("start", "an instant", "2026-11-22T09:00:00"), ("start", "an instant", "2026-11-22T09:00:00Z")),
        (("start", "an instant", "2026-11-22T09:00Z"), ("start", "an instant", "2026-11-22T09:00:00Z")),
        (("extension", "RegistrationDetails-1", "absent"), ("extension", "RegistrationPeriods-1", "absent")),
        (("start", "an instant", "2026-11-22T09:00:00+00:00"), ("start", "an instant", "2026-11-22T09:00:00Z")),
        (("meta.profile", "its profile", PROFILES["Patient"]), ("meta.profile", "its profile", PROFILES["Slot"])),
        (
            ("Content-Type", "charset=utf-8", "charset=utf-16"),
            ("Content-Type", "charset=utf-8", "charset=iso-8859-1"),
        ),
        (("Content-Type", "charset=utf-8", "charset=utf-16"), ("Content-Type", "charset=utf-8", "charset=utf-32")),
        (
            ("handshake", "the offer is refused", "TLSv1.0 AES128"),
            ("handshake", "the offer is refused", "TLSv1.1 AES128"),
        ),
    ],
)
def test_another_failure_has_another_fingerprint(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert of(*one) != of(*other)


def test_another_requirement_has_another_fingerprint() -> None:
    assert of("name", "a name", "absent") != of("name", "a name", "absent", requirement="RORG-003")
    assert of("name", "a name", "absent") != of("name", "a name", "absent", requirement=None)


def test_whether_it_fails_is_no_part_of_it() -> None:
    assert fingerprint(Finding("BOOK-014", "a", "b", "c")) == fingerprint(
        Finding("BOOK-014", "a", "b", "c", "SHOULD")
    )


def test_the_urls_that_the_specification_fixes_are_kept() -> None:
    assert masked(PROFILES["Patient"]).endswith(PROFILES["Patient"])
    assert masked("https://provider.example:8443/A20047/x") == "https://<host>/A20047/x"
