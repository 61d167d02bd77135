"""Rules for the Patient that Register a patient returns, held against the Patient that the consumer sent."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from gpconnect.conformance.rule import (
    Problem,
    Resource,
    RuleSet,
    extensions,
    must_have,
    objects_at,
    shorten,
    values_at,
)
from gpconnect.consumer.chance import utc_now
from gpconnect.spec.vocabulary import EXTENSIONS, IDENTIFIER_SYSTEMS, REGISTRATION_TYPES

RULES: Final = RuleSet("registration")

_ADDRESS_PARTS: Final = ("use", "line", "city", "district", "postalCode")


def nhs_numbers(patient: Resource) -> list[str]:
    """Return the values of every identifier that is an NHS number."""
    system = IDENTIFIER_SYSTEMS["nhs_number"]
    return [str(one.get("value")) for _, one in values_at(patient, "identifier") if one.get("system") == system]


def official_names(patient: Resource) -> list[tuple[str, Resource]]:
    """Return every official name with its path."""
    return [(at, name) for at, name in values_at(patient, "name") if name.get("use") == "official"]


def same_text(one: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON values
    """Say whether two values are the same but for letter case and white space."""
    return _plain(one) == _plain(other)


@RULES.rule("REG-064")
def is_the_person(patient: Resource, sent: Resource) -> Iterator[Problem]:
    """Find a Patient of another NHS number than the one registered, or one that is not active."""
    if nhs_numbers(patient) != nhs_numbers(sent):
        yield Problem("identifier", f"the NHS number {nhs_numbers(sent)}", str(nhs_numbers(patient)))
    if patient.get("active") is False:
        yield Problem("active", "true, or absent", "false")


@RULES.rule("REG-074")
def says_registration_type(patient: Resource, _: Resource) -> Iterator[Problem]:
    """Find registration details that are absent, or do not say one registration type of the value set."""
    details = extensions(patient, EXTENSIONS["registration_details"])
    if len(details) != 1:
        yield Problem("extension(registrationDetails)", "one", str(len(details)))
    for at, _type in registration_types(patient):
        yield from (found._replace(where=f"{at}.{found.where}") for found in must_have(_type, "coding.code"))
    if details and not registration_types(patient):
        yield Problem(f"{details[0][0]}.extension(registrationType)", "one", "absent")
    for at, code in _type_codes(patient):
        if code not in REGISTRATION_TYPES.values():
            yield Problem(at, f"one of {', '.join(REGISTRATION_TYPES.values())}", code)


@RULES.rule("REG-025")
def is_temporary(patient: Resource, _: Resource) -> Iterator[Problem]:
    """Find a registration type that is neither temporary nor, for want of one, other."""
    expected = (REGISTRATION_TYPES["temporary"], REGISTRATION_TYPES["other"])
    for at, code in _type_codes(patient):
        if code not in (*expected, REGISTRATION_TYPES["regular"]):
            yield Problem(at, " or ".join(expected), code)


@RULES.rule("REG-026")
def is_not_regular(patient: Resource, _: Resource) -> Iterator[Problem]:
    """Find somebody who was registered as a regular patient of the practice."""
    for at, code in _type_codes(patient):
        if code == REGISTRATION_TYPES["regular"]:
            yield Problem(at, "a registration that is not regular (GMS)", code)


@RULES.rule("REG-075")
def other_type_is_named(patient: Resource, _: Resource) -> Iterator[Problem]:
    """Find a registration type of other without the name that the provider's system gives it."""
    for at, kind in registration_types(patient):
        codes = [code for _, code in values_at(kind, "coding.code")]
        if REGISTRATION_TYPES["other"] in codes and not kind.get("text"):
            yield Problem(f"{at}.text", "the name of the registration type", "absent")


@RULES.rule("REG-078")
def registration_period_is_now(patient: Resource, _: Resource) -> Iterator[Problem]:
    """Find a registration without its period, and a period that has not begun or has ended."""
    today = utc_now().date()
    periods = list(_detail(patient, "registrationPeriod", "valuePeriod"))
    details = extensions(patient, EXTENSIONS["registration_details"])
    if details and not periods:
        yield Problem(f"{details[0][0]}.extension(registrationPeriod)", "one", "absent")
    for at, period in periods:
        start, end = _day(period.get("start")), _day(period.get("end"))
        if start is not None and start > today + timedelta(days=1):
            yield Problem(f"{at}.start", "not after today", str(period["start"]))
        if end is not None and end < today - timedelta(days=1):
            yield Problem(f"{at}.end", "not before today", str(period["end"]))


@RULES.rule("REG-030")
def holds_what_was_sent(patient: Resource, sent: Resource) -> Iterator[Problem]:
    """Find demographics that the consumer sent and the Patient does not hold."""
    yield from _unlike_name(patient, sent)
    for element in ("birthDate", "gender"):
        if element in sent and patient.get(element) != sent[element]:
            yield Problem(element, str(sent[element]), str(patient.get(element, "absent")))
    for place, same in (("address", _same_address), ("telecom", _same_telecom)):
        there = [one for _, one in objects_at(patient, place)]
        for _, one in values_at(sent, place):
            if not any(same(one, other) for other in there):
                yield Problem(place, shorten(one), shorten(there) if there else "absent")
    known = languages(patient)
    missing = [one for one in languages(sent) if one not in known]
    if missing:
        yield Problem("extension(nhsCommunication)", spoken(missing), spoken(known))


@RULES.rule("RES-011")
def sent_lines_stand_apart(patient: Resource, sent: Resource) -> Iterator[Problem]:
    """Find a line of an address that holds two lines which the consumer sent as two."""
    pairs = [
        pair
        for _, address in objects_at(sent, "address")
        for pair in pairwise(str(line) for _, line in values_at(address, "line"))
    ]
    for at, line in values_at(patient, "address.line"):
        for one, following in pairs:
            if _characters(one) + _characters(following) in _characters(str(line)):
                yield Problem(at, f"{shorten(one)} and {shorten(following)} in lines of their own", shorten(line))


@RULES.rule("REG-032")
def temporary_details_end(patient: Resource, _: Resource) -> Iterator[Problem]:
    """Find a temporary address or telecom without an end date, or with another than the registration has.

    When the registration ends is not always told; then any end will do. The day before or after will, too: an end
    may or may not be included.
    """
    expiry = registration_days(patient).get("end")
    for place in ("address", "telecom"):
        for at, one in objects_at(patient, place):
            if one.get("use") == "temp":
                yield from _ending_otherwise(f"{at}.period.end", values_at(one, "period.end"), expiry)


def _ending_otherwise(where: str, ends: list[tuple[str, Any]], expiry: date | None) -> Iterator[Problem]:
    if not ends:
        yield Problem(where, "the end of the temporary registration", "absent")
    for _, end in ends:
        day = _day(end)
        if day is not None and expiry is not None and abs(day - expiry) > timedelta(days=1):
            yield Problem(where, f"{expiry.isoformat()}, when the registration ends", shorten(end))


def registration_types(patient: Resource) -> list[tuple[str, Resource]]:
    """Return the CodeableConcept of every registration type with its path."""
    return _detail(patient, "registrationType", "valueCodeableConcept")


def registration_codes(patient: Resource) -> list[str]:
    """Return the codes of a patient's registration types, in the order of the alphabet."""
    return sorted(code for _, code in _type_codes(patient))


def registration_days(patient: Resource) -> dict[str, date]:
    """Return the days on which a patient's registration has its ``start`` and ``end``, as far as they are told."""
    days = {
        bound: _day(period.get(bound))
        for _, period in _detail(patient, "registrationPeriod", "valuePeriod")
        for bound in ("start", "end")
    }
    return {bound: day for bound, day in days.items() if day is not None}


def languages(patient: Resource) -> list[tuple[str, bool | None]]:
    """Return the code of each language of a patient, and whether they need an interpreter, as far as it is told."""
    return [
        (str(code), _needs_interpreter(communication))
        for _, communication in extensions(patient, EXTENSIONS["nhs_communication"])
        for _, language in extensions(communication, "language")
        for _, code in values_at(language, "valueCodeableConcept.coding.code")
    ]


def spoken(found: Sequence[tuple[str, bool | None]]) -> str:
    """Return languages as a finding tells of them."""
    needs = {True: "an interpreter required", False: "no interpreter required", None: "nothing of an interpreter"}
    return ", ".join(f"{code} with {needs[needed]}" for code, needed in found) or "absent"


def _needs_interpreter(communication: Resource) -> bool | None:
    told = [one.get("valueBoolean") for _, one in extensions(communication, "interpreterRequired")]
    return told[0] if told and isinstance(told[0], bool) else None


def _detail(patient: Resource, name: str, value: str) -> list[tuple[str, Resource]]:
    return [
        (f"{at}.{inner}.{value}", one[value])
        for at, details in extensions(patient, EXTENSIONS["registration_details"])
        for inner, one in extensions(details, name)
        if isinstance(one.get(value), dict)
    ]


def _type_codes(patient: Resource) -> list[tuple[str, str]]:
    return [
        (f"{at}.{inner}", str(code))
        for at, kind in registration_types(patient)
        for inner, code in values_at(kind, "coding.code")
    ]


def _unlike_name(patient: Resource, sent: Resource) -> Iterator[Problem]:
    names = official_names(patient)
    for _, wanted in official_names(sent):
        if not any(_same_name(wanted, name) for _, name in names):
            yield Problem("name", shorten(wanted), shorten([name for _, name in names]) if names else "absent")


def _same_name(wanted: Resource, name: Resource) -> bool:
    given = [_plain(one) for one in name.get("given", ())]
    same_family = same_text(wanted.get("family"), name.get("family"))
    return same_family and all(_plain(one) in given for one in wanted.get("given", ()))


def _same_address(one: Resource, other: Resource) -> bool:
    return all(same_text(one.get(part), other.get(part)) for part in _ADDRESS_PARTS)


def _same_telecom(one: Resource, other: Resource) -> bool:
    # The page gives an email address no use.
    parts = ("system", "value") if one.get("system") == "email" else ("system", "use", "value")
    return all(same_text(one.get(part), other.get(part)) for part in parts)


def _plain(value: Any) -> str:  # noqa: ANN401 - any JSON value
    text = " ".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return "".join(text.split()).casefold()


def _characters(text: str) -> str:
    """Return letters and digits alone: what stands between two lines that were joined does not matter."""
    return "".join(one for one in text.casefold() if one.isalnum())


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None  # absent, partial or malformed: base FHIR tells the last
