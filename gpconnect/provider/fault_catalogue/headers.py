"""Faults in what every response has in common: headers, media type, the bundle around what was found."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from itertools import count

from gpconnect.provider.answer import Answer
from gpconnect.provider.fault_catalogue.building import Element, fault, resources, within, without
from gpconnect.provider.faults import Fault, Mutator
from gpconnect.spec import interactions

_ADDRESSED = tuple(key for key, row in interactions().items() if row.path.endswith("/{id}"))
_WITH_VERSION = (*_ADDRESSED, "book-an-appointment")


def _without(*names: str) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        for name in names:
            answer.headers.pop(name, None)

    return mutate


def _with(name: str, value: str) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        if name in answer.headers:
            answer.headers[name] = value

    return mutate


def _content_type(right: str, wrong: str) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        answer.headers["Content-Type"] = answer.headers["Content-Type"].replace(right, wrong)

    return mutate


def _strong_etag(answer: Answer, _interaction: str | None) -> None:
    if "ETag" in answer.headers:
        answer.headers["ETag"] = answer.headers["ETag"].removeprefix("W/")


def _full_urls(answer: Answer, _interaction: str | None) -> None:
    for number, entry in enumerate((answer.resource or {}).get("entry", ())):
        entry["fullUrl"] = f"urn:uuid:00000000-0000-4000-8000-{number:012}"


def _total(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource["resourceType"] == "Bundle":
        answer.resource["total"] = len(answer.resource.get("entry", ()))


def _without_bundle_profile(answer: Answer, _interaction: str | None) -> None:
    if answer.resource and answer.resource["resourceType"] == "Bundle":
        answer.resource.pop("meta", None)


def _without_body(answer: Answer, _interaction: str | None) -> None:
    if answer.status < 400:
        answer.resource = None


def _with_unknown_element(answer: Answer, _interaction: str | None) -> None:
    for one in resources(answer):
        if one["resourceType"] != "OperationOutcome":
            one["colour"] = "blue"


def _created_for_ok(answer: Answer, _interaction: str | None) -> None:
    if answer.status in (200, 201):
        answer.status = {200: 201, 201: 200}[answer.status]


def _in_xml(change: Callable[[Element], object]) -> Mutator:
    def mutate(answer: Answer, _interaction: str | None) -> None:
        if answer.resource and "xml" in answer.headers.get("Content-Type", ""):
            answer.resource = deepcopy(answer.resource)
            for one in resources(answer):
                change(one)

    return mutate


def _xml_as_json(answer: Answer, _interaction: str | None) -> None:
    answer.headers["Content-Type"] = answer.headers.get("Content-Type", "").replace("xml", "json")


def _iso_date(answer: Answer, _interaction: str | None) -> None:
    if "Last-Modified" in answer.headers:
        answer.headers["Last-Modified"] = "2026-01-01T00:00:00Z"


def _an_hour_ahead(answer: Answer, _interaction: str | None) -> None:
    shown = parsedate_to_datetime(answer.headers["Date"]) + timedelta(hours=1)
    answer.headers["Date"] = format_datetime(shown, usegmt=True)


def _other_place(answer: Answer, _interaction: str | None) -> None:
    for name in ("Location", "Content-Location"):
        if name in answer.headers:
            answer.headers[name] = answer.headers[name].partition("/_history")[0] + "-1/_history/1"


def _without_version(answer: Answer, _interaction: str | None) -> None:
    for name in ("Location", "Content-Location"):
        if name in answer.headers:
            answer.headers[name] = answer.headers[name].partition("/_history")[0]


def _numbered() -> Mutator:
    """Give each resource another logical ID each time it is returned."""
    numbers = count(1)

    def mutate(answer: Answer, _interaction: str | None) -> None:
        for one in resources(answer):
            if "id" in one:
                one["id"] = f"{one['id'][:50]}-{next(numbers)}"

    return mutate


def _each_interaction() -> Iterator[Fault]:
    for key in interactions():
        yield fault(
            f"{key}-cacheable", "responses may be cached", within(key, _with("Cache-Control", "max-age=60")), key
        )
        yield fault(
            f"{key}-plain-json",
            "bodies are served as application/json",
            within(key, _with("Content-Type", "application/json;charset=utf-8")),
            key,
        )
        yield fault(f"{key}-without-body", "successes have no body", within(key, _without_body), key)
        yield fault(f"{key}-other-success", "successes have another status", within(key, _created_for_ok), key)
        yield fault(f"{key}-unknown-element", "FHIR has no such element", within(key, _with_unknown_element), key)
    for key in _ADDRESSED:
        yield fault(
            f"{key}-content-location-missing",
            "there is no Content-Location",
            within(key, _without("Content-Location")),
            key,
        )
    for key in _WITH_VERSION:
        yield fault(f"{key}-etag-missing", "there is no ETag header", within(key, _without("ETag")), key)
        yield fault(f"{key}-etag-strong", "the ETag is not marked as weak", within(key, _strong_etag), key)
        yield fault(
            f"{key}-etag-of-another-version", "the ETag is wrong", within(key, _with("ETag", 'W/"99"')), key
        )


_LISTS = ("search-for-free-slots", "retrieve-a-patients-appointments")

FAULTS = (
    *(
        fault(f"{key}-ids-not-stable", "each searchset gives resources other IDs", within(key, _numbered()), key)
        for key in _LISTS
    ),
    fault("etag-missing", "no response has an ETag header", _without("ETag")),
    fault("etag-strong", "the ETag is not marked as weak", _strong_etag),
    fault("responses-cacheable", "responses may be cached", _with("Cache-Control", "max-age=60")),
    fault("cache-control-missing", "no response has a Cache-Control header", _without("Cache-Control")),
    fault("charset-missing", "the Content-Type names no charset", _content_type(";charset=utf-8", "")),
    fault("charset-wrong", "the charset is Latin 1", _content_type("utf-8", "iso-8859-1")),
    fault("content-type-html", "bodies are served as HTML", _with("Content-Type", "text/html;charset=utf-8")),
    fault(
        "content-type-with-space",
        "the Content-Type has a space in it",
        _content_type(";", "; "),
    ),
    fault("xml-as-json", "XML is served as application/fhir+json", _xml_as_json),
    fault("xml-without-meta", "resources in XML have no meta", _in_xml(without("meta"))),
    fault("xml-without-id", "resources in XML have no logical ID", _in_xml(without("id"))),
    fault("xml-without-extensions", "resources in XML have no extensions", _in_xml(without("extension"))),
    fault("xml-without-names", "resources in XML have no name", _in_xml(without("name"))),
    fault("last-modified-missing", "no response has a Last-Modified header", _without("Last-Modified")),
    fault("last-modified-in-iso", "Last-Modified is no HTTP date", _iso_date),
    fault("date-missing", "no response has a Date header", _without("Date")),
    fault("clock-an-hour-off", "Date is an hour ahead", _an_hour_ahead),
    fault("location-of-another", "Location and Content-Location lead elsewhere", _other_place),
    fault("location-without-version", "Location and Content-Location name no version", _without_version),
    fault("ids-not-stable", "each answer gives resources other logical IDs", _numbered()),
    fault("full-urls", "entries of bundles have a fullUrl", _full_urls),
    fault("bundle-total", "bundles have a total", _total),
    fault("bundle-profile-missing", "bundles do not name their profile", _without_bundle_profile),
    *_each_interaction(),
)
