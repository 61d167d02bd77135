"""Formats: how a request asks for one, and which of them the provider declares."""

import json
from typing import Final

from gpconnect.assurance.outcomes import NotApplicable
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.xml_body import to_xml
from gpconnect.spec.vocabulary import MIME_TYPES
from gpconnect.target.prerequisites import Prerequisites

NOTHING: Final = "nothing"


def declares_xml(established: Prerequisites) -> bool:
    """Say whether the provider's capability statement declares XML, by its MIME type or its short name."""
    formats = established.capability_statement().get("format")
    return any("xml" in str(one).lower() for one in formats) if isinstance(formats, list) else False


def require_xml(established: Prerequisites) -> None:
    """Raise ``NotApplicable`` when the provider does not declare XML."""
    if not declares_xml(established):
        raise NotApplicable("the capability statement declares no XML (CapabilityStatement.format)")


def require_no_xml(established: Prerequisites) -> None:
    """Raise ``NotApplicable`` when the provider declares XML."""
    if declares_xml(established):
        raise NotApplicable("the capability statement declares XML (CapabilityStatement.format)")


def media_type(name: str) -> str:
    """Return the media type of a format by its name, ``JSON`` or ``XML``; any other name stands for itself."""
    return MIME_TYPES.get(name.lower(), name)


def accepting(draft: Draft, name: str) -> Draft:
    """Ask for a format by the Accept header; ``nothing`` leaves the header out."""
    return draft.without_header("Accept") if name == NOTHING else draft.with_header("Accept", media_type(name))


def with_format(draft: Draft, name: str) -> Draft:
    """Ask for a format by the parameter _format; ``nothing`` leaves the parameter out."""
    if name == NOTHING:
        return draft.without_parameter("_format")
    return draft.with_parameter("_format", media_type(name))


def in_xml(draft: Draft) -> Draft:
    """Send the same body as XML, and say so; raise ``pydantic.ValidationError`` when it is no valid resource."""
    return labelled(draft.with_content(to_xml(json.loads(draft.body))), "XML")


def labelled(draft: Draft, name: str) -> Draft:
    """Say by Content-Type in which format the request comes; ``nothing`` leaves the header out."""
    if name == NOTHING:
        return draft.without_header("Content-Type")
    return draft.with_header("Content-Type", f"{media_type(name)};charset=utf-8")
