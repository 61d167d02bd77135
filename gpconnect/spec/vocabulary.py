"""Identifier systems, profile and extension URLs, MIME types and limits that the specification fixes."""

from collections.abc import Mapping
from typing import Any, Final

from gpconnect.spec._data import read_toml

_TABLES: Final[dict[str, Any]] = read_toml("vocabulary.toml")

IDENTIFIER_SYSTEMS: Final[Mapping[str, str]] = _TABLES["identifier_systems"]
PROFILES: Final[Mapping[str, str]] = _TABLES["profiles"]
EXTENSIONS: Final[Mapping[str, str]] = _TABLES["extensions"]
CODE_SYSTEMS: Final[Mapping[str, str]] = _TABLES["code_systems"]
VALUE_SETS: Final[Mapping[str, str]] = _TABLES["value_sets"]
MIME_TYPES: Final[Mapping[str, str]] = _TABLES["mime_types"]
ORGANISATION_TYPES: Final[Mapping[str, str]] = _TABLES["organisation_types"]
REGISTRATION_TYPES: Final[Mapping[str, str]] = _TABLES["registration_types"]
LIMITS: Final[Mapping[str, int]] = _TABLES["limits"]
NHS_NUMBER_VERIFICATION: Final[Mapping[str, str]] = _TABLES["nhs_number_verification"]
RESPONSE_TIME_MILLISECONDS: Final[Mapping[str, Mapping[str, int]]] = _TABLES["response_time_milliseconds"]
AUDIT_TOKEN: Final[Mapping[str, Any]] = _TABLES["audit_token"]
SPINE_HEADERS: Final[Mapping[str, str]] = _TABLES["spine_headers"]
SLOT_INCLUDES: Final[Mapping[str, str]] = _TABLES["slot_includes"]
OPERATION_DEFINITIONS: Final[Mapping[str, str]] = _TABLES["operation_definitions"]
