"""Claims of an audit token: what can be wrong or unusual in them, by the name that feature files give it.

Page: integration_cross_organisation_audit_and_provenance, JWT payload.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from gpconnect.consumer.chance import unique_id
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.token import Claims
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS, LIMITS

# Takes the claims of a correct token and returns those that change.
Change = Callable[[Claims], Claims]

_DEVICE: Final = "requesting_device"
_ORGANISATION: Final = "requesting_organization"
_PRACTITIONER: Final = "requesting_practitioner"
_NO_SMARTCARD: Final = "UNK"
_MINUTE, _HOUR = 60, 3600
_ELSEWHERE: Final = "https://provider.example/A99999/STU3/1/gpconnect"
_LOCAL_SYSTEM: Final = "https://consumer.example/Id/other-identifier"


def with_content(draft: Draft, content: str) -> Draft:
    """Return the draft with a token of other content, named as in ``CONTENTS``; the rest stays correct.

    Raises ``LookupError`` when there is no content of this name.
    """
    if content not in CONTENTS:
        raise LookupError(f"an audit token cannot have {content!r}; known: {', '.join(CONTENTS)}")
    return draft.with_claims(CONTENTS[content](draft.claims))


def of_organisation(draft: Draft, ods_code: str) -> Draft:
    """Return the draft as a request of the organisation with this ODS code; the rest stays as it is."""
    identifier = {"system": IDENTIFIER_SYSTEMS["ods_organisation"], "value": ods_code}
    return draft.with_claims({_ORGANISATION: {**draft.claims[_ORGANISATION], "identifier": [identifier]}})


def _resource(claim: str, **elements: Any) -> Change:  # noqa: ANN401 - any JSON values
    """The resource of a claim has these elements; ``...`` leaves one out."""

    def change(claims: Claims) -> Claims:
        merged = {**claims[claim], **elements}
        return {claim: {name: value for name, value in merged.items() if value is not ...}}

    return change


def _name(**elements: Any) -> Change:  # noqa: ANN401 - any JSON values
    """The practitioner's name has these elements; ``...`` leaves one out."""

    def change(claims: Claims) -> Claims:
        merged = {**claims[_PRACTITIONER]["name"][0], **elements}
        name = {key: value for key, value in merged.items() if value is not ...}
        return _resource(_PRACTITIONER, name=[name])(claims)

    return change


def _is_nationally_recognised(identifier: Mapping[str, str]) -> bool:
    return identifier["system"] in IDENTIFIER_SYSTEMS.values()


def _identifiers(keep: Callable[[Mapping[str, str]], bool]) -> Change:
    """The practitioner keeps only some of the identifiers."""

    def change(claims: Claims) -> Claims:
        kept = [one for one in claims[_PRACTITIONER]["identifier"] if keep(one)]
        return _resource(_PRACTITIONER, identifier=kept)(claims)

    return change


def _without_smartcard(claims: Claims) -> Claims:
    identifiers = [
        {**one, "value": _NO_SMARTCARD} if _is_nationally_recognised(one) else one
        for one in claims[_PRACTITIONER]["identifier"]
    ]
    return _resource(_PRACTITIONER, identifier=identifiers)(claims)


def _issued(seconds: int, *, lifetime: int = LIMITS["token_lifetime_seconds"]) -> Change:
    """The token was made so many seconds after now, and lives so many seconds."""
    return lambda claims: {"iat": claims["iat"] + seconds, "exp": claims["iat"] + seconds + lifetime}


def _only_issued(seconds: int) -> Change:
    """The token says that it was made so many seconds after now; its expiry is that of a correct token."""
    return lambda claims: {"iat": claims["iat"] + seconds}


def _claim(name: str, make: Callable[[Any], Any]) -> Change:
    return lambda claims: {name: make(claims[name])}


def _claims(**claims: Any) -> Change:  # noqa: ANN401 - any JSON values
    return lambda _: claims


_EXPIRED: Final[Mapping[str, Change]] = {
    "an expiry two minutes ago": _issued(-7 * _MINUTE),
    "an expiry six minutes ago": _issued(-11 * _MINUTE),
    "an expiry ten minutes ago": _issued(-15 * _MINUTE),
    "an expiry an hour ago": _issued(-_HOUR, lifetime=0),
    "an expiry in 1970": _claims(iat=0, exp=0),
}

_ODD_TIMES: Final[Mapping[str, Change]] = {
    "a time of issue in three minutes": _only_issued(3 * _MINUTE),
    "a time of issue and an expiry that are three minutes late": _issued(3 * _MINUTE),
    "a time of issue after its expiry": _only_issued(_HOUR),
    "a time of issue an hour ago": _only_issued(-_HOUR),
}

_LIFETIMES: Final[Mapping[str, Change]] = {
    "a lifetime of 299 seconds": _issued(0, lifetime=299),
    "a lifetime of 301 seconds": _issued(0, lifetime=301),
    "a lifetime of an hour": _issued(0, lifetime=_HOUR),
}

_AUDIENCES: Final[Mapping[str, Change]] = {
    "the audience of another provider": _claims(aud=_ELSEWHERE),
    "an audience that ends with a slash": _claim("aud", lambda root: f"{root}/"),
    "an audience without the last segment": _claim("aud", lambda root: root.rpartition("/")[0]),
    "a list of one audience": _claim("aud", lambda root: [root]),
}

_WRONG_TYPES: Final[Mapping[str, Change]] = {
    "a Practitioner for a device": _resource(_DEVICE, resourceType="Practitioner"),
    "an unknown resource for a device": _resource(_DEVICE, resourceType="Gadget"),
    "a device without a resource type": _resource(_DEVICE, resourceType=...),
    "a Location for an organisation": _resource(_ORGANISATION, resourceType="Location"),
    "an unknown resource for an organisation": _resource(_ORGANISATION, resourceType="Company"),
    "an organisation without a resource type": _resource(_ORGANISATION, resourceType=...),
    "a Patient for a practitioner": _resource(_PRACTITIONER, resourceType="Patient"),
    "an unknown resource for a practitioner": _resource(_PRACTITIONER, resourceType="Doctor"),
    "a practitioner without a resource type": _resource(_PRACTITIONER, resourceType=...),
}

_AGAINST_FHIR: Final[Mapping[str, Change]] = {
    "a device with an element that FHIR does not know": _resource(_DEVICE, colour="grey"),
    "a device whose model is an object": _resource(_DEVICE, model={"text": "Model"}),
    "a device whose identifier is a text": _resource(_DEVICE, identifier="DEVICE-1"),
    "an organisation with an element that FHIR does not know": _resource(_ORGANISATION, colour="blue"),
    "an organisation whose name is an object": _resource(_ORGANISATION, name={"text": "Name"}),
    "an organisation whose identifier is a text": _resource(_ORGANISATION, identifier="A11111"),
    "a practitioner with an element that FHIR does not know": _resource(_PRACTITIONER, colour="green"),
    "a practitioner whose name is a text": _resource(_PRACTITIONER, name="Dr Conformance"),
    "a practitioner whose gender is no code": _resource(_PRACTITIONER, gender="doctor"),
    "a practitioner whose date of birth is no date": _resource(_PRACTITIONER, birthDate="31st of May"),
}

_LESS_THAN_CONSUMERS_SEND: Final[Mapping[str, Change]] = {
    "a subject who is not its practitioner": _claim("sub", lambda user: f"{user}0"),
    "a device without an identifier": _resource(_DEVICE, identifier=...),
    "a device without a model": _resource(_DEVICE, model=...),
    "a device without a version": _resource(_DEVICE, version=...),
    "an organisation without a name": _resource(_ORGANISATION, name=...),
    "an organisation without an identifier": _resource(_ORGANISATION, identifier=...),
    "an organisation with an identifier that is no ODS code": _resource(
        _ORGANISATION, identifier=[{"system": _LOCAL_SYSTEM, "value": "A11111"}]
    ),
    "a practitioner without an id": _resource(_PRACTITIONER, id=...),
    "a practitioner without a name": _resource(_PRACTITIONER, name=...),
    "a practitioner without a family name": _name(family=...),
    "a practitioner without a given name": _name(given=...),
    "a practitioner without an SDS user ID": _identifiers(
        lambda one: one["system"] != IDENTIFIER_SYSTEMS["sds_user"]
    ),
}

_TO_BE_ACCEPTED: Final[Mapping[str, Change]] = {
    "a practitioner without a role profile ID": _identifiers(
        lambda one: one["system"] != IDENTIFIER_SYSTEMS["sds_role_profile"]
    ),
    "a practitioner without a local user ID": _identifiers(_is_nationally_recognised),
    "a practitioner with an SDS user ID only": _identifiers(
        lambda one: one["system"] == IDENTIFIER_SYSTEMS["sds_user"]
    ),
    "a practitioner without a smartcard": _without_smartcard,
    "a practitioner without a title": _name(prefix=...),
    "a practitioner with a gender": _resource(_PRACTITIONER, gender="unknown"),
    "a device with an id": _resource(_DEVICE, id="device-1"),
    "a device with a manufacturer": _resource(_DEVICE, manufacturer="Manufacturer"),
    "an organisation with an id": _resource(_ORGANISATION, id="organisation-1"),
    "an organisation that is said to be active": _resource(_ORGANISATION, active=True),
    "a claim that nobody has defined": _claims(conformance_test={"extra": [1, 2, 3]}),
    "a token ID": lambda _: {"jti": str(unique_id())},
    "a time before which it is not valid": lambda claims: {"nbf": claims["iat"] - _HOUR},
    "the requested record that earlier editions had": _claims(
        requested_record={"resourceType": "Organization", "name": "Any practice"}
    ),
}

CONTENTS: Final[Mapping[str, Change]] = {
    **_EXPIRED,
    **_ODD_TIMES,
    **_LIFETIMES,
    **_AUDIENCES,
    **_WRONG_TYPES,
    **_AGAINST_FHIR,
    **_LESS_THAN_CONSUMERS_SEND,
    **_TO_BE_ACCEPTED,
}
