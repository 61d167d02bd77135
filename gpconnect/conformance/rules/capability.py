"""Rules for a CapabilityStatement (pages: get the FHIR capability statement, FHIR API guidance)."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from gpconnect.conformance.rule import Problem, Resource, RuleSet, must_have, shorten, values_at
from gpconnect.spec import Edition
from gpconnect.spec.capability import CODES, EXAMPLE, OPERATIONS, PROFILED_TYPES, declared_resources
from gpconnect.spec.vocabulary import MIME_TYPES, PROFILES

RULES: Final = RuleSet("CapabilityStatement")

APPOINTMENTS: Final = "Appointment Management"

# Elements with a required binding, and the codes that it allows; base FHIR models do not look at codes.
BOUND: Final = {
    "status": "status",
    "kind": "kind",
    "acceptUnknown": "accept_unknown",
    "rest.mode": "mode",
    "rest.resource.interaction.code": "interaction",
    "rest.resource.searchParam.type": "parameter_type",
}


@RULES.rule("CAP-002")
def codes_are_known(statement: Resource) -> Iterator[Problem]:
    """Find a code that FHIR does not have for its element, and mandatory elements that are absent."""
    yield from must_have(statement, "status", "date", "kind", "fhirVersion", "acceptUnknown", "format")
    for path, codes in BOUND.items():
        for at, code in values_at(statement, path):
            if code not in CODES[codes]:
                yield Problem(at, f"one of {', '.join(CODES[codes])}", shorten(code))


@RULES.rule("CAP-006")
def names_software(statement: Resource) -> Iterator[Problem]:
    """Find that the name or the version of the software is not stated."""
    yield from must_have(statement, "software.name", "software.version")


@RULES.rule("CAP-007")
def accepts_unknown(statement: Resource) -> Iterator[Problem]:
    """Find that unknown extensions and elements are not said to be accepted."""
    if statement.get("acceptUnknown") != EXAMPLE["accept_unknown"]:
        yield Problem("acceptUnknown", EXAMPLE["accept_unknown"], str(statement.get("acceptUnknown", "absent")))


@RULES.rule("CAP-008")
def declares_search_parameters(statement: Resource) -> Iterator[Problem]:
    """Find search parameters of the specification that a declared resource type lacks."""
    for row in declared_resources():
        for at, resource in _declared(statement, row.type):
            names = [str(name) for _, name in values_at(resource, "searchParam.name")]
            for wanted in row.parameters:
                if not set(wanted) & set(names):
                    expected = f"{' or '.join(wanted)} for {row.type}"
                    yield Problem(f"{at}.searchParam", expected, shorten(names) if names else "absent")


@RULES.rule("CAP-009")
def declares_includes(statement: Resource) -> Iterator[Problem]:
    """Find includes of the specification that a declared resource type lacks."""
    for row in declared_resources():
        for at, resource in _declared(statement, row.type):
            yield from _missing(f"{at}.searchInclude", row.includes, values_at(resource, "searchInclude"))


@RULES.rule("CAP-010")
def names_profiles(statement: Resource) -> Iterator[Problem]:
    """Find profiles of the server's capabilities that are not named, with or without the profile's version."""
    named = [
        str(value).partition("/_history/")[0].partition("|")[0]
        for path in ("profile.reference", "rest.resource.profile.reference")
        for _, value in values_at(statement, path)
    ]
    for capability in _capabilities(statement):
        for kind in PROFILED_TYPES[capability]:
            if PROFILES[kind] not in named:
                yield Problem("profile", PROFILES[kind], "not named")


@RULES.rule("CAP-011")
def names_interactions(statement: Resource) -> Iterator[Problem]:
    """Find resource types of the server's capabilities, and interactions with them, that are not named."""
    for row in declared_resources():
        if row.capability not in _capabilities(statement):
            continue
        found = _declared(statement, row.type)
        if not found:
            yield Problem("rest.resource", f"the resource type {row.type}", "absent")
        for at, resource in found:
            codes = values_at(resource, "interaction.code")
            for problem in _missing(f"{at}.interaction", row.interactions, codes):
                yield problem._replace(expected=f"{problem.expected} for {row.type}")


@RULES.rule("CAP-012")
def names_operations(statement: Resource) -> Iterator[Problem]:
    """Find FHIR operations of the specification that are not named."""
    wanted = [name for capability in _capabilities(statement) for name in OPERATIONS.get(capability, ())]
    named = [(at, str(name).removeprefix("$")) for at, name in values_at(statement, "rest.operation.name")]
    yield from _missing("rest.operation", wanted, named)


@RULES.rule("CAP-015")
def declares_json(statement: Resource) -> Iterator[Problem]:
    """Find that JSON is not among the formats."""
    yield from _missing("format", [MIME_TYPES["json"]], values_at(statement, "format"))


def version_problems(statement: Resource, edition: Edition) -> Iterator[Problem]:
    """Find that the statement's version is not the one of an edition of the specification."""
    if statement.get("version") != edition.version:
        yield Problem("version", edition.version, str(statement.get("version", "absent")))


def fhir_version_problems(statement: Resource, edition: Edition) -> Iterator[Problem]:
    """Find that the statement's FHIR version is not the one of an edition of the specification."""
    if statement.get("fhirVersion") != edition.fhir_version:
        yield Problem("fhirVersion", edition.fhir_version, str(statement.get("fhirVersion", "absent")))


def declares_appointments(statement: Resource) -> bool:
    """Say whether a server declares anything of Appointment Management, which it may leave to another one."""
    types = [row.type for row in declared_resources() if row.capability == APPOINTMENTS]
    return any(_declared(statement, kind) for kind in types)


def _capabilities(statement: Resource) -> list[str]:
    return ["Foundations", *([APPOINTMENTS] if declares_appointments(statement) else [])]


def _declared(statement: Resource, kind: str) -> list[tuple[str, dict[str, Any]]]:
    found = [(at, one) for at, one in values_at(statement, "rest.resource") if isinstance(one, dict)]
    return [(at, one) for at, one in found if one.get("type") == kind]


def _missing(where: str, wanted: Sequence[str], found: list[tuple[str, Any]]) -> Iterator[Problem]:
    values = [value for _, value in found]
    for one in wanted:
        if one not in values:
            yield Problem(where, one, shorten(values) if values else "absent")
