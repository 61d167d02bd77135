"""Base FHIR: a good body has no problem, and each thing wrong with it has exactly its own."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from gpconnect.conformance.base import base_problems, parse_resource
from gpconnect.conformance.rule import Problem
from gpconnect.spec.vocabulary import MIME_TYPES

Resource = dict[str, Any]
Steps = list[str | int]

JSON = MIME_TYPES["json"]
XML = MIME_TYPES["xml"]

SLOT = {
    "resourceType": "Slot",
    "id": "1584",
    "extension": [{"url": "https://example.org/colour", "valueString": "blue"}],
    "schedule": {"reference": "Schedule/14"},
    "status": "free",
    "start": "2025-06-02T11:30:00+01:00",
    "end": "2025-06-02T11:40:00+01:00",
    "overbooked": False,
}
PATIENT = {
    "resourceType": "Patient",
    "contained": [{"resourceType": "Organization", "id": "here", "name": "The Practice"}],
    "name": [{"use": "official", "family": "Jackson", "given": ["Jane", None], "_given": [None, {"id": "second"}]}],
    "telecom": [{"system": "phone", "value": "01454587554"}],
    "multipleBirthInteger": 2,
    "managingOrganization": {"reference": "#here"},
}
BUNDLE = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": SLOT}, {"resource": PATIENT}]}

SLOT_XML = """<Slot xmlns="http://hl7.org/fhir">
  <id value="1584"/>
  <extension url="https://example.org/colour"><valueString value="blue"/></extension>
  <schedule><reference value="Schedule/14"/></schedule>
  <status value="free"/>
  <start value="2025-06-02T11:30:00+01:00"/>
  <end value="2025-06-02T11:40:00+01:00"/>
  <overbooked value="false"/>
</Slot>"""
PATIENT_XML = """<Patient xmlns="http://hl7.org/fhir">
  <contained><Organization><id value="here"/><name value="The Practice"/></Organization></contained>
  <name><use value="official"/><family value="Jackson"/><given value="Jane"/><given id="second"/></name>
  <telecom><system value="phone"/><value value="01454587554"/></telecom>
  <multipleBirthInteger value="2"/>
  <managingOrganization><reference value="#here"/></managingOrganization>
</Patient>"""


def encoded(resource: Resource) -> bytes:
    return json.dumps(resource).encode()


def changed(resource: Resource, steps: Steps, value: object) -> Resource:
    """Return a copy with another value at the end of the steps; ``...`` takes the element away."""
    made = copy.deepcopy(resource)
    *outer, last = steps
    inner: Any = made
    for step in outer:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return made


def only_problem(raw: bytes, content_type: str = JSON) -> Problem:
    problems = base_problems(raw, content_type)
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]


@pytest.mark.parametrize("resource", [SLOT, PATIENT, BUNDLE], ids=lambda one: one["resourceType"])
def test_a_good_resource_has_no_problem(resource: Resource) -> None:
    assert base_problems(encoded(resource), JSON) == []


@pytest.mark.parametrize(
    ("raw", "expected", "actual"),
    [
        (b"", "a FHIR resource", "an empty body"),
        (b"  \r\n", "a FHIR resource", "an empty body"),
        (b"[]", "a JSON object", "[]"),
        (b'{"resourceType": "Slot",}', "JSON", "line 1 column"),
        (b"<html><body>Error</body></html>", "JSON", "<html>"),
        (b'{"resourceType": "Slot", "priority": NaN}', "JSON", "NaN"),
        (b'{"resourceType": "Sl\xff"}', "text in UTF-8", "0xff at offset 20"),
        (b"[" * 100_000, "a FHIR resource", "nested too deeply"),
    ],
)
def test_a_body_that_is_no_json_object_is_one_problem_about_the_body(
    raw: bytes, expected: str, actual: str
) -> None:
    problem = only_problem(raw)
    assert problem.where == "body"
    assert expected in problem.expected
    assert actual in problem.actual


def test_a_byte_order_mark_is_a_problem_and_the_resource_is_judged_all_the_same() -> None:
    problems = base_problems(b"\xef\xbb\xbf" + encoded(changed(SLOT, ["status"], 3)), JSON)
    assert [one.where for one in problems] == ["body", "Slot.status"]


def test_a_name_that_stands_twice_is_found_where_it_stands() -> None:
    raw = encoded(SLOT).replace(b'"reference": "Schedule/14"', b'"reference": "x", "reference": "Schedule/14"')
    problem = only_problem(raw)
    assert problem.where == "Slot.schedule.reference"
    assert "more than once" in problem.actual


BROKEN = [
    ("no resource type", SLOT, ["resourceType"], ..., "body.resourceType", "absent"),
    ("unknown resource type", SLOT, ["resourceType"], "Slott", "Slott.resourceType", "Slott"),
    ("datatype as resource type", SLOT, ["resourceType"], "Period", "Period.resourceType", "Period"),
    ("mandatory primitive dropped", SLOT, ["start"], ..., "Slot.start", "absent"),
    ("mandatory object dropped", SLOT, ["schedule"], ..., "Slot.schedule", "absent"),
    ("unknown element", SLOT, ["colour"], "blue", "Slot.colour", "present"),
    ("element named as a model field", SLOT, ["comment__ext"], {"id": "x"}, "Slot.comment__ext", "present"),
    ("comments of DSTU2", SLOT, ["fhir_comments"], ["x"], "Slot.fhir_comments", "present"),
    ("null", SLOT, ["comment"], None, "Slot.comment", "null"),
    ("null in an array of objects", PATIENT, ["telecom", 0], None, "Patient.telecom[0]", "null"),
    ("null without an extension", PATIENT, ["name", 0], {"given": [None]}, "Patient.name[0].given[0]", "null"),
    ("empty string", SLOT, ["comment"], "", "Slot.comment", '""'),
    ("empty array", SLOT, ["identifier"], [], "Slot.identifier", "an empty array"),
    ("empty object", SLOT, ["specialty"], [{}], "Slot.specialty[0]", "an empty object"),
    ("string for a boolean", SLOT, ["overbooked"], "false", "Slot.overbooked", '"false"'),
    ("number for a boolean", SLOT, ["overbooked"], 0, "Slot.overbooked", "0"),
    ("string for an integer", PATIENT, ["multipleBirthInteger"], "2", "Patient.multipleBirthInteger", '"2"'),
    ("boolean for an integer", PATIENT, ["multipleBirthInteger"], True, "Patient.multipleBirthInteger", "true"),
    ("number for a string", SLOT, ["comment"], 3, "Slot.comment", "3"),
    ("object for an array", SLOT, ["serviceType"], {"text": "x"}, "Slot.serviceType", '{"text"'),
    ("array for an object", SLOT, ["schedule"], [{"reference": "Schedule/1"}], "Slot.schedule", "[{"),
    ("object written as a string", SLOT, ["schedule"], '{"reference": "Schedule/1"}', "Slot.schedule",
     "Schedule/1"),
    ("extension of a primitive no object", SLOT, ["_start"], "3", "Slot._start", '"3"'),
    ("contained with an odd type", PATIENT, ["contained", 0, "resourceType"], {"x": 1},
     "Patient.contained[0].resourceType", '{"x": 1}'),
    ("blank in a uri", SLOT, ["extension", 0, "url"], "https://example.org/the colour", "Slot.extension[0].url",
     "the colour"),
    ("blank after a uri", SLOT, ["implicitRules"], "https://example.org/ ", "Slot.implicitRules", "org/ "),
    ("UUID in capitals", SLOT, ["implicitRules"], "urn:uuid:53fefa32-fcbb-4ff8-8a92-55EE120877B7",
     "Slot.implicitRules", "55EE"),
    ("string over a megabyte", SLOT, ["comment"], "x" * (1024 * 1024 + 1), "Slot.comment", "xxx"),
    ("instant without zone", SLOT, ["start"], "2025-06-02T11:30:00", "Slot.start", "2025-06-02T11:30:00"),
    ("instant with a space", SLOT, ["end"], "2025-06-02 11:40:00+01:00", "Slot.end", "2025-06-02 11"),
    ("bad id", SLOT, ["id"], "a b", "Slot.id", "a b"),
    ("extension without url", SLOT, ["extension"], [{"valueCode": "x"}], "Slot.extension[0].url", "absent"),
    ("extension without value", SLOT, ["extension"], [{"url": "x"}], "Slot.extension[0]", "neither"),
    ("period that ends early", PATIENT, ["name", 0, "period"], {"start": "2025-02", "end": "2025-01-31"},
     "Patient.name[0].period.end", "2025-01-31"),
    ("value without system", PATIENT, ["telecom", 0, "system"], ..., "Patient.telecom[0].system", "absent"),
    ("contained not used", PATIENT, ["managingOrganization"], ..., "Patient.contained[0].id", "here"),
    ("contained with version", PATIENT, ["contained", 0, "meta"], {"versionId": "1"},
     "Patient.contained[0].meta.versionId", '"1"'),
    ("contained of unknown type", PATIENT, ["contained", 0, "resourceType"], "Firm",
     "Patient.contained[0].resourceType", "Firm"),
    ("contained with neither name nor identifier", PATIENT, ["contained", 0, "name"], ...,
     "Patient.contained[0]", "neither"),
    ("fault in an entry", BUNDLE, ["entry", 0, "resource", "start"], "noon",
     "Bundle.entry[0].resource.start", "noon"),
    ("unknown element in an entry", BUNDLE, ["entry", 1, "resource", "colour"], "blue",
     "Bundle.entry[1].resource.colour", "present"),
    ("entry without resource", BUNDLE, ["entry", 0], {"fullUrl": "urn:x:1"}, "Bundle.entry[0].resource", "absent"),
    ("entry of unknown type", BUNDLE, ["entry", 0, "resource", "resourceType"], "Slott",
     "Bundle.entry[0].resource.resourceType", "Slott"),
    ("request in a searchset", BUNDLE, ["entry", 0, "request"], {"method": "GET", "url": "Slot"},
     "Bundle.entry[0].request", "present"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "steps", "value", "where", "actual"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_each_thing_wrong_is_exactly_one_problem(
    resource: Resource, steps: Steps, value: object, where: str, actual: str
) -> None:
    problems = base_problems(encoded(changed(resource, steps, value)), JSON)
    assert [one.where for one in problems] == [where], "\n".join(map(str, problems))
    assert actual in problems[0].actual


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("implicitRules", "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7"),
        ("implicitRules", "https://EXAMPLE.org/Rules/ABC"),
        ("comment", "x" * 1024 * 1024),
        ("comment", "UUIDs such as urn:uuid:53FEFA32-FCBB-4FF8-8A92-55EE120877B7 are not looked for here"),
    ],
)
def test_a_value_within_the_limits_of_its_type_is_no_problem(name: str, value: str) -> None:
    assert base_problems(encoded({**SLOT, name: value}), JSON) == []


def test_a_reference_to_no_contained_resource_leaves_that_one_unused_too() -> None:
    broken = changed(PATIENT, ["managingOrganization", "reference"], "#there")
    wheres = [one.where for one in base_problems(encoded(broken), JSON)]
    assert wheres == ["Patient.managingOrganization.reference", "Patient.contained[0].id"]


def test_all_that_is_wrong_is_found_at_once() -> None:
    broken = changed(changed(changed(SLOT, ["start"], ...), ["colour"], "blue"), ["overbooked"], "no")
    assert {one.where for one in base_problems(encoded(broken), JSON)} == {
        "Slot.start",
        "Slot.colour",
        "Slot.overbooked",
    }


@pytest.mark.parametrize(
    ("start", "end", "ends_early"),
    [
        ("2025-06-02", "2025-06-02", False),
        ("2025", "2024", True),
        ("2025-06-02T10:00:00Z", "2025-06-02T10:30:00+01:00", True),
        ("2025-06-02T10:00:00+01:00", "2025-06-02T09:30:00Z", False),
    ],
)
def test_a_period_is_judged_as_far_as_both_ends_are_precise(start: str, end: str, ends_early: bool) -> None:
    broken = changed(PATIENT, ["name", 0, "period"], {"start": start, "end": end})
    assert bool(base_problems(encoded(broken), JSON)) is ends_early


@pytest.mark.parametrize(("xml", "resource"), [(SLOT_XML, SLOT), (PATIENT_XML, PATIENT)], ids=["Slot", "Patient"])
def test_xml_reads_as_the_same_resource_in_json(xml: str, resource: Resource) -> None:
    assert base_problems(xml.encode(), XML) == []
    assert parse_resource(xml.encode(), XML) == resource


def test_xml_of_a_bundle_keeps_the_letters_of_its_values() -> None:
    inner = SLOT_XML.replace("11:30:00+01:00", "11:30:00.000+01:00")
    xml = f"""<Bundle xmlns="http://hl7.org/fhir"><type value="searchset"/>
      <entry><resource>{inner}</resource></entry></Bundle>"""
    start = parse_resource(xml.encode(), XML)["entry"][0]["resource"]["start"]
    assert start == "2025-06-02T11:30:00.000+01:00"


@pytest.mark.parametrize(
    ("old", "new", "where", "actual"),
    [
        ("http://hl7.org/fhir", "http://hl7.org/fhirr", "body", "{http://hl7.org/fhirr}Slot"),
        ("<Slot ", "<Slott ", "body", "mismatch"),
        ('<status value="free"/>', '<status value="free"/><colour value="x"/>', "Slot", "colour"),
        ('<status value="free"/>', '<status value="free" x="y"/>', "Slot.status", 'x="y"'),
        ('<status value="free"/>', '<status value="free"/><status value="busy"/>', "Slot.status", "same name"),
        ('<status value="free"/>', "<status/>", "Slot.status", "neither"),
        ('<overbooked value="false"/>', '<overbooked value="no"/>', "Slot.overbooked", '"no"'),
        ('<start value="2025-06-02T11:30:00+01:00"/>', "", "Slot.start", "absent"),
        ("<schedule>", "<schedule colour='x'>", "Slot.schedule", "colour"),
        ("<Slot ", "<Slot colour='x' ", "Slot", "colour"),
        ("<schedule>", "<schedule>on Monday", "Slot.schedule", "on Monday"),
        ("</schedule>", "</schedule>on Monday", "Slot", "on Monday"),
    ],
)
def test_each_thing_wrong_with_xml_is_found(old: str, new: str, where: str, actual: str) -> None:
    problems = base_problems(SLOT_XML.replace(old, new).encode(), XML)
    assert where in {one.where for one in problems}, problems
    assert any(actual in one.actual for one in problems), problems


def test_an_html_page_is_one_problem() -> None:
    problem = only_problem(b"<html><head><title>502 Bad Gateway</title></head></html>", XML)
    assert "FHIR" in problem.expected
    assert "html" in problem.actual


def test_an_entity_is_neither_resolved_nor_let_pass(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("free")
    doctype = f'<!DOCTYPE Slot [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    xml = doctype + SLOT_XML.replace('<id value="1584"/>', "<id>&leak;</id>")
    assert "document type" in only_problem(xml.encode(), XML).expected


@pytest.mark.parametrize(("raw", "kind"), [(b"", JSON), (b"[1]", JSON), (b"<html/>", XML), (b"<html/>", JSON)])
def test_a_body_without_resource_parses_as_an_empty_one(raw: bytes, kind: str) -> None:
    assert parse_resource(raw, kind) == {}


def test_what_is_wrong_in_the_same_resource_is_found_again_at_its_other_place() -> None:
    broken = changed(SLOT, ["status"], 3)
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": broken}, {"resource": broken}]}
    wheres = [one.where for one in base_problems(encoded(bundle), JSON)]
    assert wheres == ["Bundle.entry[0].resource.status", "Bundle.entry[1].resource.status"]
