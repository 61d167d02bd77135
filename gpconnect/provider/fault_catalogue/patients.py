"""Faults of who can be found and read: patients, practitioners, organisations, locations."""

from gpconnect.provider.answer import Answer
from gpconnect.provider.fault_catalogue.building import (
    Element,
    fault,
    in_extension,
    on,
    replaced_by,
    with_value,
    within,
)
from gpconnect.provider.fault_catalogue.handling import handling_fault, passing
from gpconnect.provider.resource import searchset

PEOPLE = "find-a-patient read-a-patient book-an-appointment register-a-patient"
FINDS = ("find-a-patient", "find-a-practitioner", "find-an-organisation")
READS = ("read-a-patient", "read-a-practitioner", "read-an-organisation", "read-a-location", "read-an-appointment")

# What tells one person, organisation or surgery from another, by the name of the fault that reads another's.
NAMES = {
    "patient": ("Patient", "read-a-patient", "name.family"),
    "practitioner": ("Practitioner", "read-a-practitioner", "name.family"),
    "organisation": ("Organization", "read-an-organisation", "name"),
    "location": ("Location", "read-a-location", "name"),
}


def _nothing_found(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 200 and answer.resource:
        answer.resource.pop("entry", None)


def _empty_as_404(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 200 and answer.resource and not answer.resource.get("entry"):
        replaced_by("NO_RECORD_FOUND")(answer)


def _twice(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource.get("entry"):
        answer.resource["entry"].append(answer.resource["entry"][-1])


def _as_collection(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource["resourceType"] == "Bundle":
        answer.resource["type"] = "collection"


def _managed_elsewhere(patient: Element) -> None:
    """Let a temporary patient be managed by the practice at which they are regularly registered."""
    types: list[str] = []
    in_extension("registrationType", lambda one: types.append(one["valueCodeableConcept"]["coding"][0]["code"]))(
        patient
    )
    if "T" in types:
        patient["managingOrganization"]["reference"] = "Organization/organisation-23"


def _missing_as_empty(answer: Answer, _interaction: str | None) -> None:
    if answer.status == 404:
        answer.status, answer.resource = 200, {"resourceType": "Bundle", "type": "searchset"}


FAULTS = (
    fault("inactive-patients-found", "inactive and deceased patients are found and read", shows_in=PEOPLE),
    fault("sensitive-patients-found", "patients who are sensitive on PDS are found and read", shows_in=PEOPLE),
    fault("unverified-patients-found", "patients whose NHS number was never verified are found", shows_in=PEOPLE),
    fault(
        "unverified-patients-hidden", "patients whose NHS number was never verified are not found", shows_in=PEOPLE
    ),
    fault("partial-match-not-verified", "only the same date of birth verifies an NHS number", shows_in=PEOPLE),
    fault("deceased-on-pds-verified", "an unverified patient who is deceased on PDS is found", shows_in=PEOPLE),
    fault("flagged-on-pds-verified", "an unverified patient whose PDS record is flagged is found", shows_in=PEOPLE),
    fault(
        "unverified-sensitive-returned",
        "a patient who is sensitive on PDS is found while the NHS number is unverified",
        shows_in=PEOPLE,
    ),
    fault("verification-not-stored", "a verified NHS number is not marked as verified", shows_in=PEOPLE),
    fault("dissenting-patients-hidden", "patients who dissent to sharing are not found", shows_in=PEOPLE),
    fault("incomplete-record-returned", "a Patient is made of a record without a name", shows_in=PEOPLE),
    handling_fault(
        "incomplete-record-dropped-from-bundle",
        "a search leaves out a record that no resource can be made of",
        passing("INTERNAL_SERVER_ERROR", lambda _: Answer(200, searchset([]))),
        "find-a-patient",
    ),
    fault("temporary-patients-hidden", "patients with a temporary registration are not found", shows_in=PEOPLE),
    fault(
        "temporary-patient-managed-elsewhere",
        "a temporary patient is managed by another practice",
        within("find-a-patient read-a-patient", on("Patient", _managed_elsewhere)),
        "find-a-patient read-a-patient",
    ),
    *(
        one
        for key in FINDS
        for one in (
            fault(f"{key}-finds-nothing", "the search finds nothing", within(key, _nothing_found), key),
            fault(f"{key}-none-as-404", "a search that finds nothing is an error", within(key, _empty_as_404), key),
            fault(f"{key}-repeats-entries", "what is found stands there twice", within(key, _twice), key),
            fault(f"{key}-as-collection", "the bundle is no searchset", within(key, _as_collection), key),
        )
    ),
    *(
        fault(f"{key}-missing-as-empty", "a missing record is an empty bundle", within(key, _missing_as_empty), key)
        for key in READS
    ),
    *(
        fault(
            f"read-{name}-name-of-another",
            f"a {kind} that is read has the name of another, under its own ID and version",
            within(key, on(kind, with_value(path, "Another"))),
            key if name == "patient" else f"{key} search-for-free-slots",
        )
        for name, (kind, key, path) in NAMES.items()
    ),
)
