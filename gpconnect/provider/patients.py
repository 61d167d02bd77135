"""Find a patient and read a patient."""

import json

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call, Services
from gpconnect.provider.clock import wire
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.pds import pds_record
from gpconnect.provider.resource import Resource, coded, extension, heading, read_answer, reference, searchset
from gpconnect.provider.store import Row
from gpconnect.spec.vocabulary import CODE_SYSTEMS, IDENTIFIER_SYSTEMS

VERIFIED = "01"
VERIFICATION_DISPLAYS = {
    VERIFIED: "Number present and verified",
    "02": "Number present but not traced",
    "03": "Trace required",
}
REGISTRATION_DISPLAYS = {"R": "Regular", "T": "Temporary"}


def find_a_patient(call: Call) -> Answer:
    """Answer with the active patient of an NHS number, or none (page: foundations_use_case_find_a_patient)."""
    _, nhs_number = call.query.identifier(IDENTIFIER_SYSTEMS["nhs_number"])
    row = call.store.one("SELECT * FROM patient WHERE nhs_number = ?", nhs_number)
    found = visible(call.services, row)
    return Answer(200, searchset([patient_resource(call.services, found)] if found else []))


def read_a_patient(call: Call) -> Answer:
    """Answer with one patient by logical id (page: foundations_use_case_read_a_patient)."""
    row = patient_row(call.services, call.ids["id"])
    return read_answer(patient_resource(call.services, row), row, call.base_url)


def patient_row(services: Services, identity: str) -> Row:
    """Return the row of a patient whom consumers may see; raise PATIENT_NOT_FOUND for any other."""
    found = visible(services, services.store.by_id("patient", identity))
    if found is None:
        raise ProviderError("PATIENT_NOT_FOUND", f"there is no patient with the logical id {identity}")
    return found


def visible(services: Services, row: Row | None) -> Row | None:
    """Return the row if consumers may see this patient: active, not sensitive on PDS, NHS number verified.

    A number that was never verified is checked with PDS now, and marked as verified when it passes. Dissent to
    sharing the record plays no part (pages: foundations_use_case_find_a_patient, foundations_ig, appointments_ig).
    """
    if row is None or (row["state"] != "active" and not services.faults.on("inactive-patients-found")):
        return None
    if _wrongly_hidden(services, row):
        return None
    known = pds_record(services.store, row["nhs_number"])
    if known and known.sensitive and not services.faults.on("sensitive-patients-found"):
        wrongly_shown = row["verification"] != VERIFIED and services.faults.on("unverified-sensitive-returned")
        return row if wrongly_shown else None
    if row["verification"] == VERIFIED or services.faults.on("unverified-patients-found"):
        return row
    return verified(services, row)


def _wrongly_hidden(services: Services, row: Row) -> bool:
    hidden = {
        "unverified-patients-hidden": row["verification"] != VERIFIED,
        "partial-match-not-verified": row["verification"] != VERIFIED and not _same_birth_date(services, row),
        "dissenting-patients-hidden": bool(row["dissents_to_sharing"]),
        "temporary-patients-hidden": row["registration_type"] == "T",
    }
    return any(applies and services.faults.on(fault) for fault, applies in hidden.items())


def _same_birth_date(services: Services, row: Row) -> bool:
    known = pds_record(services.store, row["nhs_number"])
    return known is not None and known.birth_date == json.loads(row["content"])["birthDate"]


def verified(services: Services, row: Row) -> Row | None:
    """Return the patient's row marked as verified with PDS, or nothing when the NHS number cannot be verified."""
    known = pds_record(services.store, row["nhs_number"])
    content = json.loads(row["content"])
    name = content["name"][0]
    if known is None or (known.deceased and not services.faults.on("deceased-on-pds-verified")):
        return None
    if known.flagged and not services.faults.on("flagged-on-pds-verified"):
        return None
    if not known.matches(name["family"], name["given"][0], content["birthDate"]):
        return None
    if services.faults.on("verification-not-stored"):
        return row
    with services.store.transaction():
        services.store.run(
            "UPDATE patient SET verification = ?, version = version + 1, last_updated = ? WHERE id = ?",
            VERIFIED,
            services.clock.epoch(),
            row["id"],
        )
    return services.store.by_id("patient", row["id"])


def patient_resource(services: Services, row: Row) -> Resource:
    """Return a patient as a CareConnect-GPC-Patient-1.

    Raises INTERNAL_SERVER_ERROR when the record lacks what makes a Patient (page: development_fhir_api_guidance,
    incomplete data).
    """
    content = json.loads(row["content"])
    if "name" not in content and not services.faults.on("incomplete-record-returned"):
        raise ProviderError("INTERNAL_SERVER_ERROR", f"Patient/{row['id']} cannot be made: its record has no name")
    practice = services.store.one("SELECT id FROM organisation WHERE ods_code = ?", services.settings.ods_code)
    if practice is None:
        raise LookupError(f"the store has no organisation {services.settings.ods_code}")
    communication = content.pop("communication", [])
    return {
        **heading("Patient", row),
        "extension": [_registration(row), *communication],
        "identifier": [_nhs_number(row)],
        "active": row["state"] == "active",
        **content,
        "managingOrganization": reference("Organization", practice["id"]),
    }


def _registration(row: Row) -> Resource:
    kind = row["registration_type"]
    period = {"start": wire(row["registration_start"])}
    if row["registration_end"] is not None:
        period["end"] = wire(row["registration_end"])
    details = [
        {"url": "registrationPeriod", "valuePeriod": period},
        {
            "url": "registrationType",
            "valueCodeableConcept": coded(CODE_SYSTEMS["registration_type"], kind, REGISTRATION_DISPLAYS[kind]),
        },
    ]
    if row["preferred_branch"] is not None:
        branch = reference("Location", row["preferred_branch"])
        details.append({"url": "preferredBranchSurgery", "valueReference": branch})
    return extension("registration_details", extension=details)


def _nhs_number(row: Row) -> Resource:
    status = row["verification"]
    system = CODE_SYSTEMS["nhs_number_verification_status"]
    verified = extension(
        "nhs_number_verification_status",
        valueCodeableConcept=coded(system, status, VERIFICATION_DISPLAYS[status]),
    )
    return {
        "extension": [verified],
        "system": IDENTIFIER_SYSTEMS["nhs_number"],
        "value": row["nhs_number"],
    }
