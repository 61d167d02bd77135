"""The capability statement."""

from datetime import date
from typing import Any

from gpconnect import __version__
from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call
from gpconnect.provider.clock import http_date, local_epoch
from gpconnect.provider.formats import JSON, XML
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS, OPERATION_DEFINITIONS, PROFILES, SLOT_INCLUDES

_VERSION = "1"
_PUBLISHED = date(2020, 1, 15)


def get_the_capability_statement(call: Call) -> Answer:
    """Answer with what this provider implements (page: foundations_use_case_get_the_fhir_capability_statement)."""
    edition = call.services.edition
    statement = {
        "resourceType": "CapabilityStatement",
        "id": "gpconnect",
        "meta": {"versionId": _VERSION},
        "version": edition.version,
        "name": "GP Connect",
        "status": "active",
        "date": _PUBLISHED.isoformat(),
        "publisher": "GP Connect conformance",
        "contact": [{"name": "GP Connect conformance"}],
        "description": f"This server implements the GP Connect API version {edition.version}",
        "kind": "capability",
        "software": {"name": "GP Connect reference provider", "version": __version__},
        "fhirVersion": edition.fhir_version,
        "acceptUnknown": "both",
        "format": [JSON, XML],
        "profile": [{"reference": url} for name, url in PROFILES.items() if name != "Bundle"],
        "rest": [_rest()],
    }
    headers = {"ETag": f'W/"{_VERSION}"', "Last-Modified": http_date(local_epoch(_PUBLISHED))}
    return Answer(200, statement, headers)


def _rest() -> dict[str, Any]:
    return {
        "mode": "server",
        "security": {"cors": False},
        "resource": [
            _found("Patient", "nhs_number"),
            _found("Organization", "ods_organisation"),
            _found("Practitioner", "sds_user"),
            {"type": "Location", "interaction": _codes("read")},
            {
                "type": "Appointment",
                "interaction": _codes("read", "create", "update", "search-type"),
                "updateCreate": False,
                "searchParam": [{"name": "start", "type": "date"}],
            },
            _slot(),
        ],
        "operation": [
            {"name": name, "definition": {"reference": url}} for name, url in OPERATION_DEFINITIONS.items()
        ],
    }


def _found(resource_type: str, system: str) -> dict[str, Any]:
    documentation = f"{IDENTIFIER_SYSTEMS[system]}|[value]"
    return {
        "type": resource_type,
        "interaction": _codes("read", "search-type"),
        "searchParam": [{"name": "identifier", "type": "token", "documentation": documentation}],
    }


def _slot() -> dict[str, Any]:
    parameters = {"start": "date", "end": "date", "status": "token", "searchFilter": "token"}
    return {
        "type": "Slot",
        "interaction": _codes("search-type"),
        "searchInclude": list(SLOT_INCLUDES.values()),
        "searchParam": [{"name": name, "type": kind} for name, kind in parameters.items()],
    }


def _codes(*codes: str) -> list[dict[str, str]]:
    return [{"code": code} for code in codes]
