"""The judge for how an answer is sent: its format, its headers and its encoding, one requirement at a time."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from gpconnect.conformance.judge import (
    judge_answered,
    judge_operation_outcome,
    judge_status,
    judge_success,
    resource_of,
)
from gpconnect.conformance.rule import Judgement, Problem, Resource
from gpconnect.conformance.rules import datatypes, elements, response
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.exchange import Exchange, Response
from gpconnect.consumer.raw import SILENT
from gpconnect.spec import Interaction, interaction
from gpconnect.spec.vocabulary import MIME_TYPES, PROFILES

# Compressing a shorter answer makes it no smaller, and servers are commonly set not to.
WORTH_COMPRESSING: Final = 1024
GZIP_START: Final = b"\x1f\x8b"
NOT_MODIFIED: Final = 304
# What these verbs are answered with is told by the headers.
BODILESS: Final = ("HEAD", "OPTIONS", "TRACE")
NOT_IMPLEMENTED: Final = 501
VERSION_NOT_SUPPORTED: Final = 505


def judge_correct_request(exchange: Exchange, requirement: str) -> Judgement:
    """Judge the answer to a correct request to any interaction in full, with the status it must have."""
    target = interaction(exchange.request.interaction)
    judgement = judge_success(exchange, requirement, status=_status_of_success(target), resource=target.resource)
    return judgement if judgement.findings else judgement.merge(judge_answered(exchange, requirement))


def judge_success_status(exchange: Exchange, requirement: str) -> Judgement:
    """Judge only that a correct request is answered with success and with what it asked for.

    Scenarios enough judge the rest of the content.
    """
    judgement = judge_status(exchange, requirement, _status_of_success(interaction(exchange.request.interaction)))
    return judgement if judgement.findings else judgement.merge(judge_answered(exchange, requirement))


def _status_of_success(target: Interaction) -> int:
    created = target.method == "POST" and "$" not in target.path
    return 201 if created else 200


def judge_format(exchange: Exchange, requirement: str, name: str) -> Judgement:
    """Judge that an answer is in a format, by its name in the vocabulary's MIME types."""
    return _judged(exchange, requirement, lambda answer: _wrong_format(answer, MIME_TYPES[name.lower()]))


def judge_not_stored(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that nothing on the way may store the answer."""
    return _judged(exchange, requirement, lambda _: response.response_is_not_cached(exchange))


def judge_compressed(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that an answer is compressed with gzip, and labelled so, where it is worth it."""
    return _judged(exchange, requirement, _not_compressed)


def judge_uncompressed(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that an answer is neither compressed nor labelled so."""
    return _judged(exchange, requirement, _compressed)


def judge_strict_transport(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that an answer over HTTPS demands HTTPS from then on."""
    return _judged(exchange, requirement, _no_strict_transport)


def judge_content_location(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that an answer says at which URL its resource is found."""
    return _judged(exchange, requirement, lambda answer: _no_content_location(exchange, answer))


def judge_last_modified(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that a Last-Modified header, where there is one, holds a date as HTTP writes it."""
    return _judged(exchange, requirement, _wrong_last_modified)


def judge_no_space_before_charset(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that the media type and its charset have no space between them."""
    return _judged(exchange, requirement, _space_before_charset)


def judge_records(exchange: Exchange, requirement: str, what: str) -> Judgement:
    """Judge every record in an answer by one of ``RECORD_CHECKS``; raise ``LookupError`` for another name."""
    if what not in RECORD_CHECKS:
        raise LookupError(f"no check of records is called {what!r}; known: {', '.join(RECORD_CHECKS)}")
    judgement = judge_success_status(exchange, requirement)
    for at, record in _records(resource_of(exchange)):
        judgement.add(requirement, RECORD_CHECKS[what](record), at)
    return judgement


def judge_sturdy(exchange: Exchange, requirement: str) -> Judgement:
    """Judge that the provider did not fail over a request: it answered properly, or refused properly."""
    judgement = _judged(exchange, requirement, partial(_failed, interaction(exchange.request.interaction).success))
    if judgement.findings or exchange.response is None or exchange.status == NOT_MODIFIED:
        return judgement
    if exchange.request.method in BODILESS:
        return judgement.merge(_judged(exchange, requirement, _not_fhir))
    if exchange.response.status >= 400:
        return judgement.merge(judge_operation_outcome(exchange, coded=False))
    if exchange.request.method == "GET" or exchange.response.body:
        judgement.merge(judge_answered(exchange, requirement))
    return judgement


def judge_broken_message(exchange: Exchange, requirement: str) -> Judgement:
    """Judge what became of a message that is no HTTP: refused, or the connection closed, within the time limit.

    Such a message seldom gets as far as the provider's own code, so the refusal need not be an OperationOutcome.
    """
    judgement = Judgement()
    judgement.add(requirement, _not_refused(exchange))
    return judgement


def judge_change(before: Resource, exchange: Exchange, requirement: str) -> Judgement:
    """Judge that a resource which was changed has another version than before."""
    judgement = judge_correct_request(exchange, requirement)
    versions = [(one.get("meta") or {}).get("versionId") for one in (before, resource_of(exchange))]
    if versions[0] == versions[1]:
        judgement.add(requirement, [Problem("meta.versionId", f"another than {versions[0]}", str(versions[1]))])
    return judgement


def _judged(exchange: Exchange, requirement: str, check: Callable[[Response], Iterable[Problem]]) -> Judgement:
    judgement = Judgement()
    if exchange.response is None:
        judgement.add(requirement, [Problem("response", "a response", exchange.failure or "none")])
    else:
        judgement.add(requirement, check(exchange.response))
    return judgement


def _wrong_format(answer: Response, media_type: str) -> Iterator[Problem]:
    if answer.media_type != media_type:
        foreign = answer.media_type not in MIME_TYPES.values()
        written = answer.header("content-type") or "absent"
        yield Problem("Content-Type", media_type, written, also=("GEN-010",) if foreign else ())


def _encodings(answer: Response) -> list[str]:
    return [one.strip().lower() for value in answer.values("content-encoding") for one in value.split(",")]


def _not_compressed(answer: Response) -> Iterator[Problem]:
    if answer.body.startswith(GZIP_START):
        yield Problem("Content-Encoding", "gzip on a compressed body", "absent")
    elif len(answer.body) >= WORTH_COMPRESSING and not {"gzip", "x-gzip"} & set(_encodings(answer)):
        yield Problem("Content-Encoding", "gzip", answer.header("content-encoding") or "absent")


def _compressed(answer: Response) -> Iterator[Problem]:
    if answer.body.startswith(GZIP_START):
        yield Problem("body", "not compressed", "compressed with gzip")
    if set(_encodings(answer)) - {"identity"}:
        yield Problem("Content-Encoding", "absent", answer.header("content-encoding") or "")


def _no_strict_transport(answer: Response) -> Iterator[Problem]:
    header = answer.header("strict-transport-security")
    if header is None or not re.search(r"max-age\s*=\s*\"?[1-9]", header, re.IGNORECASE):
        yield Problem("Strict-Transport-Security", "max-age of more than 0 seconds", header or "absent")


def _no_content_location(exchange: Exchange, answer: Response) -> Iterator[Problem]:
    resource = resource_of(exchange)
    wanted = f"{resource.get('resourceType')}/{resource.get('id')}"
    header = answer.header("content-location")
    if header is None:
        yield Problem("Content-Location", f"[base]/{wanted}", "absent", disputed=True)
    elif f"/{wanted}/" not in f"/{urlsplit(header).path}/":
        yield Problem("Content-Location", f"[base]/{wanted}", header, disputed=True)


def _wrong_last_modified(answer: Response) -> Iterator[Problem]:
    for value in answer.values("last-modified"):
        try:
            parsedate_to_datetime(value)
        except ValueError:
            yield Problem("Last-Modified", "a date such as Sat, 02 Feb 2013 12:02:47 GMT", value)


def _space_before_charset(answer: Response) -> Iterator[Problem]:
    written = answer.header("content-type") or "absent"
    if re.search(r"\s", written.strip()):
        yield Problem("Content-Type", f"{answer.media_type};charset=utf-8", written)


def _records(body: Resource) -> Iterator[tuple[str, Resource]]:
    kind = str(body.get("resourceType"))
    found = resources_in(body) if kind == "Bundle" else [("", body)]
    for at, one in found:
        if one.get("resourceType") in datatypes.RECORDS and one.get("resourceType") in PROFILES:
            yield f"Bundle.{at}" if at else kind, one


RECORD_CHECKS: Final[Mapping[str, Callable[[Resource], Iterable[Problem]]]] = {
    "its profile": elements.names_profile,
    "its version": elements.says_version,
    "relative references only": datatypes.references_are_relative,
}


def _failed(success: str, answer: Response) -> Iterator[Problem]:
    """Find a failure; it breaks ``success`` besides, which gives the status of what is carried out."""
    redirected = 300 <= answer.status < 400 and answer.status != NOT_MODIFIED
    if redirected or (answer.status >= 500 and answer.status != NOT_IMPLEMENTED):
        yield Problem("status", "a success or an error of the consumer", str(answer.status), also=(success,))


def _not_fhir(answer: Response) -> Iterator[Problem]:
    media_type = answer.media_type
    if answer.body and media_type not in MIME_TYPES.values():
        yield Problem("Content-Type", " or ".join(MIME_TYPES.values()), media_type or "absent", also=("GEN-010",))


def _not_refused(exchange: Exchange) -> Iterator[Problem]:
    expected = "an error of the consumer, or a closed connection"
    if exchange.response is None and (exchange.failure or "").startswith(SILENT):
        yield Problem("response", expected, exchange.failure or "")
    elif exchange.response is not None:
        status = exchange.response.status
        if not 400 <= status < 500 and status not in (NOT_IMPLEMENTED, VERSION_NOT_SUPPORTED):
            failed_over = ("ERR-026",) if status >= 500 else ()
            yield Problem("status", expected, str(status), also=failed_over)
