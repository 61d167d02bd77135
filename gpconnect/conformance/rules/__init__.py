"""The rules for responses, bundles and each resource type, with the requirements that they decide."""

from gpconnect.conformance.rule import RuleSet
from gpconnect.conformance.rules import appointment, organisation, schedule, slot

RESOURCE_RULES: dict[str, RuleSet] = {
    "Appointment": appointment.RULES,
    "Organization": organisation.RULES,
    "Schedule": schedule.RULES,
    "Slot": slot.RULES,
}
