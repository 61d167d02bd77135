"""The two wire formats, JSON and XML: choosing one, writing resources, reading bodies."""

import json
import re
from collections.abc import Mapping
from email.message import Message
from functools import lru_cache
from typing import Any, NoReturn

import orjson
from starlette.datastructures import Headers

from gpconnect.provider.errors import ProviderError
from gpconnect.provider.faults import Faults
from gpconnect.provider.parameters import Parameters
from gpconnect.spec import interaction
from gpconnect.spec.vocabulary import MIME_TYPES

JSON = MIME_TYPES["json"]
XML = MIME_TYPES["xml"]

# Base FHIR STU3 (http.html#mime-type) has these generic forms stand for the FHIR ones.
_KNOWN: Mapping[str, str] = {
    JSON: JSON,
    "application/json": JSON,
    "text/json": JSON,
    "json": JSON,
    XML: XML,
    "application/xml": XML,
    "text/xml": XML,
    "xml": XML,
}
_MAYBE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ANY = ("*/*", "application/*")
# The faults of commands in which XML was forgotten: refused in a request, never sent in an answer.
_FORGOTTEN: Mapping[str, tuple[str, str]] = {
    "register-a-patient": ("xml-registration-refused", "registration-always-json"),
    "cancel-an-appointment": ("xml-cancellation-refused", "cancellation-always-json"),
}


def response_format(headers: Headers, query: Parameters, faults: Faults) -> str:
    """Return the MIME type of the answer: ``_format`` before Accept before Content-Type before JSON.

    Raises ``ProviderError`` with status 415 for a format that the provider does not have (page:
    development_general_api_guidance).
    """
    try:
        wrongly = _wrongly_chosen(headers, query, faults)
        return wrongly or _chosen(headers, query, faults)
    except ProviderError:
        if faults.on("unknown-formats-accepted"):
            return JSON
        raise


def command_format(chosen: str, key: str, headers: Headers, faults: Faults) -> str:
    """Return the MIME type of the answer to an interaction: the one chosen, unless a fault has another.

    Raises ``ProviderError`` with status 415 for a body in XML that a fault refuses.
    """
    if interaction(key).method != "GET" and faults.on("format-parameter-ignored-for-commands"):
        chosen = _chosen(headers, Parameters(""), faults)
    if key not in _FORGOTTEN:
        return chosen
    refusing, always_json = _FORGOTTEN[key]
    if faults.on(refusing) and request_format(headers) == XML:
        raise ProviderError("BAD_REQUEST", "a body in XML is not supported here", status=415)
    return JSON if faults.on(always_json) else chosen


def _wrongly_chosen(headers: Headers, query: Parameters, faults: Faults) -> str | None:
    """Return the format that a fault chooses, if there is one that applies."""
    accept, content_type = headers.get("accept"), headers.get("content-type")
    for fault, format_ in (("answers-always-in-xml", XML), ("answers-never-in-xml", JSON)):
        if faults.on(fault):
            return format_
    if faults.on("content-type-decides-format") and content_type:
        return _supported(content_type, "Content-Type")
    if faults.on("accept-before-format") and accept:
        return _accepted(accept, content_type)
    if faults.on("json-unless-asked") and not accept and not query.values("_format"):
        return JSON
    return None


def _chosen(headers: Headers, query: Parameters, faults: Faults) -> str:
    asked = [] if faults.on("format-parameter-ignored") else query.values("_format")
    if asked:
        return _supported(asked[0], "_format")
    accepted = [one for one in headers.getlist("accept") if one.strip()]
    if faults.on("accept-ignored"):
        return JSON
    if accepted:
        return _accepted(",".join(accepted), headers.get("content-type"))
    content_type = headers.get("content-type")
    return _supported(content_type, "Content-Type") if content_type else JSON


def request_format(headers: Headers) -> str:
    """Return the MIME type of a request body.

    Raises ``ProviderError``: BAD_REQUEST without a Content-Type, status 415 for one that the provider cannot read.
    """
    content_type = headers.get("content-type")
    if not content_type:
        raise ProviderError("BAD_REQUEST", "the request has a body but no Content-Type header")
    charset = _media_type(content_type)[1].get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise ProviderError("BAD_REQUEST", f"the charset {charset} is not supported; use UTF-8", status=415)
    return _supported(content_type, "Content-Type")


def written(resource: dict[str, Any], mime_type: str) -> bytes:
    """Return a resource in one of the two formats, in UTF-8."""
    if mime_type == XML:
        from gpconnect.provider.xml_format import to_xml

        return to_xml(resource)
    try:
        return orjson.dumps(resource)
    except orjson.JSONEncodeError:  # a number beyond 64 bits, which an Appointment may give back as it was sent
        return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode()


def read_body(body: bytes, mime_type: str) -> dict[str, Any]:
    """Return a request body as a resource in its JSON form.

    Raises ``ProviderError`` BAD_REQUEST for a body that is not well formed or is no resource at all.
    """
    if mime_type == XML:
        from gpconnect.provider.xml_format import from_xml

        return from_xml(body)
    try:
        resource = json.loads(body.decode("utf-8"), object_pairs_hook=_members, parse_constant=_constant)
        if _MAYBE_SURROGATE.search(body):
            json.dumps(resource, ensure_ascii=False).encode()  # half a surrogate pair is no character
    except ValueError as error:
        raise ProviderError("BAD_REQUEST", f"the request body is not JSON in UTF-8: {error}") from error
    except RecursionError as error:
        raise ProviderError("BAD_REQUEST", "the request body is nested too deeply to be a resource") from error
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        raise ProviderError("BAD_REQUEST", "the request body is not a FHIR resource")
    return resource


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("an object has two members of the same name")
    return members


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


@lru_cache(maxsize=512)
def _media_type(text: str) -> tuple[str, Mapping[str, str]]:
    message = Message()
    message["content-type"] = text.strip()
    name = text.partition(";")[0].strip().lower()
    parameters = {key.lower(): value for key, value in message.get_params(failobj=[])[1:]}
    return name, parameters


def _supported(text: str, where: str) -> str:
    name = _media_type(text)[0]
    if name not in _KNOWN:
        raise ProviderError(
            "BAD_REQUEST", f"{where}: the format {text!r} is not supported; use {JSON} or {XML}", status=415
        )
    return _KNOWN[name]


def _accepted(accept: str, content_type: str | None) -> str:
    """Return the format with the highest quality value, the first one where several have the same."""
    best, best_quality = None, 0.0
    for one in accept.split(","):
        name, parameters = _media_type(one)
        quality = _quality(parameters.get("q", "1"))
        if quality > best_quality and (name in _KNOWN or name in _ANY):
            best, best_quality = name, quality
    if best is None:
        raise ProviderError(
            "BAD_REQUEST", f"Accept: none of {accept!r} is supported; use {JSON} or {XML}", status=415
        )
    if best in _ANY:
        return _KNOWN.get(_media_type(content_type)[0], JSON) if content_type else JSON
    return _KNOWN[best]


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
