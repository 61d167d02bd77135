"""What resources have in common on the wire: id, meta, version headers, extensions, references, bundles.

Elements are put into dictionaries in the order in which FHIR defines them: the XML format needs that order.
"""

from collections.abc import Iterable
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.clock import http_date
from gpconnect.provider.store import Row
from gpconnect.spec.vocabulary import EXTENSIONS, PROFILES

Resource = dict[str, Any]


def heading(resource_type: str, row: Row) -> Resource:
    """Return the start of a resource: its type, id, version and profile."""
    return {
        "resourceType": resource_type,
        "id": row["id"],
        "meta": {"versionId": str(row["version"]), "profile": [PROFILES[resource_type]]},
    }


def read_answer(resource: Resource, row: Row, base_url: str, status: int = 200) -> Answer:
    """Return the answer that carries one resource, with the headers that name its version.

    Pages: development_general_api_guidance (ETag), development_fhir_api_guidance (responses).
    """
    address = f"{base_url}/{resource['resourceType']}/{row['id']}/_history/{row['version']}"
    headers = {
        "ETag": f'W/"{row["version"]}"',
        "Last-Modified": http_date(row["last_updated"]),
        "Content-Location": address,
    }
    return Answer(status, resource, headers)


def searchset(resources: Iterable[Resource]) -> Resource:
    """Return a GPConnect-Searchset-Bundle-1.

    The profile has neither ``total`` nor ``link`` nor ``entry.search``, and ``fullUrl`` should not be sent (page:
    development_fhir_resource_guidance); with nothing found there is no ``entry`` at all.
    """
    bundle: Resource = {
        "resourceType": "Bundle",
        "meta": {"profile": [PROFILES["Bundle"]]},
        "type": "searchset",
    }
    entries = [{"resource": resource} for resource in resources]
    if entries:
        bundle["entry"] = entries
    return bundle


def reference(resource_type: str, identity: str) -> dict[str, str]:
    """Return a relative reference to a resource of this provider."""
    return {"reference": f"{resource_type}/{identity}"}


def coded(system: str, code: str, display: str) -> dict[str, Any]:
    """Return a CodeableConcept with one coding."""
    return {"coding": [{"system": system, "code": code, "display": display}]}


def extension(name: str, **value: object) -> dict[str, Any]:
    """Return an extension by its name in the vocabulary: ``extension("delivery_channel", valueCode="Video")``."""
    return {"url": EXTENSIONS[name], **value}
