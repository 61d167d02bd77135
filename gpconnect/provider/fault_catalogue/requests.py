"""Faults in what is asked of every request: audit token, Spine headers, methods, paths, formats."""

from gpconnect.provider.fault_catalogue.building import fault

_QUERIES = (
    "find-a-patient find-a-practitioner find-an-organisation search-for-free-slots retrieve-a-patients-appointments"
)
# What is done least often, so that a format may have been forgotten there.
_LATE_COMMANDS = {"registration": "register-a-patient", "cancellation": "cancel-an-appointment"}
_CLAIMS = {
    "issuer": "the issuer is not looked at",
    "audience": "the audience is not looked at",
    "issue-time": "the time of issue is not looked at",
    "expiry-form": "an expiry that is absent or no number is accepted",
    "reason": "any reason for the request is accepted",
    "scope": "any requested scope is accepted",
    "device": "the requesting device is not looked at",
    "organisation": "the requesting organisation is not looked at",
    "practitioner": "the requesting practitioner is not looked at",
    "subject": "the user's ID is not looked at",
    "scheme": "another scheme than Bearer is accepted",
}

FAULTS = (
    fault("expired-tokens-accepted", "an expired audit token is accepted"),
    fault(
        "expired-tokens-accepted-for-nine-minutes", "an audit token is accepted for nine minutes after its expiry"
    ),
    fault(
        "expired-tokens-accepted-for-five-minutes", "an audit token is accepted for five minutes after its expiry"
    ),
    fault("token-claims-not-checked", "missing and wrong claims of the audit token are accepted"),
    *(fault(f"token-{name}-not-checked", breaks) for name, breaks in _CLAIMS.items()),
    *(
        fault(
            f"token-{kind}-may-have-anything", f"the requesting {kind} may have elements that FHIR does not allow"
        )
        for kind in ("device", "organisation", "practitioner")
    ),
    fault("token-not-required", "a request without an audit token is answered"),
    fault("unknown-claims-refused", "an audit token with claims that are not known is refused"),
    fault("old-tokens-refused", "an audit token that was issued more than a minute ago is refused"),
    fault("future-tokens-refused", "an audit token that was issued after the provider's time is refused"),
    fault("role-profile-required", "an audit token without SDS role profile is refused"),
    fault("trace-id-not-required", "a request without Ssp-TraceID is answered"),
    fault("sender-not-required", "a request without Ssp-From is answered"),
    fault("addressee-not-required", "a request without Ssp-To is answered"),
    fault("addressee-not-checked", "a request for another ASID is answered"),
    fault("interaction-id-not-required", "a request without interaction ID is answered"),
    fault("interaction-id-not-checked", "a request with the interaction ID of another interaction is answered"),
    fault(
        "structured-metadata-id-accepted",
        "the interaction ID of another capability's statement is accepted",
        shows_in="get-the-capability-statement",
    ),
    fault("unknown-senders-refused", "a request from an ASID that the provider does not know is refused"),
    fault("allow-missing", "a wrong HTTP verb is answered with 405, and without an Allow header"),
    fault("methods-not-checked", "a path answers to methods that it does not allow"),
    fault("format-parameter-ignored", "the parameter _format makes no difference"),
    fault(
        "format-parameter-ignored-for-commands",
        "the parameter _format makes no difference to commands",
        shows_in="register-a-patient book-an-appointment amend-an-appointment cancel-an-appointment",
    ),
    fault("accept-ignored", "every answer is in JSON, whatever the Accept header says"),
    fault("unknown-formats-accepted", "a format that the provider does not have is answered in JSON"),
    fault("content-type-not-checked", "a body of any Content-Type is read as JSON"),
    fault("foreign-audiences-fail", "a token for another service root URL is answered with 500"),
    fault(
        "scope-refused-without-challenge",
        "a token with the scope of another endpoint is answered with 403, without a challenge",
    ),
    fault("foreign-scopes-fail", "a token with the scope of another endpoint is answered with 500"),
    fault(
        "another-scope-on-a-write-fails",
        "a command with a token of the scope of another endpoint is answered with 500",
        shows_in="register-a-patient book-an-appointment amend-an-appointment cancel-an-appointment",
    ),
    fault("other-lifetimes-fail", "a token that does not last five minutes is answered with 500"),
    fault("lower-case-schemes-refused", "an audit token after the scheme name in lower case is refused"),
    fault("token-forms-refused", "an audit token is refused unless its JSON is written in the usual way"),
    fault("detailed-token-resources-refused", "resources in the audit token may hold the minimum only"),
    fault("trace-ids-in-other-forms-refused", "a trace ID that is no UUID in lower case is refused"),
    fault(
        "expect-refused",
        "a command that asks for leave to send its body is refused",
        shows_in="register-a-patient book-an-appointment amend-an-appointment cancel-an-appointment",
    ),
    fault("malformed-messages-fail", "a message that is no HTTP is answered with 500"),
    fault("answers-always-in-xml", "every answer is in XML"),
    fault("answers-never-in-xml", "every answer is in JSON"),
    fault("users-without-smartcard-refused", "a user without smartcard or title is refused"),
    fault("any-practice-answered", "the ODS code in the service root URL is not looked at"),
    fault("paths-in-any-case", "resource types are known in any case"),
    fault("never-compressed", "no answer is compressed"),
    fault(
        "commands-never-compressed",
        "no answer to a command is compressed",
        shows_in="register-a-patient book-an-appointment amend-an-appointment cancel-an-appointment",
    ),
    fault("zero-quality-ignored", "answers are compressed for consumers that give gzip a quality of zero"),
    fault("always-compressed", "every answer is compressed"),
    fault("compression-not-labelled", "answers that are compressed because gzip is asked for do not say so"),
    fault("cut-messages-fail", "a message that breaks off is answered with 500"),
    fault("cut-messages-acted-on", "what came of a message that breaks off is taken for all of it"),
    fault(
        "needless-encoding-not-understood",
        "percent-encoded letters, digits and hyphens of a query are not decoded",
        shows_in=_QUERIES,
    ),
    fault(
        "encoded-paths-refused",
        "a path with percent-encoded characters is refused",
        shows_in="read-a-patient read-a-practitioner read-an-organisation read-a-location"
        " retrieve-a-patients-appointments read-an-appointment",
    ),
    fault(
        "registers-at-similar-addresses",
        "a registration is carried out at addresses like that of the operation",
        shows_in="register-a-patient",
    ),
    fault("errors-always-in-json", "errors are in JSON, though they say otherwise"),
    fault("content-type-decides-format", "the format of the request decides that of the answer"),
    fault("accept-before-format", "the Accept header counts more than _format"),
    fault("json-unless-asked", "without Accept and _format the answer is in JSON, whatever the request is in"),
    *(
        fault(f"{what}-always-json", f"a {what} is answered in JSON, whatever is asked for", shows_in=key)
        for what, key in _LATE_COMMANDS.items()
    ),
    *(
        fault(f"xml-{what}-refused", f"a {what} in XML is refused", shows_in=key)
        for what, key in _LATE_COMMANDS.items()
    ),
)
