"""Faults in what every response has in common: headers, media type, the bundle around what was found."""

from collections.abc import Iterator

from gpconnect.provider.answer import Answer
from gpconnect.provider.fault_catalogue.building import fault, resources, within
from gpconnect.provider.faults import Fault, Mutator
from gpconnect.spec import interactions

_WITH_VERSION = tuple(
    key for key, row in interactions().items() if not key.startswith(("find", "search", "retrieve"))
)


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
    for key in _WITH_VERSION:
        yield fault(f"{key}-etag-missing", "there is no ETag header", within(key, _without("ETag")), key)
        yield fault(f"{key}-etag-strong", "the ETag is not marked as weak", within(key, _strong_etag), key)
        yield fault(
            f"{key}-etag-of-another-version", "the ETag is wrong", within(key, _with("ETag", 'W/"99"')), key
        )


FAULTS = (
    fault("etag-missing", "no response has an ETag header", _without("ETag")),
    fault("etag-strong", "the ETag is not marked as weak", _strong_etag),
    fault("responses-cacheable", "responses may be cached", _with("Cache-Control", "max-age=60")),
    fault("cache-control-missing", "no response has a Cache-Control header", _without("Cache-Control")),
    fault("charset-missing", "the Content-Type names no charset", _with("Content-Type", "application/fhir+json")),
    fault(
        "charset-wrong", "the charset is Latin 1", _with("Content-Type", "application/fhir+json;charset=iso-8859-1")
    ),
    fault("content-type-html", "bodies are served as HTML", _with("Content-Type", "text/html;charset=utf-8")),
    fault("full-urls", "entries of bundles have a fullUrl", _full_urls),
    fault("bundle-total", "bundles have a total", _total),
    fault("bundle-profile-missing", "bundles do not name their profile", _without_bundle_profile),
    *_each_interaction(),
)
