"""Faults in the content of resources: elements dropped, forbidden ones added, wrong values and references."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gpconnect.provider.fault_catalogue.building import (
    Element,
    fault,
    in_extension,
    on,
    owners,
    plus,
    plus_extension,
    with_value,
    without,
    without_extension,
)
from gpconnect.provider.faults import Fault
from gpconnect.spec.vocabulary import (
    CODE_SYSTEMS,
    EXTENSIONS,
    IDENTIFIER_SYSTEMS,
    LIMITS,
    OPERATION_DEFINITIONS,
)

Change = Callable[[Element], object]

# Where each type of resource shows: the interactions that return it.
_SHOWS_IN = {
    "Patient": "find-a-patient read-a-patient register-a-patient",
    "Practitioner": "find-a-practitioner read-a-practitioner search-for-free-slots",
    "Organization": "find-an-organisation read-an-organisation search-for-free-slots",
    "Location": "read-a-location search-for-free-slots",
    "Slot": "search-for-free-slots",
    "Schedule": "search-for-free-slots",
    "Appointment": "book-an-appointment retrieve-a-patients-appointments amend-an-appointment "
    "cancel-an-appointment read-an-appointment",
    "CapabilityStatement": "get-the-capability-statement",
}
_RECORDS = tuple(kind for kind in _SHOWS_IN if kind != "CapabilityStatement")

_POPULATED: Mapping[str, str] = {
    "Patient": "identifier name birthDate gender address telecom contact managingOrganization name.use "
    "name.family identifier.value identifier.system address.use telecom.use telecom.value telecom.system "
    "contact.relationship contact.name contact.telecom contact.address contact.gender "
    "contact.address.use contact.telecom.use",
    "Practitioner": "identifier name gender identifier.value identifier.system name.family",
    "Organization": "identifier name address telecom identifier.value identifier.system address.use "
    "telecom.use telecom.value telecom.system",
    "Location": "name address telecom managingOrganization address.use telecom.use telecom.value telecom.system",
    "Slot": "serviceType schedule status start end serviceType.text",
    "Schedule": "actor planningHorizon planningHorizon.start planningHorizon.end",
    "Appointment": "status serviceCategory serviceType description start end slot created participant contained "
    "participant.status participant.actor contained.name contained.telecom contained.identifier comment",
    "CapabilityStatement": "version fhirVersion software software.name software.version acceptUnknown format "
    "profile rest rest.resource rest.operation rest.resource.interaction rest.resource.searchParam "
    "rest.resource.searchInclude status date kind",
}
_EXTENSIONS: Mapping[str, str] = {
    "Patient": "registration_details nhs_communication",
    "Practitioner": "nhs_communication",
    "Slot": "delivery_channel",
    "Schedule": "practitioner_role",
    "Appointment": "practitioner_role delivery_channel booking_organisation cancellation_reason",
}


def _concept(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


_SPECIALTY = {"specialty": [{"text": "General medicine"}]}
_PHONE = [{"system": "phone", "value": "01132000001", "use": "work"}]
_ADDRESS = [{"use": "work", "line": ["1 High Street"], "city": "Leeds", "postalCode": "LS1 1AA"}]
_PHOTO = [{"contentType": "image/png", "url": "https://photos.example/1"}]
_ENDPOINT = [{"reference": "Endpoint/endpoint-1"}]
_NOT_POPULATED: Mapping[str, Mapping[str, dict[str, Any]]] = {
    "Patient": {
        "marital-status": {"maritalStatus": _concept(CODE_SYSTEMS["marital_status"], "M", "Married")},
        "multiple-birth": {"multipleBirthBoolean": False},
    },
    "Practitioner": {
        "telecom": {"telecom": _PHONE},
        "address": {"address": _ADDRESS},
        "birth-date": {"birthDate": "1970-01-01"},
        "photo": {"photo": _PHOTO},
        "qualification": {"qualification": [{"code": {"text": "MB BS"}}]},
    },
    "Organization": {"contact": {"contact": [{"telecom": _PHONE}]}, "endpoint": {"endpoint": _ENDPOINT}},
    "Location": {"endpoint": {"endpoint": _ENDPOINT}},
    "Slot": {"specialty": _SPECIALTY},
    "Schedule": {"specialty": _SPECIALTY},
    "Appointment": {
        "specialty": _SPECIALTY,
        "reason": {"reason": [_concept(CODE_SYSTEMS["snomed_ct"], "386661006", "Fever")]},
    },
}
_EXCLUDED_EXTENSIONS: Mapping[str, dict[str, Any]] = {
    "ethnic_category": {"valueCodeableConcept": _concept(CODE_SYSTEMS["ethnic_category"], "A", "British")},
    "religious_affiliation": {"valueCodeableConcept": _concept(CODE_SYSTEMS["snomed_ct"], "160567001", "Quaker")},
    "cadaveric_donor": {"valueBoolean": True},
    "residential_status": {
        "valueCodeableConcept": _concept(CODE_SYSTEMS["residential_status"], "H", "UK resident")
    },
    "treatment_category": {"valueCodeableConcept": _concept(CODE_SYSTEMS["treatment_category"], "01", "Exempt")},
    "birth_place": {"valueAddress": {"city": "Leeds"}},
}


def _lines_in_one(resource: Element) -> None:
    for owner, name in owners(resource, "address.line"):
        owner[name] = ["\n".join(owner[name])]


def _blank_city(resource: Element) -> None:
    with_value("address.city", " ")(resource)


def _two_official_names(resource: Element) -> None:
    resource["name"] = [*resource["name"], *resource["name"]]


def _absolute(resource: object) -> None:
    """Make the references of a resource absolute, apart from those to what it contains."""
    if isinstance(resource, list):
        for one in resource:
            _absolute(one)
    elif isinstance(resource, dict):
        text = resource.get("reference")
        if isinstance(text, str) and not text.startswith("#"):
            resource["reference"] = f"https://provider.example/{text}"
        for one in resource.values():
            _absolute(one)


def _dangling(resource: object, kind: str) -> None:
    """Let the references to one type of resource lead nowhere."""
    if isinstance(resource, list):
        for one in resource:
            _dangling(one, kind)
    elif isinstance(resource, dict):
        if str(resource.get("reference", "")).startswith(f"{kind}/"):
            resource["reference"] = f"{kind}/there-is-none"
        for one in resource.values():
            _dangling(one, kind)


def _wrong_code(element: Element) -> None:
    if "valueCode" in element:
        element["valueCode"] = "Letter"
    else:
        element["valueCodeableConcept"]["coding"][0]["code"] = "Letter"


def _without_branch(details: Element) -> None:
    details["extension"] = [one for one in details["extension"] if one["url"] != "preferredBranchSurgery"]


def _another_id(resource: Element) -> None:
    resource["id"] = f"{resource['id']}-1"


def _longer(name: str) -> Change:
    def change(resource: Element) -> None:
        if name in resource:
            resource[name] = f"{resource[name]} (changed)"

    return change


def _earlier(resource: Element) -> None:
    resource["start"] = resource["end"]


def _one_participant_less(kind: str) -> Change:
    def change(resource: Element) -> None:
        taking_part = resource["participant"]
        resource["participant"] = [one for one in taking_part if f"{kind}/" not in one["actor"]["reference"]]

    return change


def _one_item_less(path: str, key: str, value: str) -> Change:
    """Drop the items of a list whose key has this value."""

    def change(resource: Element) -> None:
        for owner, name in owners(resource, path):
            owner[name] = [one for one in owner[name] if not (isinstance(one, dict) and one.get(key) == value)]

    return change


def _without_value(path: str, value: str) -> Change:
    def change(resource: Element) -> None:
        for owner, name in owners(resource, path):
            owner[name] = [one for one in owner[name] if one != value]

    return change


def _twice(path: str) -> Change:
    """Repeat the first item of the lists at a path."""

    def change(resource: Element) -> None:
        for owner, name in owners(resource, path):
            owner[name] = [owner[name][0], *owner[name]]

    return change


def _without_all(*names: str) -> Change:
    def change(resource: Element) -> None:
        for name in names:
            resource.pop(name, None)

    return change


def _always_versioned(statement: Element) -> None:
    for rest in statement["rest"]:
        for one in rest["resource"]:
            one["versioning"] = "always"


_ANOTHER_OPERATION = OPERATION_DEFINITIONS["gpc.registerpatient"].replace("RegisterPatient", "GetStructuredRecord")

_OTHERS: Mapping[str, Mapping[str, tuple[str, Change]]] = {
    "Patient": {
        "nhs-number-system-wrong": (
            "the NHS number stands in the system of SDS users",
            with_value("identifier.system", IDENTIFIER_SYSTEMS["sds_user"]),
        ),
        "nhs-number-of-another": ("the NHS number is another one", with_value("identifier.value", "9000000009")),
        "nhs-number-invalid": (
            "the NHS number has a wrong check digit",
            with_value("identifier.value", "9990000019"),
        ),
        "verification-missing": (
            "the NHS number does not say whether it is verified",
            without_extension(EXTENSIONS["nhs_number_verification_status"], "identifier"),
        ),
        "verification-wrong": (
            "NHS numbers are marked as present but not traced",
            in_extension(
                EXTENSIONS["nhs_number_verification_status"],
                with_value("valueCodeableConcept.coding.code", "02"),
            ),
        ),
        "name-use-wrong": ("names have the use nickname", with_value("name.use", "nickname")),
        "two-official-names": ("there are two official names", _two_official_names),
        "gender-unknown-code": ("the gender is no code", with_value("gender", "woman")),
        "birth-date-wrong": ("the date of birth is another one", with_value("birthDate", "1900-01-01")),
        "birth-date-no-date": ("the date of birth is no date", with_value("birthDate", "1 May 1980")),
        "inactive": ("patients are marked as not active", with_value("active", False)),
        "relationship-coded": (
            "the relationship of a contact is coded",
            with_value("contact.relationship", [_concept("http://hl7.org/fhir/v2/0131", "N", "Next-of-Kin")]),
        ),
        "branch-missing": (
            "there is no preferred branch surgery",
            in_extension(EXTENSIONS["registration_details"], _without_branch),
        ),
        "branch-dangling": ("the preferred branch surgery does not exist", lambda one: _dangling(one, "Location")),
        "branch-of-another-practice": (
            "the preferred branch surgery is one of another practice",
            in_extension("preferredBranchSurgery", with_value("valueReference.reference", "Location/location-31")),
        ),
        "organisation-dangling": (
            "the managing organisation does not exist",
            lambda one: _dangling(one, "Organization"),
        ),
        "organisation-another": (
            "the managing organisation is another practice",
            with_value("managingOrganization.reference", "Organization/organisation-23"),
        ),
        "address-lines-in-one": ("all lines of an address stand in one", _lines_in_one),
        "address-blank": ("a city is blank", _blank_city),
        "address-text": ("addresses have text", with_value("address", [{"use": "home", "text": "1 High Street"}])),
        "contact-point-system-wrong": ("telecom has an unknown system", with_value("telecom.system", "pigeon")),
    },
    "Practitioner": {
        "identifier-system-wrong": (
            "SDS user IDs stand in the system of NHS numbers",
            with_value("identifier.system", IDENTIFIER_SYSTEMS["nhs_number"]),
        ),
        "identifier-value-wrong": ("identifiers are others", with_value("identifier.value", "000000000000")),
        "two-names": ("there are two names", _two_official_names),
        "role-profiles-missing": (
            "there are no SDS role profile IDs",
            _one_item_less("identifier", "system", IDENTIFIER_SYSTEMS["sds_role_profile"]),
        ),
        "gender-unknown-code": ("the gender is no code", with_value("gender", "woman")),
    },
    "Organization": {
        "identifier-system-wrong": (
            "the ODS code stands in the system of ODS sites",
            with_value("identifier.system", IDENTIFIER_SYSTEMS["ods_site"]),
        ),
        "identifier-value-wrong": ("the ODS code is another one", with_value("identifier.value", "Z00000")),
        "address-lines-in-one": ("all lines of an address stand in one", _lines_in_one),
        "address-blank": ("a city is blank", _blank_city),
        "address-text": ("addresses have text", with_value("address", [{"use": "work", "text": "1 High Street"}])),
    },
    "Location": {
        "identifier-of-organisation": (
            "a location is identified by an ODS organisation code",
            plus(identifier=[{"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": "A20047"}]),
        ),
        "organisation-dangling": (
            "the managing organisation does not exist",
            lambda one: _dangling(one, "Organization"),
        ),
        "status-wrong": ("the status is no code", with_value("status", "open")),
        "address-line-in-one": ("all lines of an address stand in one", _lines_in_one),
    },
    "Slot": {
        "channel-unknown": (
            "the delivery channel is no code",
            in_extension(EXTENSIONS["delivery_channel"], _wrong_code),
        ),
        "schedule-dangling": ("the schedule does not exist", lambda one: _dangling(one, "Schedule")),
        "busy": ("slots are marked as busy", with_value("status", "busy")),
        "empty": ("slots end when they start", _earlier),
        "start-no-time": ("slots start at a date", with_value("start", "2026-01-01")),
    },
    "Schedule": {
        "role-unknown": (
            "the practitioner's role is no code",
            in_extension(EXTENSIONS["practitioner_role"], _wrong_code),
        ),
        "practitioner-dangling": ("the practitioner does not exist", lambda one: _dangling(one, "Practitioner")),
        "location-dangling": ("the location does not exist", lambda one: _dangling(one, "Location")),
        "horizon-in-utc": (
            "the planning horizon is in UTC with Z",
            with_value("planningHorizon.start", "2026-01-01T09:00:00Z"),
        ),
    },
    "Appointment": {
        "channel-unknown": (
            "the delivery channel is no code",
            in_extension(EXTENSIONS["delivery_channel"], _wrong_code),
        ),
        "role-unknown": (
            "the practitioner's role is no code",
            in_extension(EXTENSIONS["practitioner_role"], _wrong_code),
        ),
        "slot-dangling": ("the slots do not exist", lambda one: _dangling(one, "Slot")),
        "patient-dangling": ("the patient does not exist", lambda one: _dangling(one, "Patient")),
        "location-dangling": ("the location does not exist", lambda one: _dangling(one, "Location")),
        "practitioner-dangling": ("the practitioner does not exist", lambda one: _dangling(one, "Practitioner")),
        "patient-missing": ("no patient takes part", _one_participant_less("Patient")),
        "location-missing": ("no location takes part", _one_participant_less("Location")),
        "status-wrong": ("the status is pending", with_value("status", "pending")),
        "status-no-code": ("the status is no code", with_value("status", "done")),
        "description-wrong": ("the description is another one", _longer("description")),
        "comment-wrong": ("the comment is another one", _longer("comment")),
        "start-wrong": ("the start is another one", _earlier),
        "created-wrong": (
            "the time of creation is another one",
            with_value("created", "2019-01-01T09:00:00+00:00"),
        ),
        "organisation-name-wrong": (
            "the booking organisation is another one",
            with_value("contained.name", "Another"),
        ),
        "organisation-code-wrong": (
            "the booking organisation's ODS code is another one",
            with_value("contained.identifier.value", "Z00000"),
        ),
        "organisation-not-contained": ("the booking organisation is not contained", without("contained")),
        "service-type-wrong": ("the slot type is another one", with_value("serviceType", [{"text": "Another"}])),
        "service-category-wrong": (
            "the category is another one",
            with_value("serviceCategory", {"text": "Another"}),
        ),
        "reason-of-cancellation-wrong": (
            "the cancellation reason is another one",
            in_extension(EXTENSIONS["cancellation_reason"], with_value("valueString", "Another")),
        ),
    },
    "CapabilityStatement": {
        "version-wrong": ("the edition is another one", with_value("version", "0.1.0")),
        "fhir-version-wrong": ("the FHIR version is another one", with_value("fhirVersion", "1.0.2")),
        "unknown-refused": ("unknown elements are said to be refused", with_value("acceptUnknown", "no")),
        "kind-wrong": ("the kind is no code", with_value("kind", "server")),
        "json-missing": ("JSON is not among the formats", _without_value("format", "application/fhir+json")),
        "appointment-missing": (
            "Appointment is not declared",
            _one_item_less("rest.resource", "type", "Appointment"),
        ),
        "slot-missing": ("Slot is not declared", _one_item_less("rest.resource", "type", "Slot")),
        "patient-missing": ("Patient is not declared", _one_item_less("rest.resource", "type", "Patient")),
        "xml-not-declared": ("XML is not among the formats", _without_value("format", "application/fhir+xml")),
        "as-client": ("it says what the system does as a client", with_value("rest.mode", "client")),
        "type-twice": ("a type is declared twice", _twice("rest.resource")),
        "parameter-twice": ("a search parameter is declared twice", _twice("rest.resource.searchParam")),
        "versioning-unknown": ("versioning is no code", _always_versioned),
        "nothing-told": (
            "it has no description, no software and no implementation",
            _without_all("description", "software", "implementation"),
        ),
        "parameter-type-wrong": (
            "search parameters have another type",
            with_value("rest.resource.searchParam.type", "string"),
        ),
        "operation-definition-of-another": (
            "the operation refers to the definition of another",
            with_value("rest.operation.definition.reference", _ANOTHER_OPERATION),
        ),
        "placeholders-left": (
            "publisher and software are those of the example",
            plus(publisher="[Name]", software={"name": "[Name]", "version": "[Version]"}),
        ),
        "read-missing": ("no type can be read", _one_item_less("rest.resource.interaction", "code", "read")),
    },
}


def _dropped() -> Iterator[Fault]:
    for kind, paths in _POPULATED.items():
        for path in paths.split():
            name = f"{kind.lower()}-{path.replace('.', '-').lower()}-missing"
            yield fault(name, f"{kind}.{path} is never populated", on(kind, without(path)), _SHOWS_IN[kind])
    for kind, names in _EXTENSIONS.items():
        for one in names.split():
            name = f"{kind.lower()}-{one.replace('_', '-')}-missing"
            change = without_extension(EXTENSIONS[one])
            yield fault(name, f"{kind} never has the extension {one}", on(kind, change), _SHOWS_IN[kind])


def _added() -> Iterator[Fault]:
    for kind, additions in _NOT_POPULATED.items():
        for what, elements in additions.items():
            name = f"{kind.lower()}-{what}-populated"
            breaks = f"{kind}.{next(iter(elements))} is populated"
            yield fault(name, breaks, on(kind, plus(**elements)), _SHOWS_IN[kind])
    for one, value in _EXCLUDED_EXTENSIONS.items():
        name = f"patient-{one.replace('_', '-')}-populated"
        change = plus_extension(one, **value)
        yield fault(name, f"Patient has the extension {one}", on("Patient", change), _SHOWS_IN["Patient"])


# A practitioner refers to nothing; nothing reads a slot or a schedule by its ID, to tell another ID or version.
_UNTOLD = {
    ("Practitioner", "references-absolute"),
    *((kind, name) for kind in ("Slot", "Schedule") for name in ("id-of-another", "version-wrong")),
}


def _in_common() -> Iterator[Fault]:
    changes: dict[str, tuple[str, Change]] = {
        "id-missing": ("has no logical ID", without("id")),
        "id-of-another": ("has another logical ID", _another_id),
        "version-missing": ("has no meta.versionId", without("meta.versionId")),
        "version-wrong": ("has another meta.versionId than its ETag", with_value("meta.versionId", "99")),
        "profile-missing": ("names no profile", without("meta.profile")),
        "profile-wrong": (
            "claims the base FHIR profile",
            lambda one: with_value(
                "meta.profile", [f"http://hl7.org/fhir/StructureDefinition/{one['resourceType']}"]
            )(one),
        ),
        "references-absolute": ("refers to other resources by absolute URLs", _absolute),
    }
    for kind in _RECORDS:
        for name, (breaks, change) in changes.items():
            if (kind, name) in _UNTOLD:
                continue
            yield fault(f"{kind.lower()}-{name}", f"{kind} {breaks}", on(kind, change), _SHOWS_IN[kind])


def _other_values() -> Iterator[Fault]:
    for kind, changes in _OTHERS.items():
        for name, (breaks, change) in changes.items():
            yield fault(f"{kind.lower()}-{name}", f"{kind}: {breaks}", on(kind, change), _SHOWS_IN[kind])


def _odd_primitives() -> Iterator[Fault]:
    kind = "CapabilityStatement"
    changes: dict[str, tuple[str, Element]] = {
        "uuid-in-capitals": ("a UUID is in capitals", {"url": "urn:uuid:53FEFA32-FCBB-4FF8-8A92-55EE120877B7"}),
        "string-over-a-megabyte": (
            "a string is longer than 1 MB",
            {"publisher": "x" * (LIMITS["string_characters"] + 1)},
        ),
        "uri-with-a-blank": ("a URI has a blank in it", {"url": "https://provider.example/capability statement"}),
    }
    for name, (breaks, elements) in changes.items():
        yield fault(name, breaks, on(kind, plus(**elements)), _SHOWS_IN[kind])


FAULTS = (*_in_common(), *_dropped(), *_added(), *_other_values(), *_odd_primitives())
