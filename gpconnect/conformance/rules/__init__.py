"""The rules for responses, bundles and each resource type, with the requirements that they decide."""

import json
from dataclasses import replace
from functools import lru_cache
from typing import Final

from gpconnect.conformance.as_text import as_text
from gpconnect.conformance.rule import LONGEST_REMEMBERED, Judgement, Resource, RuleSet, join_path
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

RESOURCES_REMEMBERED: Final = 8192

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
    text = as_text(resource)
    known = (_judge if len(text) <= LONGEST_REMEMBERED else _judge.__wrapped__)(interaction, text)
    findings = [replace(one, where=join_path(at, one.where)) for one in known.findings]
    return Judgement(findings, set(known.decided))


@lru_cache(maxsize=RESOURCES_REMEMBERED)
def _judge(interaction: str, text: str) -> Judgement:
    """Judge a resource in JSON: the same one stands in many searchsets, so what was found is remembered."""
    resource, judgement = json.loads(text), Judgement()
    kind = str(resource.get("resourceType"))
    if kind in datatypes.RECORDS:
        judgement.merge(datatypes.RULES.judge(interaction, "", resource))
    if kind in RESOURCE_RULES:
        judgement.merge(RESOURCE_RULES[kind].judge(interaction, "", resource))
    return judgement
