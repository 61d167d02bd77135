"""Rules for an Appointment, whichever interaction returns it."""

from collections.abc import Iterator
from typing import Final

from gpconnect.conformance.local_time import local_time_problems
from gpconnect.conformance.profile import profile_problems
from gpconnect.conformance.reference import referenced_id, references_at
from gpconnect.conformance.rule import (
    Problem,
    Resource,
    RuleSet,
    extensions,
    must_have,
    must_not_have,
    values_at,
)
from gpconnect.conformance.rules import schedule, slot
from gpconnect.spec.vocabulary import EXTENSIONS, IDENTIFIER_SYSTEMS, PROFILES

RULES: Final = RuleSet("Appointment")

PARTICIPANTS: Final = "participant.actor"


@RULES.rule(
    {
        "book-an-appointment": "BOOK-053",
        "retrieve-a-patients-appointments": "RETR-014",
        "amend-an-appointment": "AMND-015",
        "cancel-an-appointment": "CANC-009",
        "read-an-appointment": "RAPP-007",
    }
)
def conforms_to_profile(appointment: Resource) -> Iterator[Problem]:
    """Find what GPConnect-Appointment-1 does not allow."""
    yield from profile_problems(appointment)


@RULES.rule(
    {
        "book-an-appointment": "BOOK-054",
        "retrieve-a-patients-appointments": "RETR-015",
        "amend-an-appointment": "AMND-016",
        "cancel-an-appointment": "CANC-010",
        "read-an-appointment": "RAPP-008",
    }
)
def names_profile(appointment: Resource) -> Iterator[Problem]:
    """Find an Appointment that does not say which profile it conforms to."""
    named = [value for _, value in values_at(appointment, "meta.profile")]
    if PROFILES["Appointment"] not in named:
        yield Problem("meta.profile", PROFILES["Appointment"], ", ".join(map(str, named)) or "absent")


@RULES.rule(
    {
        "book-an-appointment": "BOOK-055",
        "retrieve-a-patients-appointments": "RETR-016",
        "amend-an-appointment": "AMND-017",
        "cancel-an-appointment": "CANC-011",
        "read-an-appointment": "RAPP-009",
    }
)
def has_version(appointment: Resource) -> Iterator[Problem]:
    """Find an Appointment without the ID of its version."""
    yield from must_have(appointment, "meta.versionId")


@RULES.rule(
    {
        "book-an-appointment": "BOOK-056",
        "retrieve-a-patients-appointments": "RETR-020",
        "amend-an-appointment": "AMND-018",
        "cancel-an-appointment": "CANC-014",
        "read-an-appointment": "RAPP-012",
    }
)
def describes_slot_type(appointment: Resource) -> Iterator[Problem]:
    """Find an Appointment without the practice's description of the slot type."""
    yield from must_have(appointment, "serviceType.text")


@RULES.rule(
    {
        "book-an-appointment": "BOOK-058",
        "retrieve-a-patients-appointments": "RETR-023",
        "amend-an-appointment": "AMND-021",
        "cancel-an-appointment": "CANC-017",
        "read-an-appointment": "RAPP-015",
    }
)
def has_no_reason(appointment: Resource) -> Iterator[Problem]:
    """Find a reason."""
    yield from must_not_have(appointment, "reason")


@RULES.rule(
    {
        "book-an-appointment": "BOOK-059",
        "retrieve-a-patients-appointments": "RETR-024",
        "amend-an-appointment": "AMND-022",
        "cancel-an-appointment": "CANC-018",
        "read-an-appointment": "RAPP-016",
    }
)
def has_no_specialty(appointment: Resource) -> Iterator[Problem]:
    """Find a specialty."""
    yield from must_not_have(appointment, "specialty")


@RULES.rule("AVL-033")
def delivery_channel_is_published(appointment: Resource) -> Iterator[Problem]:
    """Find a delivery channel that the value set does not have."""
    yield from slot.delivery_channel_is_published(appointment)


@RULES.rule("AVL-032")
def practitioner_role_is_published(appointment: Resource) -> Iterator[Problem]:
    """Find a practitioner role that the value set does not have."""
    yield from schedule.practitioner_role_is_published(appointment)


@RULES.rule({"book-an-appointment": "BOOK-061"})
def has_patient_and_location(appointment: Resource) -> Iterator[Problem]:
    """Find a missing patient or location, more than one of either, and a participant without actor."""
    actors = [reference for _, reference in references_at(appointment, PARTICIPANTS)]
    for kind in ("Patient", "Location"):
        found = [one for one in actors if referenced_id(one, kind)]
        if len(found) != 1:
            yield Problem("participant", f"one reference to {kind}", ", ".join(found) or "none")
    for at, participant in values_at(appointment, "participant"):
        yield from (problem._replace(where=f"{at}.actor") for problem in must_have(participant, "actor"))


@RULES.rule({"book-an-appointment": "BOOK-063"})
def says_when_created(appointment: Resource) -> Iterator[Problem]:
    """Find an Appointment that does not say when it was created."""
    yield from must_have(appointment, "created")


@RULES.rule({"book-an-appointment": "BOOK-064"})
def contains_booking_organisation(appointment: Resource) -> Iterator[Problem]:
    """Find a booking organisation that is not referenced, not contained, or lacks ODS code, name or telecom."""
    organisation = booking_organisation(appointment)
    if organisation is None:
        where = "extension(bookingOrganisation).valueReference"
        yield Problem(where, "a reference to a contained Organization", _references(appointment) or "absent")
        return
    place = f"contained({organisation.get('id')})"
    systems = [system for _, system in values_at(organisation, "identifier.system")]
    if IDENTIFIER_SYSTEMS["ods_organisation"] not in systems:
        yield Problem(f"{place}.identifier", "an ODS code", ", ".join(map(str, systems)) or "absent")
    for problem in must_have(organisation, "name", "telecom"):
        yield problem._replace(where=f"{place}.{problem.where}")


@RULES.rule(
    {
        "book-an-appointment": "BOOK-065",
        "amend-an-appointment": "AMND-030",
        "cancel-an-appointment": "CANC-027",
    }
)
def times_are_local(appointment: Resource) -> Iterator[Problem]:
    """Find start, end or created that are not UK local time; disputed where only the release note asks for it."""
    for problem in local_time_problems(appointment, "start", "end", "created"):
        yield problem._replace(disputed=True)


@RULES.rule({"retrieve-a-patients-appointments": "RETR-019", "read-an-appointment": "RAPP-011"})
def times_are_there_and_local(appointment: Resource) -> Iterator[Problem]:
    """Find start, end or created that are absent or not UK local time, where the page itself asks for it."""
    yield from must_have(appointment, "start", "end", "created")
    yield from local_time_problems(appointment, "start", "end", "created")


@RULES.rule({"retrieve-a-patients-appointments": "RETR-030", "read-an-appointment": "RAPP-022"})
def references_are_relative(appointment: Resource) -> Iterator[Problem]:
    """Find participants and slots that are not referenced by relative URLs."""
    for path in (PARTICIPANTS, "slot"):
        for at, reference in references_at(appointment, path):
            if "://" in str(reference):
                yield Problem(at, "a relative reference", str(reference))


def booking_organisation(appointment: Resource) -> Resource | None:
    """Return the contained Organization that the bookingOrganisation extension references, if there is one."""
    contained = {
        f"#{one.get('id')}": one for _, one in values_at(appointment, "contained") if isinstance(one, dict)
    }
    found = [contained[one] for one in _references(appointment).split() if one in contained]
    return next((one for one in found if one.get("resourceType") == "Organization"), None)


def _references(appointment: Resource) -> str:
    carried = extensions(appointment, EXTENSIONS["booking_organisation"])
    return " ".join(str(one) for _, found in carried for _, one in references_at(found, "valueReference"))
