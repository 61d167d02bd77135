"""The guard: what could reach live systems or the record of a real person is refused before it is sent.

It looks at the URL, the headers with the audit token, and the body. Requests that are malformed on purpose pass:
a number with a wrong check digit is nobody's NHS number, and what has not the form of an ODS code nobody's code.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote, urlsplit

from gpconnect.consumer.exchange import Request
from gpconnect.consumer.nhs_number import is_nhs_number
from gpconnect.spec.live import TEST_NUMBERS, is_issued, is_live_spine, may_be_live
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS

# What stands before the digits is looked at from the first digit on: a pattern that starts with one is fast.
_NUMBER: Final = re.compile(r"(\d(?<![0-9A-Za-z]\d)\d{2})[ -]?(\d{3})[ -]?(\d{4})(?![0-9A-Za-z])")
_TIME_CLAIM: Final = re.compile(r'"(?:iat|exp)"\s*:\s*"?[\d.]+')
_HOST: Final = re.compile(r"https?://([^/?#\s]+)", re.IGNORECASE)
_NUMBER_LABEL: Final = IDENTIFIER_SYSTEMS["nhs_number"].rsplit("/", 1)[1]
_CODE_LABELS: Final = "|".join(
    IDENTIFIER_SYSTEMS[one].rsplit("/", 1)[1] for one in ("ods_organisation", "ods_site")
)
_CODE_LABEL: Final = re.compile(_CODE_LABELS)
_CODE: Final = r"([A-Za-z0-9]{3,6})(?![A-Za-z0-9])"
_ODS_CODES: Final = (
    re.compile(rf"(?:{_CODE_LABELS})\|{_CODE}"),
    re.compile(rf'(?:{_CODE_LABELS})"\s*,\s*"value"\s*:\s*"{_CODE}"'),
    re.compile(rf'"value"\s*:\s*"{_CODE}"\s*,\s*"system"\s*:\s*"[^"]*/(?:{_CODE_LABELS})"'),
    re.compile(rf'(?:{_CODE_LABELS})"\s*/>\s*<value\s+value="{_CODE}"'),
)
_APPOINTMENTS: Final = (b'"Appointment"', b"<Appointment")
_IN_SERVICE_ROOT: Final = re.compile(rf"/{_CODE}/(?:DSTU2|STU3|R4)/", re.IGNORECASE)


class UnsafeRequestError(Exception):
    """Something could reach live systems or real people, so it is not sent; the message says what, and the fix."""


@dataclass(frozen=True)
class NumberRange:
    """NHS numbers from one to another, both included."""

    first: int
    last: int

    @classmethod
    def of(cls, text: str) -> "NumberRange":
        """Return the range that a text such as ``9000000000-9999999999``, or one NHS number, stands for.

        Raises ``ValueError`` when it is neither.
        """
        first, _, last = text.replace(" ", "").partition("-")
        if not all(len(one) == 10 and one.isdigit() for one in (first, last or first)):
            raise ValueError(f"{text!r} is neither an NHS number nor two of them with a hyphen between")
        return cls(int(first), int(last or first))

    def __contains__(self, nhs_number: str) -> bool:
        return self.first <= int(nhs_number) <= self.last


@dataclass(frozen=True)
class Guard:
    """What a request may speak of.

    ``ods_codes`` are the organisations that may be named; ``None`` checks none. ``hosts`` are names in the NHS's
    domains that are no live ones; they do not open the live Spine. A code that the provider wrote into an
    appointment may go back to it in a body: to amend or cancel that appointment is to send it back.
    """

    nhs_numbers: tuple[NumberRange, ...] = (NumberRange.of(TEST_NUMBERS),)
    ods_codes: frozenset[str] | None = None
    hosts: frozenset[str] = field(default_factory=frozenset)
    _heard: set[str] = field(default_factory=set, compare=False, repr=False)

    def check(self, request: Request) -> None:
        """Raise ``UnsafeRequestError`` when a request must not be sent."""
        self.check_url(request.url)
        where = f"{request.method} {_NUMBER.sub('**********', urlsplit(request.url).path)}"
        for part in _parts(request):
            self._check_numbers(part, where)
            self._check_codes(_codes(part), where)
        for text in _contents(request):
            self._check_numbers(text, where)
            self._check_codes((one for one in _codes(text) if one not in self._heard), where)

    def hear(self, body: bytes) -> None:
        """Take note of the ODS codes that the provider wrote into appointments."""
        if any(name in body for name in _APPOINTMENTS):
            self._heard.update(_codes(body.decode("utf-8", "replace")))

    def check_url(self, url: str) -> None:
        """Raise ``UnsafeRequestError`` when a URL leads to a live host or to an organisation that is not listed."""
        for host in _HOST.findall(unquote(url.partition("?")[0])):
            self._check_host(urlsplit(f"//{host}").hostname or "")
        self._check_codes(_IN_SERVICE_ROOT.findall(url), "the service root URL")

    def check_number(self, nhs_number: str, where: str) -> None:
        """Raise ``UnsafeRequestError`` when an NHS number may be somebody's; ``where`` says where it stands."""
        if is_nhs_number(nhs_number) and not any(nhs_number in one for one in self.nhs_numbers):
            raise UnsafeRequestError(
                f"{where}: the NHS number {nhs_number[0]}********{nhs_number[9]} is outside the test ranges.\n"
                "It may be a real person's. When it is a test patient's, add it to nhs_number_ranges."
            )

    def _check_numbers(self, text: str, where: str) -> None:
        labelled = _NUMBER_LABEL in text
        for groups in _NUMBER.findall(text):
            number = "".join(groups)
            # Times and service IDs have ten digits, too: what is not labelled may be one of them.
            if labelled or is_issued(number):
                self.check_number(number, where)

    def _check_codes(self, codes: Iterable[str], where: str) -> None:
        for code in codes:
            if self.ods_codes is not None and _is_ods_code(code) and code.upper() not in self.ods_codes:
                raise UnsafeRequestError(
                    f"{where}: the ODS code {code} is not listed.\n"
                    "When it is one of a test organisation, add it to ods_codes."
                )

    def _check_host(self, host: str) -> None:
        if is_live_spine(host):
            raise UnsafeRequestError(f"{host} is a host of the live Spine. It is never called.")
        if may_be_live(host) and host.lower() not in self.hosts:
            raise UnsafeRequestError(
                f"{host} may be a live host of the NHS.\n"
                "When it is one of a test environment, add it to test_hosts."
            )


def _codes(text: str) -> list[str]:
    """Return what stands in a text as the value of an identifier in a system of ODS codes."""
    if not _CODE_LABEL.search(text):
        return []
    return [code for pattern in _ODS_CODES for code in pattern.findall(text)]


def _parts(request: Request) -> Iterator[str]:
    """Yield the parts of a request besides its body, as text."""
    yield unquote(unquote(request.url))
    yield "\n".join(
        _token_text(value) if name.lower() == "authorization" else value for name, value in request.headers
    )


def _contents(request: Request) -> Iterator[str]:
    """Yield the body, and the message that is sent in place of the request, as text."""
    yield request.body.decode("utf-8", "replace")
    if request.message is not None:
        yield unquote(request.message.decode("utf-8", "replace"))


def _token_text(authorization: str) -> str:
    """Return what the audit token says, without its times; a part that is no Base64 as it stands."""
    parts = authorization.split(" ")[-1].split(".")
    return _TIME_CLAIM.sub("", "\n".join(_decoded(part) for part in parts))


def _decoded(part: str) -> str:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return part


def _is_ods_code(text: str) -> bool:
    return any(sign.isalpha() for sign in text) and any(sign.isdigit() for sign in text)
