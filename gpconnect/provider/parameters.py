"""Query parameters: unknown ones are ignored, known ones are checked strictly."""

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote

from gpconnect.provider.errors import ProviderError
from gpconnect.spec.vocabulary import IDENTIFIER_SYSTEMS

_ODS_CODE = re.compile(r"[A-Za-z0-9]{1,12}")
_SDS_USER = re.compile(r"[A-Za-z0-9]{1,20}")
# The percent sign before a character that RFC 3986 (section 2.3) calls unreserved.
_NEEDLESS = re.compile(r"%(?=2[DE]|3[0-9]|[46][1-9A-F]|[57][0-9A]|5F|7E)", re.IGNORECASE)
_FORMS: Mapping[str, re.Pattern[str]] = {
    IDENTIFIER_SYSTEMS["ods_organisation"]: _ODS_CODE,
    IDENTIFIER_SYSTEMS["sds_user"]: _SDS_USER,
}
_NHS_NUMBER_LENGTH = 10
_MODULUS = 11


class Parameters:
    """The parameters of one request, in the order in which they were sent; names are case-sensitive."""

    def __init__(self, query: str, decode: Callable[[str], str] = unquote) -> None:
        """Read a raw query string; a ``+`` stands for itself, as RFC 3986 has it (time zone offsets carry one)."""
        pairs = (part.partition("=") for part in query.split("&") if part)
        self._pairs = [(decode(name), decode(value)) for name, _, value in pairs]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters as names and values."""
        return list(self._pairs)

    def replaced(self, pairs: Iterable[tuple[str, str]]) -> "Parameters":
        """Return other parameters in place of these."""
        made = Parameters("")
        made._pairs = list(pairs)
        return made

    def values(self, name: str) -> list[str]:
        """Return every value sent under this name."""
        return [value for key, value in self._pairs if key == name]

    def identifier(self, *systems: str) -> tuple[str, str]:
        """Return the one ``identifier`` parameter as system and value.

        Raises ``ProviderError``: BAD_REQUEST when it is absent or repeated, INVALID_PARAMETER when it is not of the
        form ``system|value``, INVALID_IDENTIFIER_SYSTEM when the system is none of ``systems``,
        INVALID_IDENTIFIER_VALUE or INVALID_NHS_NUMBER when the value cannot be one of that system
        (pages: the three *find* use cases, development_fhir_error_handling_guidance).
        """
        sent = self.values("identifier")
        if len(sent) != 1:
            raise ProviderError("BAD_REQUEST", f"exactly one identifier parameter is needed; {len(sent)} were sent")
        system, bar, value = sent[0].partition("|")
        if not (bar and system and value):
            raise ProviderError("INVALID_PARAMETER", f"identifier={sent[0]} is not of the form system|value")
        if system not in systems:
            raise ProviderError(
                "INVALID_IDENTIFIER_SYSTEM", f"{system} is not supported; use {' or '.join(systems)}"
            )
        _check_form(system, value)
        return system, value


def decode_reserved(text: str) -> str:
    """Decode only what has to be percent-encoded, for a fault; letters, digits and ``-._~`` stay as they are."""
    return unquote(_NEEDLESS.sub("%25", text))


def is_nhs_number(text: str) -> bool:
    """Say whether this is ten digits of which the last is the modulus 11 check digit of the others."""
    if len(text) != _NHS_NUMBER_LENGTH or not (text.isascii() and text.isdigit()):
        return False
    return check_digit(text[:-1]) == int(text[-1])


def check_digit(nine_digits: str) -> int:
    """Return the modulus 11 check digit of an NHS number; 10 means that there is no such number."""
    weights = range(_NHS_NUMBER_LENGTH, 1, -1)
    total = sum(int(digit) * weight for digit, weight in zip(nine_digits, weights, strict=True))
    return (_MODULUS - total % _MODULUS) % _MODULUS


def _check_form(system: str, value: str) -> None:
    if system == IDENTIFIER_SYSTEMS["nhs_number"]:
        if not is_nhs_number(value):
            raise ProviderError(
                "INVALID_NHS_NUMBER", f"{value} is not an NHS number: ten digits with a modulus 11 check"
            )
    elif not _FORMS[system].fullmatch(value):
        raise ProviderError("INVALID_IDENTIFIER_VALUE", f"{value} cannot be an identifier of {system}")
