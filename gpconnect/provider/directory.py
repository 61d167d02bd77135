"""Find and read practitioners and organisations, read locations."""

import json

from gpconnect.provider.answer import Answer
from gpconnect.provider.call import Call
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.resource import Resource, heading, read_answer, reference, searchset
from gpconnect.provider.store import Row
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS


def find_a_practitioner(call: Call) -> Answer:
    """Answer with the practitioner of an SDS user ID (page: foundations_use_case_find_a_practitioner)."""
    _, value = call.query.identifier(IDENTIFIER_SYSTEMS["sds_user"])
    rows = call.store.all("SELECT * FROM practitioner WHERE sds_user_id = ?", value)
    return Answer(200, searchset(practitioner_resource(row) for row in rows))


def read_a_practitioner(call: Call) -> Answer:
    """Answer with one practitioner by logical id (page: foundations_use_case_read_a_practitioner)."""
    row = _row(call, "practitioner", "PRACTITIONER_NOT_FOUND")
    return read_answer(practitioner_resource(row), row, call.base_url)


def find_an_organisation(call: Call) -> Answer:
    """Answer with the organisation of an ODS code (page: foundations_use_case_find_an_organisation)."""
    _, value = call.query.identifier(IDENTIFIER_SYSTEMS["ods_organisation"])
    rows = call.store.all("SELECT * FROM organisation WHERE ods_code = ?", value)
    return Answer(200, searchset(organisation_resource(row) for row in rows))


def read_an_organisation(call: Call) -> Answer:
    """Answer with one organisation by logical id (page: foundations_use_case_read_an_organisation)."""
    row = _row(call, "organisation", "ORGANISATION_NOT_FOUND")
    return read_answer(organisation_resource(row), row, call.base_url)


def read_a_location(call: Call) -> Answer:
    """Answer with one location by logical id (page: foundations_use_case_read_a_location)."""
    row = _row(call, "location", "NO_RECORD_FOUND")
    return read_answer(location_resource(row), row, call.base_url)


def practitioner_resource(row: Row) -> Resource:
    """Return a practitioner as a CareConnect-GPC-Practitioner-1."""
    return {**heading("Practitioner", row), **json.loads(row["content"])}


def organisation_resource(row: Row) -> Resource:
    """Return an organisation as a CareConnect-GPC-Organization-1."""
    return {**heading("Organization", row), **json.loads(row["content"])}


def location_resource(row: Row) -> Resource:
    """Return a location as a CareConnect-GPC-Location-1."""
    managing = reference("Organization", row["organisation_id"])
    return {**heading("Location", row), **json.loads(row["content"]), "managingOrganization": managing}


def _row(call: Call, table: str, missing: str) -> Row:
    identity = call.ids["id"]
    row = call.store.by_id(table, identity)
    if row is None:
        raise ProviderError(missing, f"there is no {table} with the logical id {identity}")
    return row
