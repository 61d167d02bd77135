"""The practice behind the service root URL, as patients and surgeries refer to it."""

from collections.abc import Iterator
from typing import Any, Final

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rule import Judgement, Problem, Resource, shorten, values_at
from gpconnect.conformance.rules.organisation import is_gp_practice, ods_codes
from gpconnect.conformance.rules.patient import preferred_branch_surgeries
from gpconnect.conformance.slot_references import named_ids
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.references import References

SURGERY_OF_PRACTICE: Final = "BRA-001"


def judge_managed_by_practice(
    established: Prerequisites, requirement: str, at: str, resource: Resource
) -> Judgement:
    """Judge that a resource's managingOrganization can be read and is the practice under test.

    Raises ``NotApplicable`` when the test data does not say which ODS code the practice has.
    """
    code = established.data.code("organisations", "practice")
    judgement = Judgement()
    judgement.add(requirement, _other_manager(References(established), resource, code), at)
    return judgement


def judge_slots_of_practice(established: Prerequisites, requirement: str, searchset: Resource) -> Judgement:
    """Judge that the schedules of a slot search are held at places that the practice under test manages.

    A place that another GP practice manages fails; one that any other organisation manages is disputed. Raises
    ``NotApplicable`` when the test data does not say which ODS code the practice has.
    """
    code = established.data.code("organisations", "practice")
    judgement = Judgement()
    judgement.add(requirement, _places_of_others(References(established), searchset, code))
    return judgement


def judge_preferred_branch_surgery(
    established: Prerequisites, requirement: str, at: str, patient: Resource
) -> Judgement:
    """Judge that a patient has one preferred branch surgery, whose Location can be read."""
    judgement = Judgement()
    judgement.add(requirement, _unreadable_surgery(References(established), patient), at)
    return judgement


def judge_surgery_of_practice(established: Prerequisites, at: str, patient: Resource) -> Judgement:
    """Judge that a patient's preferred branch surgery is a surgery of the practice under test.

    Raises ``NotApplicable`` when the test data does not say which ODS code the practice has, and when the patient
    has no such surgery that can be read.
    """
    code, references = established.data.code("organisations", "practice"), References(established)
    judgement, followed = Judgement(), _surgeries(references, patient)
    surgeries = [(place, one) for place, _, _, one in followed if one.get("resourceType") == "Location"]
    if not surgeries:
        raise NotApplicable("the patient has no preferred branch surgery that can be read")
    for place, location in surgeries:
        judgement.add(SURGERY_OF_PRACTICE, _of_another(references, place, location, code), at)
    return judgement


def _of_another(references: References, place: str, location: Resource, code: str) -> Iterator[Problem]:
    managers = referenced_ids(location, "managingOrganization", "Organization")
    if not managers and "managingOrganization" in location:
        return  # the rules for references say what is wrong with it, where locations are read
    managed = {"managingOrganization": [{"reference": f"Organization/{one}"} for one in managers]}
    for one in _other_manager(references, managed, code):
        name = f"Location/{location.get('id')}, managed by {one.actual}"
        yield one._replace(where=place, expected=f"a surgery of the organisation {code}", actual=name)


def _other_manager(references: References, resource: Resource, code: str) -> Iterator[Problem]:
    found = values_at(resource, "managingOrganization.reference")
    if not found:
        yield Problem("managingOrganization.reference", f"a reference to the organisation {code}", "absent")
    for place, reference in found:
        summary, organisation = references.follow(str(reference))
        if code not in ods_codes(organisation):
            codes = ods_codes(organisation)
            actual = shorten(codes) if organisation else summary
            nameless = ("BRA-002",) if organisation and not codes else ()
            wanted = f"a reference to the organisation {code}"
            yield Problem(place, wanted, f"{reference}: {actual}", also=nameless)


def _places_of_others(references: References, searchset: Resource, code: str) -> Iterator[Problem]:
    for logical_id in named_ids(searchset, "Location"):
        _, location = references.follow(f"Location/{logical_id}")
        for manager in referenced_ids(location, "managingOrganization", "Organization"):
            _, organisation = references.follow(f"Organization/{manager}")
            codes = ods_codes(organisation)
            if codes and code.casefold() not in [one.casefold() for one in codes]:
                actual = f"Location/{logical_id}, which Organization/{manager} manages: {shorten(codes)}"
                disputed = not is_gp_practice(organisation)
                yield Problem("Bundle.entry", f"slots at surgeries of the organisation {code}", actual, disputed)


def _unreadable_surgery(references: References, patient: Resource) -> Iterator[Problem]:
    followed = _surgeries(references, patient)
    if len(followed) != 1:
        yield Problem("extension", "one preferredBranchSurgery", f"{len(followed)}")
    for place, reference, summary, location in followed:
        if location.get("resourceType") != "Location":
            yield Problem(place, "a reference to a Location that can be read", f"{reference}: {summary}")


def _surgeries(references: References, patient: Resource) -> list[tuple[str, str, str, dict[str, Any]]]:
    """The preferred branch surgeries: place, reference, summary of the read, what it returned."""
    found = [
        (f"{at}.{place}", str(reference))
        for at, extension in preferred_branch_surgeries(patient)
        for place, reference in values_at(extension, "valueReference.reference")
    ]
    return [(place, reference, *references.follow(reference)) for place, reference in found]
