"""Rules for every response, whatever it holds: media type, character encoding, caching, entity tag."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from gpconnect.conformance.rule import Problem, Resource, RuleSet, values_at
from gpconnect.consumer.exchange import Exchange, Response
from gpconnect.spec import interaction
from gpconnect.spec.vocabulary import MIME_TYPES

RULES: Final = RuleSet("response")
RESOURCE_RESPONSE_RULES: Final = RuleSet("response with one resource")
FORBIDDEN_RULES: Final = RuleSet("response of 403 to an audit token that is not enough")
METHOD_RULES: Final = RuleSet("response of 405")
UNAUTHORISED_RULES: Final = RuleSet("response of 401")

WEAK_ETAG: Final = re.compile(r'^W/"[^"]*"$')


def _response(exchange: Exchange) -> Response:
    if exchange.response is None:
        raise ValueError("a rule for responses was asked about an exchange without one")
    return exchange.response


@RULES.rule("GEN-010")
def media_type_is_fhir(exchange: Exchange) -> Iterator[Problem]:
    """Find a body that is not served as FHIR JSON or FHIR XML."""
    response = _response(exchange)
    if response.body and response.media_type not in MIME_TYPES.values():
        yield Problem("Content-Type", " or ".join(MIME_TYPES.values()), response.header("content-type") or "absent")


@RULES.rule("GEN-020")
def charset_is_utf8(exchange: Exchange) -> Iterator[Problem]:
    """Find a body that is not UTF-8, or is not said to be."""
    response = _response(exchange)
    stated = re.search(r'charset\s*=\s*"?([^\s;"]+)', response.header("content-type") or "", re.IGNORECASE)
    if response.body and (stated is None or stated[1].lower() != "utf-8"):
        yield Problem("Content-Type", "charset=utf-8", response.header("content-type") or "absent")
    try:
        response.body.decode("utf-8")
    except UnicodeDecodeError as error:
        yield Problem("body", "UTF-8", f"{error.reason} at byte {error.start}")


@RULES.rule("GEN-030")
def response_is_not_cached(exchange: Exchange) -> Iterator[Problem]:
    """Find a response that an intermediary may cache."""
    directives = ",".join(_response(exchange).values("cache-control"))
    if "no-store" not in [one.strip().lower() for one in directives.split(",")]:
        yield Problem("Cache-Control", "no-store", directives or "absent")


@RESOURCE_RESPONSE_RULES.rule("GEN-040")
def etag_quotes_version(exchange: Exchange, resource: Resource) -> Iterator[Problem]:
    """Find an ETag that is absent or says another version than the resource."""
    version = next((value for _, value in values_at(resource, "meta.versionId")), None)
    etag = _response(exchange).header("etag")
    if etag is None:
        yield Problem("ETag", f'W/"{version}"', "absent")
    elif etag.removeprefix("W/").strip('"') != version:
        yield Problem("ETag", f'W/"{version}" (the versionId in the body)', etag)


@RESOURCE_RESPONSE_RULES.rule("GEN-041")
def etag_is_weak(exchange: Exchange, _: Resource) -> Iterator[Problem]:
    """Find an ETag that is not of the form that versions take."""
    etag = _response(exchange).header("etag")
    if etag is not None and not WEAK_ETAG.match(etag):
        yield Problem("ETag", 'of the form W/"3141"', etag)


@RESOURCE_RESPONSE_RULES.rule("RES-005")
def resource_is_the_one_asked_for(exchange: Exchange, resource: Resource) -> Iterator[Problem]:
    """Find a resource with another logical ID than the one in the URL that it was asked for by."""
    asked_for = logical_id_in(exchange)
    if asked_for is not None and resource.get("id") != asked_for:
        yield Problem("id", asked_for, str(resource.get("id", "absent")))


def logical_id_in(exchange: Exchange) -> str | None:
    """Return the logical ID that the URL of a request ends with, or ``None`` when the interaction has none."""
    if not interaction(exchange.request.interaction).path.endswith("/{id}"):
        return None
    return unquote(urlsplit(exchange.request.url).path.rpartition("/")[2])


@UNAUTHORISED_RULES.rule("AUD-022")
def challenge_names_bearer(exchange: Exchange) -> Iterator[Problem]:
    """Find an answer of 401 whose challenge does not name the Bearer scheme (RFC 6750, section 3)."""
    challenges = _response(exchange).values("www-authenticate")
    if not any(one.strip().lower().split(" ")[0] == "bearer" for one in challenges):
        yield Problem("WWW-Authenticate", "a Bearer challenge", ", ".join(challenges) or "absent")


@FORBIDDEN_RULES.rule("AUD-022")
def challenge_comes_with_forbidden(exchange: Exchange) -> Iterator[Problem]:
    """Find an answer of 403 without such a challenge; whether the pages want one at all is open."""
    for problem in challenge_names_bearer(exchange):
        yield problem._replace(disputed=True)


@METHOD_RULES.rule("GEN-001")
def allow_names_methods(exchange: Exchange) -> Iterator[Problem]:
    """Find an answer of 405 that does not name the allowed methods (RFC 7231, section 6.5.5); 405 is disputed."""
    if _response(exchange).header("allow") is None:
        yield Problem("Allow", "the methods that the path allows", "absent", disputed=True)
