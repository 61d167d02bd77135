"""The rules for responses, bundles and each resource type, with the requirements that they decide."""

from gpconnect.conformance.rule import Judgement, Resource, RuleSet
from gpconnect.conformance.rules import (
    appointment,
    capability,
    datatypes,
    location,
    organisation,
    patient,
    practitioner,
    schedule,
    slot,
)

RESOURCE_RULES: dict[str, RuleSet] = {
    "Appointment": appointment.RULES,
    "CapabilityStatement": capability.RULES,
    "Location": location.RULES,
    "Organization": organisation.RULES,
    "Patient": patient.RULES,
    "Practitioner": practitioner.RULES,
    "Schedule": schedule.RULES,
    "Slot": slot.RULES,
}

# What a resource must hold besides, when the provider is known to have all of it on record.
DETAIL_RULES: dict[str, RuleSet] = {
    "Location": location.DETAILS,
    "Organization": organisation.DETAILS,
    "Patient": patient.DETAILS,
    "Practitioner": practitioner.DETAILS,
}


def judge_resource(interaction: str, at: str, resource: Resource) -> Judgement:
    """Judge one resource, found at a path: by the rules that all resources share, then by those of its type."""
    kind, judgement = str(resource.get("resourceType")), Judgement()
    if kind in datatypes.RECORDS:
        judgement.merge(datatypes.RULES.judge(interaction, at, resource))
    if kind in RESOURCE_RULES:
        judgement.merge(RESOURCE_RULES[kind].judge(interaction, at, resource))
    return judgement
