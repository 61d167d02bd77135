"""Faults of registering a patient."""

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call
from gpconnect.provider.fault_catalogue.building import (
    Element,
    fault,
    in_extension,
    of_type,
    on,
    within,
    without_extension,
)
from gpconnect.provider.fault_catalogue.handling import afterwards, handling_fault, reading
from gpconnect.provider.faults import Handling, Mutator
from gpconnect.spec.vocabulary import EXTENSIONS

REGISTER = "register-a-patient"
_TELLS_LATER = "find-a-patient read-a-patient"
_DETAILS = EXTENSIONS["registration_details"]


def _without_part(url: str) -> Mutator:
    def change(details: Element) -> None:
        details["extension"] = [one for one in details["extension"] if one["url"] != url]

    return on("Patient", in_extension(_DETAILS, change))


def _of_type(code: str, display: str) -> Mutator:
    def change(part: Element) -> None:
        part["valueCodeableConcept"]["coding"][0] |= {"code": code, "display": display}

    return on("Patient", in_extension("registrationType", change))


def _expired(part: Element) -> None:
    part["valuePeriod"] = {"start": "2019-01-01", "end": "2019-02-01"}


def _not_begun(part: Element) -> None:
    part["valuePeriod"] = {"start": "2999-01-01"}


def _then_changed(assignment: str) -> Handling:
    """Return the handling that changes the record in the store once the registration has been answered."""

    def act(call: Call, answer: Answer) -> None:
        for one in of_type(answer, "Patient"):
            call.store.run(f"UPDATE patient SET {assignment} WHERE id = ?", one["id"])

    return afterwards(act)


def _interpreter_flipped(body: Element) -> None:
    def flip(part: Element) -> None:
        part["valueBoolean"] = not part["valueBoolean"]

    in_extension("interpreterRequired", flip)(body)


def _district_dropped(body: Element) -> None:
    for address in body["parameter"][0]["resource"]["address"]:
        address.pop("district", None)


def _lines_joined(body: Element) -> None:
    for address in body["parameter"][0]["resource"]["address"]:
        address["line"] = [" ".join(address["line"])]


def _read_as_ascii(body: Element) -> None:
    """Put a sign for each byte that is no ASCII into the texts of the addresses."""

    def read(text: str) -> str:
        return text.encode().decode("ascii", "replace")

    for address in body["parameter"][0]["resource"]["address"]:
        address["line"] = [read(one) for one in address["line"]]
        address |= {name: read(address[name]) for name in ("city", "district") if name in address}


def _without_bundle(answer: Answer, _interaction: str | None) -> None:
    for one in of_type(answer, "Patient"):
        answer.resource = one


def _as_collection(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource["resourceType"] == "Bundle":
        answer.resource["type"] = "collection"


FAULTS = (
    fault(
        "registers-unverified", "patients are registered whose demographics PDS does not confirm", shows_in=REGISTER
    ),
    fault(
        "registers-unknown-to-pds", "patients are registered whose NHS number PDS does not know", shows_in=REGISTER
    ),
    fault("registers-deceased", "patients are registered who are deceased on PDS", shows_in=REGISTER),
    fault("registers-sensitive", "patients are registered who are sensitive on PDS", shows_in=REGISTER),
    fault(
        "registers-flagged-numbers",
        "NHS numbers are registered that are invalid or superseded on PDS",
        shows_in=REGISTER,
    ),
    fault("registers-duplicates", "registering an active patient again succeeds", shows_in=REGISTER),
    fault(
        "registers-other-elements",
        "patients are registered with elements that must not be populated",
        shows_in=REGISTER,
    ),
    fault(
        "registers-repeated-uses",
        "patients are registered with several addresses or telecoms of one use",
        shows_in=REGISTER,
    ),
    fault("registers-as-regular", "patients are registered as regular instead of temporary", shows_in=REGISTER),
    fault("registration-not-stored", "a patient who was registered cannot be found afterwards", shows_in=REGISTER),
    fault(
        "inactive-registered-anew",
        "an inactive patient gets a new record in place of the one there was",
        shows_in=REGISTER,
    ),
    fault("inactive-not-reactivated", "inactive patients are refused as duplicates", shows_in=REGISTER),
    fault(
        "sent-demographics-ignored",
        "PDS demographics are stored in place of those that were sent",
        shows_in=REGISTER,
    ),
    fault("communication-dropped", "the patient's language is not stored", shows_in=REGISTER),
    fault(
        "temporary-details-dropped", "temporary addresses and telephone numbers are not stored", shows_in=REGISTER
    ),
    fault(
        "temporary-details-without-end", "temporary addresses and telephone numbers have no end", shows_in=REGISTER
    ),
    fault(
        "temporary-details-end-otherwise",
        "temporary addresses and telephone numbers end on the day of the registration",
        shows_in=REGISTER,
    ),
    fault("registration-check-digit-ignored", "any ten digits are registered as an NHS number", shows_in=REGISTER),
    fault("registers-exact-matches-only", "only the same date of birth lets a patient register", shows_in=REGISTER),
    fault(
        "registers-by-name-too", "the date of birth and the whole name have to be those on PDS", shows_in=REGISTER
    ),
    fault("pds-not-consulted", "what was not sent is not supplemented from PDS", shows_in=REGISTER),
    fault(
        "pds-supplements-gender-only",
        "what was not sent is not supplemented from PDS, apart from the gender",
        shows_in=REGISTER,
    ),
    fault(
        "registers-deceased-at-practice",
        "patients who are deceased at the practice are registered",
        shows_in=REGISTER,
    ),
    fault(
        "registers-never-traced",
        "patients of the practice who were never traced are registered again",
        shows_in=REGISTER,
    ),
    fault(
        "registration-starts-long-ago",
        "a patient who is registered now has been so since 1990",
        shows_in=REGISTER,
    ),
    fault("registration-keeps-regular", "an inactive patient is taken back as a regular one", shows_in=REGISTER),
    fault(
        "registration-without-type",
        "there is no registration type",
        within(REGISTER, _without_part("registrationType")),
        REGISTER,
    ),
    fault(
        "registration-without-period",
        "there is no registration period",
        within(REGISTER, _without_part("registrationPeriod")),
        REGISTER,
    ),
    fault(
        "registration-without-details",
        "there are no registration details",
        within(REGISTER, on("Patient", without_extension(_DETAILS))),
        REGISTER,
    ),
    fault(
        "registration-type-other",
        "the type is other, without a name for it",
        within(REGISTER, _of_type("O", "Other")),
        REGISTER,
    ),
    fault(
        "registration-type-unknown",
        "the type is not one of the value set",
        within(REGISTER, _of_type("Q", "Q")),
        REGISTER,
    ),
    fault(
        "registration-expired",
        "the registration has ended",
        within(REGISTER, on("Patient", in_extension("registrationPeriod", _expired))),
        REGISTER,
    ),
    fault(
        "registration-not-begun",
        "the registration has not begun",
        within(REGISTER, on("Patient", in_extension("registrationPeriod", _not_begun))),
        REGISTER,
    ),
    handling_fault(
        "registration-shown-as-regular",
        "a patient who was registered as temporary is a regular one from then on",
        _then_changed("registration_type = 'R'"),
        REGISTER,
    ),
    fault(
        "registration-period-lost",
        "there is no registration period when a patient is found or read",
        within(_TELLS_LATER, _without_part("registrationPeriod")),
        f"{_TELLS_LATER} {REGISTER}",
    ),
    handling_fault(
        "registration-language-lost",
        "the patient's language is returned when they are registered, and not stored",
        _then_changed("content = json_remove(content, '$.communication')"),
        REGISTER,
    ),
    handling_fault(
        "registration-district-dropped",
        "the district of an address is not stored",
        reading(_district_dropped),
        REGISTER,
    ),
    handling_fault(
        "registration-address-lines-joined",
        "the lines of an address are stored as one",
        reading(_lines_joined),
        REGISTER,
    ),
    handling_fault(
        "registration-read-as-ascii",
        "the addresses in a registration are read as ASCII",
        reading(_read_as_ascii),
        REGISTER,
    ),
    handling_fault(
        "interpreter-flag-flipped",
        "a patient who needs an interpreter is stored as one who needs none",
        reading(_interpreter_flipped),
        REGISTER,
    ),
    fault("registration-as-collection", "the bundle is no searchset", within(REGISTER, _as_collection), REGISTER),
    fault(
        "registration-without-bundle",
        "the patient comes without a bundle",
        within(REGISTER, _without_bundle),
        REGISTER,
    ),
)
