"""How answers are sent: a good answer has no finding, each fault exactly its own."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from gpconnect.conformance import answers
from gpconnect.conformance.declared import updates_without_read, xml_missing
from gpconnect.conformance.judge import judge_refusal
from gpconnect.conformance.rule import Judgement
from gpconnect.conformance.same_answer import judge_same_answer
from gpconnect.conformance.service_root import judge_other_practice, service_root_problems
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.raw import CLOSED, SILENT
from gpconnect.consumer.xml_body import to_xml
from gpconnect.spec import edition, interaction
from gpconnect.spec.vocabulary import MIME_TYPES, PROFILES

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "2",
    "meta": {"versionId": "3", "profile": [PROFILES["Patient"]]},
    "managingOrganization": {"reference": "Organization/14"},
}
GOOD_HEADERS = {
    "Content-Type": "application/fhir+json;charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Encoding": "gzip",
    "Strict-Transport-Security": "max-age=31536000",
    "Content-Location": "https://here/base/Patient/2/_history/3",
    "Last-Modified": "Sat, 02 Feb 2013 12:02:47 GMT",
}
LONG = b"{" + b" " * 2000 + b"}"


def answer(
    body: object = PATIENT, status: int = 200, key: str = "read-a-patient", method: str = "GET", **headers: str
) -> Exchange:
    sent = {name: value for name, value in {**GOOD_HEADERS, **headers}.items() if value}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = Request(key, method, "https://here/base/Patient/2", ())
    return Exchange(request, Response(status, list(sent.items()), content), datetime.now(UTC), 1)


def unanswered(failure: str) -> Exchange:
    return Exchange(Request("read-a-patient", "GET", "https://here/", ()), None, datetime.now(UTC), 1, failure)


def places(judgement: Judgement) -> list[str]:
    return [finding.where for finding in judgement.findings]


SEARCH = "search-for-free-slots"
JUDGES: list[tuple[Callable[[Exchange, str], Judgement], Exchange, str]] = [
    (answers.judge_not_stored, answer(**{"Cache-Control": "private"}), "Cache-Control"),
    (answers.judge_not_stored, answer(**{"Cache-Control": ""}), "Cache-Control"),
    (answers.judge_compressed, answer(LONG, **{"Content-Encoding": ""}), "Content-Encoding"),
    (answers.judge_compressed, answer(b"\x1f\x8b12", **{"Content-Encoding": ""}), "Content-Encoding"),
    (answers.judge_strict_transport, answer(**{"Strict-Transport-Security": ""}), "Strict-Transport-Security"),
    (
        answers.judge_strict_transport,
        answer(**{"Strict-Transport-Security": "max-age=0"}),
        "Strict-Transport-Security",
    ),
    (answers.judge_content_location, answer(**{"Content-Location": ""}), "Content-Location"),
    (answers.judge_content_location, answer(**{"Content-Location": "/base/Patient/22"}), "Content-Location"),
    (answers.judge_last_modified, answer(**{"Last-Modified": "yesterday"}), "Last-Modified"),
    (
        answers.judge_no_space_before_charset,
        answer(**{"Content-Type": "application/fhir+json; charset=utf-8"}),
        "Content-Type",
    ),
    (answers.judge_success_status, answer(status=404), "status"),
    (answers.judge_success_status, answer(status=200, key="book-an-appointment"), "status"),
    (answers.judge_sturdy, answer(status=500), "status"),
    (answers.judge_sturdy, answer(status=301), "status"),
    (answers.judge_sturdy, answer(b"oops", status=400), "body"),
    (answers.judge_sturdy, unanswered(CLOSED), "response"),
]


@pytest.mark.parametrize(("judge", "exchange", "place"), JUDGES)
def test_each_fault_is_one_finding(
    judge: Callable[[Exchange, str], Judgement], exchange: Exchange, place: str
) -> None:
    assert places(judge(exchange, "RAPP-021")) == [place]


@pytest.mark.parametrize("judge", dict.fromkeys(judge for judge, *_ in JUDGES))
def test_a_good_answer_has_no_finding(judge: Callable[[Exchange, str], Judgement]) -> None:
    assert places(judge(answer(), "GEN-030")) == []


def test_to_fail_over_a_request_breaks_its_success_besides() -> None:
    (finding,) = answers.judge_sturdy(answer(status=500), "GEN-050").findings
    assert finding.also == (interaction(answer().request.interaction).success,)


def test_an_absent_content_location_is_disputed() -> None:
    found = answers.judge_content_location(answer(**{"Content-Location": ""}), "FHIR-030").findings
    assert [(one.ambiguity, one.fails) for one in found] == [("AMB-041", False)]


def test_compression_that_was_ruled_out_is_found() -> None:
    assert places(answers.judge_uncompressed(answer(), "GEN-032")) == ["Content-Encoding"]
    assert places(answers.judge_uncompressed(answer(**{"Content-Encoding": ""}), "GEN-032")) == []
    short = answer(b"{}", **{"Content-Encoding": ""})
    assert places(answers.judge_compressed(short, "GEN-031")) == [], "too short to be worth it"
    by_another_name = answer(LONG, **{"Content-Encoding": "x-gzip"})
    assert places(answers.judge_compressed(by_another_name, "GEN-031")) == [], "RFC 7230, section 4.2.3"


def test_the_format_is_that_of_the_content_type() -> None:
    assert places(answers.judge_format(answer(), "GEN-012", "JSON")) == []
    assert places(answers.judge_format(answer(), "GEN-012", "XML")) == ["Content-Type"]


@pytest.mark.parametrize(
    ("what", "change", "place"),
    [
        ("its profile", {"meta": {"versionId": "3"}}, "Patient.meta.profile"),
        ("its version", {"meta": {"profile": [PROFILES["Patient"]]}}, "Patient.meta.versionId"),
        (
            "relative references only",
            {"managingOrganization": {"reference": "https://here/base/Organization/14"}},
            "Patient.managingOrganization.reference",
        ),
    ],
)
def test_records_are_checked_one_by_one(what: str, change: dict[str, Any], place: str) -> None:
    assert places(answers.judge_records(answer(), "FHIR-014", what)) == []
    assert places(answers.judge_records(answer({**PATIENT, **change}), "FHIR-014", what)) == [place]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": PATIENT}, {"resource": {**PATIENT, **change}}]}
    found = answers.judge_records(answer(bundle, key=SEARCH), "FHIR-014", what)
    assert places(found) == [f"Bundle.entry[1].resource.{place.removeprefix('Patient.')}"]


@pytest.mark.parametrize(
    ("exchange", "turned_away"),
    [
        (answer(b"", status=400), True),
        (answer(b"", status=501), True),
        (unanswered(CLOSED), True),
        (unanswered(f"{SILENT} 30 s"), False),
        (answer(status=200), False),
        (answer(b"", status=500), False),
        (answer(b"", status=302), False),
    ],
)
def test_a_broken_message_is_turned_away(exchange: Exchange, turned_away: bool) -> None:
    assert (not answers.judge_broken_message(exchange, "GEN-001").findings) is turned_away


def test_a_change_gives_another_version() -> None:
    found = answers.judge_change({"meta": {"versionId": "3"}}, answer(), "FHIR-016")
    assert "meta.versionId" in places(found)
    assert "meta.versionId" not in places(answers.judge_change({"meta": {"versionId": "2"}}, answer(), "FHIR-016"))


def test_json_and_xml_that_say_the_same_are_the_same_answer() -> None:
    in_xml = answer(to_xml(PATIENT), **{"Content-Type": MIME_TYPES["xml"]})
    assert places(judge_same_answer(answer(), in_xml, "GEN-017")) == []
    other = answer({**PATIENT, "active": True, "managingOrganization": {"reference": "Organization/15"}})
    assert places(judge_same_answer(in_xml, other, "GEN-017")) == [
        "Patient.managingOrganization.reference",
        "Patient.active",
    ]


def test_what_is_of_the_answer_itself_makes_no_difference() -> None:
    other = {**PATIENT, "id": "9"}
    first = {"resourceType": "Bundle", "id": "1", "entry": [{"resource": PATIENT}, {"resource": other}]}
    second = {"resourceType": "Bundle", "id": "2", "entry": [{"resource": other}, {"resource": PATIENT}]}
    known = answer(first, key=SEARCH)
    assert places(judge_same_answer(known, answer(second, key=SEARCH), "GEN-034")) == []
    second["entry"] = [{"resource": PATIENT}]
    assert places(judge_same_answer(known, answer(second, key=SEARCH), "GEN-034")) == ["Bundle.entry"]


def test_an_identifier_of_the_searchset_makes_no_difference() -> None:
    entry = [{"resource": PATIENT}]
    answers_ = [
        answer({"resourceType": "Bundle", "identifier": {"value": value}, "entry": entry}, key=SEARCH)
        for value in ("one", "two")
    ]
    assert places(judge_same_answer(*answers_, "GEN-034")) == []


def test_neither_the_order_of_elements_that_repeat_nor_the_spelling_of_a_narrative_makes_a_difference() -> None:
    identifiers = [{"system": "https://a.example", "value": "1"}, {"system": "https://b.example", "value": "2"}]
    name = [{"family": "Jones", "given": ["Ann", "Mary"]}]
    first = {**PATIENT, "identifier": identifiers, "name": name, "text": {"div": "<p title='x' id='y'>Ann</p>"}}
    second = {**first, "identifier": identifiers[::-1], "text": {"div": '<p id="y" title="x">Ann</p>'}}
    assert places(judge_same_answer(answer(first), answer(second), "GEN-017")) == []
    renamed = {**first, "name": [{"family": "Jones", "given": ["Mary", "Ann"]}], "text": {"div": "<p>Ann"}}
    assert places(judge_same_answer(answer(first), answer(renamed), "GEN-017")) == [
        "Patient.name[0].given[0]",
        "Patient.name[0].given[1]",
        "Patient.text.div",
    ]


def test_answers_that_are_the_same_must_bring_what_was_asked_for() -> None:
    empty = answer({"resourceType": "Bundle", "type": "searchset"})
    assert places(judge_same_answer(empty, empty, "GEN-034")) == ["resourceType"]


def test_an_unreadable_or_refused_answer_is_not_the_same() -> None:
    assert places(judge_same_answer(answer(), answer(b"oops"), "GEN-034")) == ["body"]
    assert places(judge_same_answer(answer(), answer(status=404), "GEN-034")) == ["status"]


def test_capability_statements_are_held_against_the_guidance() -> None:
    resource = {"type": "Appointment", "interaction": [{"code": "update"}]}
    statement = {"format": ["application/fhir+json"], "rest": [{"resource": [resource]}]}
    assert [one.where for one in xml_missing(statement)] == ["format"]
    assert list(xml_missing({"format": ["json", "xml"]})) == []
    assert [one.where for one in updates_without_read(statement)] == ["rest[0].resource[0].interaction"]
    resource["interaction"] = [{"code": "update"}, {"code": "read"}]
    assert list(updates_without_read(statement)) == []


@pytest.mark.parametrize(
    ("root", "right"),
    [
        ("https://here/A20047/STU3/1/gpconnect", True),
        ("https://here/A20047/STU3/1/gpconnect/appointments", True),
        ("https://here/A20047/stu3/1/gpconnect", False),
        ("https://here/A20047/STU3/2/gpconnect", False),
        ("https://here/STU3/1/gpconnect", False),
        ("https://here/A20047/STU3/1", False),
    ],
)
def test_a_service_root_url_names_its_versions(root: str, right: bool) -> None:
    assert (not list(service_root_problems(root, edition("1.2.7")))) is right


def outcome(code: str) -> dict[str, Any]:
    coding = {
        "code": code,
        "display": "x",
        "system": "https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1",
    }
    issue: dict[str, Any] = {
        "severity": "error",
        "code": "conflict",
        "diagnostics": "x",
        "details": {"coding": [coding]},
    }
    return {
        "resourceType": "OperationOutcome",
        "meta": {"profile": [PROFILES["OperationOutcome"]]},
        "issue": [issue],
    }


def test_a_version_conflict_needs_no_spine_error_code() -> None:
    conflict = answer(outcome("BAD_REQUEST"), status=409)
    assert places(judge_refusal(conflict, "a version that is not current", "GEN-042")) == []
    assert places(judge_refusal(conflict, "a duplicate", "ERR-016")) != []


@pytest.mark.parametrize("status", [301, 400, 404, 501, 503])
def test_another_practice_may_be_turned_away_in_any_way(status: int) -> None:
    assert not judge_other_practice(answer(b"<html/>", status), "SDS-016").findings


def test_another_practice_must_not_be_answered_for_this_one() -> None:
    assert not judge_other_practice(answer({**PATIENT, "id": "3"}), "SDS-016").findings
    assert [one.requirement for one in judge_other_practice(answer(), "SDS-016").findings] == ["SDS-016"]
    assert judge_other_practice(unanswered(CLOSED), "SDS-016").findings
