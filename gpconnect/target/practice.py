"""The practice behind the service root URL, as patients and surgeries refer to it."""

from collections.abc import Iterator

from gpconnect.conformance.rule import Judgement, Problem, Resource, shorten, values_at
from gpconnect.conformance.rules.organisation import ods_codes
from gpconnect.conformance.rules.patient import preferred_branch_surgeries
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.references import References


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


def judge_preferred_branch_surgery(
    established: Prerequisites, requirement: str, at: str, patient: Resource
) -> Judgement:
    """Judge that a patient has one preferred branch surgery, whose Location can be read."""
    judgement = Judgement()
    judgement.add(requirement, _unreadable_surgery(References(established), patient), at)
    return judgement


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


def _unreadable_surgery(references: References, patient: Resource) -> Iterator[Problem]:
    found = [
        (f"{at}.{place}", reference)
        for at, extension in preferred_branch_surgeries(patient)
        for place, reference in values_at(extension, "valueReference.reference")
    ]
    if len(found) != 1:
        yield Problem("extension", "one preferredBranchSurgery", f"{len(found)}")
    for place, reference in found:
        summary, location = references.follow(str(reference))
        if location.get("resourceType") != "Location":
            yield Problem(place, "a reference to a Location that can be read", f"{reference}: {summary}")
