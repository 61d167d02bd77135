"""Rules for a CapabilityStatement (pages: get the FHIR capability statement, FHIR API guidance)."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from gpconnect.conformance.rule import Problem, Resource, RuleSet, must_have, objects_at, shorten, values_at
from gpconnect.spec import Edition
from gpconnect.spec.capability import (
    CODES,
    EXAMPLE,
    OPERATIONS,
    PARAMETER_TYPES,
    PROFILED_TYPES,
    declared_resources,
)
from gpconnect.spec.vocabulary import MIME_TYPES, OPERATION_DEFINITIONS, PROFILES

RULES: Final = RuleSet("CapabilityStatement")

APPOINTMENTS: Final = "Appointment Management"
AS_CLIENT: Final = "client"
BASE_FHIR: Final = "FHIR-001"

# Elements with a required binding, and the codes that it allows; base FHIR models do not look at codes.
BOUND: Final = {
    "status": "status",
    "kind": "kind",
    "acceptUnknown": "accept_unknown",
    "rest.mode": "mode",
    "rest.interaction.code": "system_interaction",
    "rest.resource.interaction.code": "interaction",
    "rest.resource.versioning": "versioning",
    "rest.resource.conditionalRead": "conditional_read",
    "rest.resource.conditionalDelete": "conditional_delete",
    "rest.resource.referencePolicy": "reference_policy",
    "rest.resource.searchParam.type": "parameter_type",
    "document.mode": "document_mode",
}

# Where the example holds what a provider has to replace, and the form that this has there.
CUSTOMISED: Final = ("publisher", "contact.name", "software.name", "software.version", "software.releaseDate")
PLACEHOLDER: Final = re.compile(r"\s*\[.*\]\s*", re.DOTALL)


@RULES.rule("CAP-002")
def codes_are_known(statement: Resource) -> Iterator[Problem]:
    """Find a code that FHIR does not have for its element, and mandatory elements that are absent."""
    yield from must_have(statement, "status", "date", "kind", "fhirVersion", "acceptUnknown", "format")
    for path, codes in BOUND.items():
        for at, code in values_at(statement, path):
            if code not in CODES[codes]:
                yield Problem(at, f"one of {', '.join(CODES[codes])}", shorten(code))


@RULES.rule("CAP-002")
def meets_invariants(statement: Resource) -> Iterator[Problem]:
    """Find what breaks an invariant of the CapabilityStatement: cpb-1, cpb-2, cpb-9, cpb-12."""
    for key, names in (
        ("cpb-1", ("rest", "messaging", "document")),
        ("cpb-2", ("description", "software", "implementation")),
    ):
        if not any(statement.get(name) for name in names):
            yield Problem("", f"one of {', '.join(names)} ({key})", "none of them", also=(BASE_FHIR,))
    for at, rest in objects_at(statement, "rest"):
        yield from _named_twice(f"{at}.resource", values_at(rest, "resource.type"), "cpb-9")
    for at, resource in objects_at(statement, "rest.resource"):
        yield from _named_twice(f"{at}.searchParam", values_at(resource, "searchParam.name"), "cpb-12")


@RULES.rule("CAP-006")
def names_software(statement: Resource) -> Iterator[Problem]:
    """Find that the name or the version of the software is not stated."""
    yield from must_have(statement, "software.name", "software.version")


@RULES.rule("CAP-017")
def is_customised(statement: Resource) -> Iterator[Problem]:
    """Find what the example has in square brackets, where a provider has to say something of its own."""
    for path in CUSTOMISED:
        for at, value in values_at(statement, path):
            if isinstance(value, str) and PLACEHOLDER.fullmatch(value):
                also = ("CAP-006",) if path in ("software.name", "software.version") else ()
                yield Problem(at, "the provider's own, in place of the example's", shorten(value), also=also)


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
            yield from _of_other_types(at, resource, {name for names in row.parameters for name in names})


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
        _unversioned(value)
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


@RULES.rule("CAP-011")
def speaks_as_server(statement: Resource) -> Iterator[Problem]:
    """Find that nothing is said of what the system does as a server."""
    modes = [str(rest.get("mode", "absent")) for _, rest in objects_at(statement, "rest")]
    if modes and EXAMPLE["mode"] not in modes:
        yield Problem("rest.mode", EXAMPLE["mode"], shorten(modes))


@RULES.rule("CAP-012")
def names_operations(statement: Resource) -> Iterator[Problem]:
    """Find FHIR operations of the specification that are not named."""
    wanted = [name for capability in _capabilities(statement) for name in OPERATIONS.get(capability, ())]
    named = [(at, str(name).removeprefix("$")) for at, name in values_at(statement, "rest.operation.name")]
    yield from _missing("rest.operation", wanted, named)


@RULES.rule("CAP-012")
def defines_operations(statement: Resource) -> Iterator[Problem]:
    """Find an operation that refers to the published definition of another one, in whatever version.

    A provider may refer to definitions that it holds itself.
    """
    for at, operation in objects_at(statement, "rest.operation"):
        own = OPERATION_DEFINITIONS.get(str(operation.get("name")).removeprefix("$"))
        for place, reference in values_at(operation, "definition.reference"):
            named = _unversioned(reference)
            if own is not None and named != own and named.rpartition("/")[0] == own.rpartition("/")[0]:
                yield Problem(f"{at}.{place}", own, shorten(reference))


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
    """The declarations of a resource type, apart from what the system does with it as a client."""
    servers = [(at, rest) for at, rest in objects_at(statement, "rest") if rest.get("mode") != AS_CLIENT]
    found = [(f"{at}.{place}", one) for at, rest in servers for place, one in objects_at(rest, "resource")]
    return [(at, one) for at, one in found if one.get("type") == kind]


def _unversioned(url: object) -> str:
    return str(url).partition("/_history/")[0].partition("|")[0]


def _named_twice(where: str, named: list[tuple[str, Any]], key: str) -> Iterator[Problem]:
    names = [str(name) for _, name in named]
    for one in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(where, f"{one} once ({key})", f"{names.count(one)} times", also=(BASE_FHIR,))


def _of_other_types(at: str, resource: Resource, names: set[str]) -> Iterator[Problem]:
    """Find search parameters of the specification that are declared with another type."""
    for place, parameter in objects_at(resource, "searchParam"):
        name, kind = str(parameter.get("name")), parameter.get("type")
        if name in names and kind is not None and kind != PARAMETER_TYPES[name]:
            yield Problem(f"{at}.{place}.type", f"{PARAMETER_TYPES[name]} for {name}", shorten(kind))


def _missing(where: str, wanted: Sequence[str], found: list[tuple[str, Any]]) -> Iterator[Problem]:
    values = [value for _, value in found]
    for one in wanted:
        if one not in values:
            yield Problem(where, one, shorten(values) if values else "absent")
