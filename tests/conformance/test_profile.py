"""The profiles: a minimal good resource has no problem, and each rule broken in it has exactly its own."""

import copy
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator

from gpconnect.conformance.profile import bundle_problems, profile_problems
from gpconnect.spec.errors import code_systems
from gpconnect.spec.profile import profile_schema, profiled_types
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, PROFILES

Resource = dict[str, Any]
Steps = list[str | int]

VERIFICATION = "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1"
REGISTRATION_TYPE = "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-RegistrationType-1"
HUMAN_LANGUAGE = "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-HumanLanguage-1"
SNOMED = "http://snomed.info/sct"


def coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": code}]}


SLOT: Resource = {
    "resourceType": "Slot",
    "extension": [{"url": EXTENSIONS["delivery_channel"], "valueCode": "Video"}],
    "schedule": {"reference": "Schedule/14"},
    "status": "free",
    "start": "2025-06-02T11:30:00+01:00",
    "end": "2025-06-02T11:40:00+01:00",
}
SCHEDULE: Resource = {
    "resourceType": "Schedule",
    "actor": [{"reference": "Location/17"}, {"reference": "https://example.org/STU3/1/Practitioner/2"}],
    "planningHorizon": {"start": "2025-06-02T09:00:00+01:00"},
}
APPOINTMENT: Resource = {
    "resourceType": "Appointment",
    "contained": [{"resourceType": "Organization", "id": "1", "name": "The Practice"}],
    "extension": [
        {"url": EXTENSIONS["booking_organisation"], "valueReference": {"reference": "#1"}},
        {"url": "https://example.org/unknown", "valueString": "anything"},
    ],
    "status": "booked",
    "description": "Review",
    "start": "2025-06-02T11:30:00+01:00",
    "end": "2025-06-02T11:40:00+01:00",
    "slot": [{"reference": "Slot/1"}],
    "participant": [{"actor": {"reference": "Patient/1"}, "status": "accepted"}],
}
PATIENT: Resource = {
    "resourceType": "Patient",
    "extension": [
        {
            "url": EXTENSIONS["registration_details"],
            "extension": [{"url": "registrationType", "valueCodeableConcept": coded(REGISTRATION_TYPE, "T")}],
        },
        {
            "url": EXTENSIONS["nhs_communication"],
            "extension": [
                {"url": "language", "valueCodeableConcept": coded(HUMAN_LANGUAGE, "en")},
                {"url": "interpreterRequired", "valueBoolean": False},
            ],
        },
    ],
    "identifier": [
        {
            "extension": [
                {
                    "url": EXTENSIONS["nhs_number_verification_status"],
                    "valueCodeableConcept": coded(VERIFICATION, "01"),
                }
            ],
            "system": IDENTIFIER_SYSTEMS["nhs_number"],
            "value": "9476719931",
        },
        {"use": "secondary", "system": "https://example.org/local", "value": "17"},
    ],
    "name": [{"use": "official", "family": "Jackson"}, {"use": "nickname", "text": "JJ"}],
    "telecom": [{"system": "phone", "value": "01454587554"}],
    "birthDate": "1952-05-31",
    "_birthDate": {
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
                "valueDateTime": "1952-05-31T02:00:00Z",
            }
        ]
    },
}
PRACTITIONER: Resource = {
    "resourceType": "Practitioner",
    "identifier": [
        {"system": IDENTIFIER_SYSTEMS["sds_user"], "value": "111122223333"},
        {"system": IDENTIFIER_SYSTEMS["sds_role_profile"], "value": "1"},
        {"system": IDENTIFIER_SYSTEMS["sds_role_profile"], "value": "2"},
    ],
    "name": [{"family": "Black"}],
}
ORGANIZATION: Resource = {
    "resourceType": "Organization",
    "identifier": [{"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": "A00001"}],
    "type": [coded(CODE_SYSTEMS["organisation_type"], "gp-practice")],
    "name": "The Practice",
}
LOCATION: Resource = {
    "resourceType": "Location",
    "status": "active",
    "address": {"use": "work", "line": ["1 High Street"]},
    "physicalType": coded(SNOMED, "1"),
}
OUTCOME: Resource = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "not-found", "details": coded(code_systems()[0], "PATIENT_NOT_FOUND")}],
}
BUNDLE: Resource = {
    "resourceType": "Bundle",
    "meta": {"profile": [PROFILES["Bundle"]]},
    "type": "searchset",
    "entry": [{"resource": PATIENT}],
}
GOOD = [SLOT, SCHEDULE, APPOINTMENT, PATIENT, PRACTITIONER, ORGANIZATION, LOCATION, OUTCOME, BUNDLE]


def changed(resource: Resource, steps: Steps, value: object) -> Resource:
    """Return a copy with another value at the end of the steps; ``...`` takes the element away."""
    made = copy.deepcopy(resource)
    *outer, last = steps
    inner: Any = made
    for step in outer:
        inner = inner[step]
    if value is ...:
        del inner[last]
    elif isinstance(inner, list) and last == len(inner):
        inner.append(value)
    else:
        inner[last] = value
    return made


@pytest.mark.parametrize("resource", GOOD, ids=lambda one: str(one["resourceType"]))
def test_a_minimal_good_resource_fits_its_profile(resource: Resource) -> None:
    assert bundle_problems(resource) == profile_problems(resource) == []


def test_every_profile_of_the_specification_has_a_schema_and_a_good_resource_here() -> None:
    assert profiled_types() == set(PROFILES) == {one["resourceType"] for one in GOOD}


def test_a_type_without_profile_has_no_problem() -> None:
    assert profile_problems({"resourceType": "Basic"}) == []


BROKEN: list[tuple[str, Resource, Steps, object, str, str, str]] = [
    ("mandatory primitive dropped", SLOT, ["start"], ..., "start", "Slot.start is mandatory", "absent"),
    ("mandatory object dropped", SLOT, ["schedule"], ..., "schedule", "Slot.schedule is mandatory", "absent"),
    ("mandatory in a datatype dropped", SLOT, ["schedule"], {"display": "x"}, "schedule.reference", "mandatory",
     "absent"),
    ("mandatory only in the profile", APPOINTMENT, ["description"], ..., "description", "mandatory", "absent"),
    ("mandatory array dropped", APPOINTMENT, ["participant"], ..., "participant", "mandatory", "absent"),
    ("empty participant", APPOINTMENT, ["participant"], [], "participant", "at least 1", "0"),
    ("participant without actor", APPOINTMENT, ["participant", 0, "actor"], ..., "participant[0].actor",
     "mandatory", "absent"),
    ("prohibited element", SLOT, ["serviceCategory"], {"text": "x"}, "serviceCategory", "prohibited", '{"text"'),
    ("prohibited array", APPOINTMENT, ["supportingInformation"], [{"display": "x"}], "supportingInformation",
     "prohibited", "[{"),
    ("prohibited primitive", SCHEDULE, ["active"], True, "active", "prohibited", "true"),
    ("prohibited in a datatype", LOCATION, ["address", "state"], "West Yorkshire", "address.state", "prohibited",
     "West Yorkshire"),
    ("too many for the profile", PRACTITIONER, ["name", 1], {"family": "White"}, "name", "at most 1", "2"),
    ("code outside its value set", SLOT, ["status"], "bogus", "status", "one of busy, free", "bogus"),
    ("code of a datatype", LOCATION, ["address", "use"], "holiday", "address.use", "one of home", "holiday"),
    ("code in an array", APPOINTMENT, ["participant", 0, "status"], "gone", "participant[0].status",
     "one of accepted", "gone"),
    ("concept outside its value set", PATIENT,
     ["extension", 0, "extension", 0, "valueCodeableConcept", "coding", 0, "code"], "Z",
     "extension[0].extension[0].valueCodeableConcept.coding", "CareConnect-RegistrationType-1", '"Z"'),
    ("concept of another code system", PATIENT,
     ["identifier", 0, "extension", 0, "valueCodeableConcept", "coding", 0, "system"], "https://example.org",
     "identifier[0].extension[0].valueCodeableConcept.coding", "NHSNumberVerificationStatus-1", "example.org"),
    ("concept as text only", PATIENT,
     ["extension", 1, "extension", 0, "valueCodeableConcept"], {"text": "English"},
     "extension[1].extension[0].valueCodeableConcept.coding", "CareConnect-HumanLanguage-1", "absent"),
    ("wrong fixed value", BUNDLE, ["type"], "collection", "type", "searchset", "collection"),
    ("system of a Spine code", OUTCOME, ["issue", 0, "details", "coding", 0, "system"], "https://example.org",
     "issue[0].details.coding[0].system", code_systems()[0], "example.org"),
    ("unknown Spine code", OUTCOME, ["issue", 0, "details", "coding", 0, "code"], "LOST",
     "issue[0].details.coding", "Spine-ErrorOrWarningCode-1", "LOST"),
    ("Spine code without display", OUTCOME, ["issue", 0, "details", "coding", 0, "display"], ...,
     "issue[0].details.coding[0].display", "mandatory", "absent"),
    ("no details", OUTCOME, ["issue", 0, "details"], ..., "issue[0].details", "mandatory", "absent"),
    ("wrong reference type", SLOT, ["schedule", "reference"], "Slot/14", "schedule.reference",
     "a reference to Schedule", "Slot/14"),
    ("wrong absolute reference type", SCHEDULE, ["actor", 1, "reference"], "https://example.org/Patient/2",
     "actor[1].reference", "Location or Practitioner", "Patient/2"),
    ("reference that is none", SLOT, ["schedule", "reference"], "14", "schedule.reference", "Schedule", '"14"'),
    ("reference in an extension", APPOINTMENT, ["extension", 0, "valueReference", "reference"], "Patient/1",
     "extension[0].valueReference.reference", "Organization", "Patient/1"),
    ("extension with another type of value", SLOT, ["extension", 0],
     {"url": EXTENSIONS["delivery_channel"], "valueString": "Video"}, "extension[0].valueString", "prohibited",
     "Video"),
    ("extension without its value", PATIENT, ["identifier", 0, "extension", 0],
     {"url": EXTENSIONS["nhs_number_verification_status"]}, "identifier[0].extension[0].valueCodeableConcept",
     "mandatory", "absent"),
    ("extension twice", SLOT, ["extension", 1], {"url": EXTENSIONS["delivery_channel"], "valueCode": "Video"},
     "extension", "0..1 with url", "2"),
    ("inner extension dropped", PATIENT, ["extension", 1, "extension", 0], ..., "extension[1].extension",
     "1..1 with url language", "0"),
    ("inner extension twice", PATIENT, ["extension", 1, "extension", 2],
     {"url": "interpreterRequired", "valueBoolean": True}, "extension[1].extension",
     "0..1 with url interpreterRequired", "2"),
    ("inner extension prohibited", PATIENT, ["extension", 0, "extension", 1],
     {"url": "registrationStatus", "valueString": "x"}, "extension[0].extension", "registrationStatus (prohibited)",
     "1"),
    ("value beside inner extensions", PATIENT, ["extension", 0, "valueString"], "x", "extension[0].valueString",
     "prohibited", '"x"'),
    ("extension of a primitive", PATIENT, ["_birthDate", "extension", 0],
     {"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDate": "1952-05-31"},
     "_birthDate.extension[0].valueDate", "prohibited", "1952"),
    ("mandatory slice dropped", PATIENT, ["name", 0, "use"], "usual", "name", "1..1 with use official", "0"),
    ("array of a mandatory slice dropped", PATIENT, ["name"], ..., "name", "Patient.name is mandatory", "absent"),
    ("slice twice", PATIENT, ["name", 1], {"use": "official", "family": "Smith"}, "name",
     "1..1 with use official", "2"),
    ("mandatory in a slice dropped", PATIENT, ["name", 0, "family"], ..., "name[0].family",
     "Patient.name:official.family is mandatory", "absent"),
    ("prohibited in a slice", PATIENT, ["identifier", 0, "use"], "usual", "identifier[0].use",
     "Patient.identifier:nhsNumber.use is prohibited", "usual"),
    ("item outside a closed slicing", LOCATION, ["physicalType", "coding", 0, "system"], "https://example.org",
     "physicalType.coding[0].system", f"one of {SNOMED}", "example.org"),
    ("choice left with one type", PATIENT, ["multipleBirthInteger"], 2, "multipleBirthInteger", "prohibited", "2"),
    ("instant without zone", SLOT, ["end"], "2025-06-02T11:40:00", "end", "a valid instant", "11:40:00"),
    ("line break after an instant", SLOT, ["end"], "2025-06-02T11:40:00Z\n", "end", "a valid instant", "\\n"),
    ("dateTime without seconds", SCHEDULE, ["planningHorizon", "start"], "2025-06-02T09:00Z",
     "planningHorizon.start", "a valid dateTime", "09:00Z"),
    ("date that is none", PATIENT, ["birthDate"], "31/05/1952", "birthDate", "a valid date", "31/05/1952"),
    ("id too long", SLOT, ["id"], "x" * 65, "id", "a valid id", "xxx"),
    ("string for a positive integer", APPOINTMENT, ["minutesDuration"], "10", "minutesDuration",
     "a valid positiveInt", '"10"'),
    ("zero for a positive integer", APPOINTMENT, ["minutesDuration"], 0, "minutesDuration", "a valid positiveInt",
     "0"),
    ("object for an array", PATIENT, ["telecom"], {"system": "phone", "value": "1"}, "telecom", "a JSON array",
     "{"),
    ("array for an object", LOCATION, ["address"], [{"city": "Leeds"}], "address", "a valid Address", "[{"),
    ("in a contained resource", APPOINTMENT, ["contained", 0, "name"], ..., "contained[0].name",
     "Organization.name is mandatory", "absent"),
    ("element that a searchset must not have", BUNDLE, ["total"], 1, "total", "prohibited", "1"),
    ("extension without url", SLOT, ["modifierExtension"], [{"valueCode": "x"}],
     "modifierExtension[0].url", "mandatory", "absent"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "steps", "value", "where", "expected", "actual"),
    [row[1:] for row in BROKEN],
    ids=[row[0] for row in BROKEN],
)
def test_each_rule_broken_is_exactly_one_problem(
    resource: Resource, steps: Steps, value: object, where: str, expected: str, actual: str
) -> None:
    problems = profile_problems(changed(resource, steps, value))
    assert [one.where for one in problems] == [where], "\n".join(map(str, problems))
    assert expected in problems[0].expected
    assert actual in problems[0].actual


@pytest.mark.parametrize(
    "resource", [*GOOD, *(changed(*row[1:4]) for row in BROKEN)], ids=lambda one: str(one["resourceType"])
)
def test_the_fast_validator_says_what_the_explaining_one_says(resource: Resource) -> None:
    schema = profile_schema(resource["resourceType"])
    exact = Draft202012Validator(schema).is_valid(resource)
    ends_in_line_break = any(isinstance(one, str) and one.endswith("\n") for one in resource.values())
    assert jsonschema_rs.Draft202012Validator(schema).is_valid(resource) is (exact and not ends_in_line_break)


ALLOWED: list[tuple[str, Resource, Steps, object]] = [
    ("unknown extension", SLOT, ["extension", 0], {"url": "https://example.org/x", "valueInteger": 3}),
    ("mandatory primitive as an extension", changed(SLOT, ["start"], ...), ["_start"],
     {"extension": [{"url": "https://example.org/absent", "valueCode": "unknown"}]}),
    ("reference within a Bundle", SLOT, ["schedule", "reference"], "urn:uuid:0a0b0c0d-0000-4000-8000-000000000000"),
    ("reference to a version", SLOT, ["schedule", "reference"], "Schedule/14/_history/2"),
    ("reference to a Device", APPOINTMENT, ["participant", 0, "actor", "reference"], "Device/1"),
    ("identifier of another system keeps its use", PATIENT, ["identifier", 1, "use"], "usual"),
    ("code outside an extensible value set", ORGANIZATION, ["type", 0, "coding", 0, "code"], "pharmacy"),
    ("text beside a coding", PATIENT, ["extension", 1, "extension", 0, "valueCodeableConcept", "text"], "English"),
    ("Spine code without system", OUTCOME, ["issue", 0, "details", "coding", 0, "system"], ...),
    ("the other system of a Spine code", OUTCOME, ["issue", 0, "details", "coding", 0, "system"],
     code_systems()[1]),
    ("empty searchset", BUNDLE, ["entry"], ...),
    ("no extension at all", SLOT, ["extension"], ...),
    ("null beside the extension of an item", PATIENT, ["name", 0, "given"], ["Jane", None]),
    ("a searchset that does not claim the profile has a total", changed(BUNDLE, ["total"], 1), ["meta"], ...),
]  # fmt: skip


@pytest.mark.parametrize(
    ("resource", "steps", "value"), [row[1:] for row in ALLOWED], ids=[row[0] for row in ALLOWED]
)
def test_what_the_definition_allows_is_no_problem(resource: Resource, steps: Steps, value: object) -> None:
    assert profile_problems(changed(resource, steps, value)) == []


def test_a_bundle_is_judged_with_everything_in_it() -> None:
    broken = changed(changed(BUNDLE, ["type"], "batch"), ["entry", 0, "resource", "name"], ...)
    broken = changed(broken, ["entry", 1], {"resource": changed(SLOT, ["status"], "bogus")})
    wheres = [one.where for one in bundle_problems(broken)]
    assert wheres == ["type", "entry[0].resource.name", "entry[1].resource.status"]


def test_a_bundle_by_itself_is_judged_without_what_its_entries_hold() -> None:
    assert profile_problems(changed(BUNDLE, ["entry", 0, "resource", "name"], ...)) == []


@pytest.mark.parametrize(
    "resource",
    [{}, {"resourceType": ["Slot"]}, {"resourceType": "Slot", "extension": "x", "schedule": 3, "contained": [1]}],
)
def test_a_resource_out_of_shape_never_raises(resource: Resource) -> None:
    assert all(one.expected for one in [*profile_problems(resource), *bundle_problems(resource)])
