"""Redaction: secrets and personal data in what a run leaves are replaced by pseudonyms.

The same value has the same pseudonym everywhere in one run, so that a reader can follow a patient through it, and
another one in the next. What an exchange shows to be personal, by the element that it stands in, is replaced in
free text too, from then on.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gpconnect.consumer.exchange import Exchange, Headers, Request, Response
from gpconnect.spec import interactions
from gpconnect.spec.vocabulary import CODE_SYSTEMS, EXTENSIONS, IDENTIFIER_SYSTEMS, PROFILES

_DIGITS: Final = 8
_NUMBER_DIGITS: Final = 10
_SHORTEST_WORD: Final = 3

# JSON that may have been cut off anywhere: whatever is open at the end of the text ends there.
_STRING: Final = r'"(?:[^"\\]++|\\.)*+(?:"|\Z)'
_PLAIN: Final = rf'(?:[^\[\]{{}}"]++|{_STRING})'
_STRINGS: Final = rf"\[(?:[^\[\]{{}}\"]++|{_STRING})*+(?:\]|\Z)"


def _nested(depth: int) -> str:
    inside = rf"(?:{_PLAIN}|{_nested(depth - 1)})" if depth else _PLAIN
    return rf"[\[{{]{inside}*+(?:[\]}}]|\Z)"


_WHOLE: Final = "name|address|telecom"
_MEMBERS: Final = "family|given|line|city|district|postalCode|birthDate|deceasedDateTime|valueDateTime|div"
_IN_WHOLE: Final = f"{_MEMBERS}|suffix|state|text|value"
_NUMBER_LABEL: Final = re.escape(IDENTIFIER_SYSTEMS["nhs_number"].rsplit("/", 1)[1])
_VALUE: Final = rf"({_STRING}|{_STRINGS})"

# Everything begins with the same sign, which is what makes the search fast.
_JSON: Final = re.compile(
    rf'"(?:(?P<whole>{_WHOLE})"\s*:\s*{_nested(4)}'
    rf'|(?P<name>{_MEMBERS})"\s*:\s*{_VALUE}'
    rf'|(?P<before>reference"\s*:\s*{_STRING}\s*,\s*"display"\s*:\s*){_VALUE}'
    rf'|(?P<display>display"\s*:\s*){_VALUE}(?=\s*,\s*"reference")'
    rf'|(?P<system>system"\s*:\s*"[^"]*{_NUMBER_LABEL}"\s*,\s*"value"\s*:\s*){_VALUE})',
    re.DOTALL,
)
_IN_JSON: Final = re.compile(rf'("({_IN_WHOLE})"\s*:\s*){_VALUE}', re.DOTALL)
_EACH_STRING: Final = re.compile(_STRING, re.DOTALL)

_XML: Final = re.compile(
    rf"<(?P<whole>{_WHOLE})>.*?(?:</(?P=whole)>|\Z)"
    rf'|(?P<member><(?P<name>{_MEMBERS})\s+value=")([^"]*)'
    rf"|(?P<narrative><div\b[^>]*>)(.*?)(?:</div>|\Z)"
    rf'|(?P<reference><reference\s+value="[^"]*"\s*/>\s*<display\s+value=")([^"]*)'
    rf'|(?P<identifier>{_NUMBER_LABEL}"\s*/>\s*<value\s+value=")([^"]*)',
    re.DOTALL,
)
_IN_XML: Final = re.compile(rf'(<({_IN_WHOLE})\s+value=")([^"]*)')

# What may stand before the digits is looked at from the first digit on: a pattern that starts with one is fast.
_NUMBER: Final = re.compile(
    r"\d(?:(?<![0-9A-Za-z]\d)|(?<=%[0-9A-Fa-f]{2}\d))\d{2}[ -]?\d{3}[ -]?\d{4}(?![0-9A-Za-z])"
)
_LABELLED: Final = re.compile(rf"({_NUMBER_LABEL}(?:\||%7[Cc]))([^&\s\"'<>\[\]]+)")
_TOKEN: Final = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]*")
_SECRET_HEADERS: Final = ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "apikey")
_SECRET_LINE: Final = re.compile(
    rf"^((?:{'|'.join(_SECRET_HEADERS)})[ \t]*:[ \t]*)([^\r\n]+)", re.IGNORECASE | re.MULTILINE
)
_CREDENTIALS: Final = re.compile(r"(?<=://)[^/@\s\"']+:[^/@\s\"']+(?=@)")
_PRIVATE_KEY: Final = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
_WORD: Final = re.compile(rf"\w{{{_SHORTEST_WORD},}}")

_NAMES: Final = ("family", "given", "text", "suffix")
_KINDS: Final = {
    **dict.fromkeys(_NAMES, "name"),
    **dict.fromkeys(("line", "city", "district", "state"), "address"),
    "postalCode": "postcode",
    "birthDate": "birth-date",
    "deceasedDateTime": "death-date",
    "valueDateTime": "birth-date",  # the time of birth, which FHIR has as an extension
    "div": "narrative",
    "value": "telecom",
}


def _own_words() -> frozenset[str]:
    """Return the words that stand in every exchange: a patient who is called Patient must not spoil them all."""
    said = [
        *PROFILES,
        *PROFILES.values(),
        *EXTENSIONS.values(),
        *CODE_SYSTEMS.values(),
        *IDENTIFIER_SYSTEMS.values(),
    ]
    said += [f"{one.label} {one.key} {one.path}" for one in interactions().values()]
    return frozenset(word.lower() for text in said for word in _WORD.findall(text))


class Redactor:
    """Replaces secrets and personal data by pseudonyms; ``key`` is shared by all who write about the same run.

    ``known`` are the values that are replaced in free text, each with its kind, in the order they became known.
    """

    def __init__(self, key: str | None = None, *, enabled: bool = True) -> None:
        self.key = key if key is not None else secrets.token_hex(16)
        self.enabled = enabled
        self._pseudonyms: dict[tuple[str, str], str] = {}
        self.known: list[tuple[str, str]] = []
        self._known: dict[str, dict[str, str]] = {}
        self._own_words = _own_words()

    def pseudonym(self, kind: str, value: str) -> str:
        """Return what stands for a value of a kind such as ``name``; nothing stands for no value."""
        if not value.strip():
            return value
        made = self._pseudonyms.get((kind, value))
        if made is None:
            digest = hmac.new(self.key.encode(), f"{kind}\n{value}".encode("utf-8", "replace"), hashlib.sha256)
            made = self._pseudonyms[kind, value] = f"[{kind}-{digest.hexdigest()[:_DIGITS]}]"
        return made

    def know(self, kind: str, value: str) -> str:
        """Replace this value in free text from now on; return its pseudonym."""
        made = self.pseudonym(kind, value)
        if kind == "narrative":  # it repeats what is known from elsewhere, between tags that all exchanges have
            return made
        words = [word for word in _WORD.findall(value) if word.lower() not in self._own_words]
        if words and made is not value:
            values = self._known.setdefault(max(words, key=len), {})
            if value not in values:
                self.known.append((kind, value))
            values[value] = made
        return made

    def learn(self, exchange: Exchange) -> None:
        """Take note of what is personal in an exchange that is not shown itself."""
        if self.enabled:
            self.exchange(exchange)

    def exchange(self, exchange: Exchange) -> Exchange:
        """Return an exchange without secrets and personal data."""
        if not self.enabled:
            return exchange
        response = exchange.response and self._response(exchange.response)
        failure = self.text(exchange.failure) if exchange.failure else exchange.failure
        return replace(exchange, request=self.request(exchange.request), response=response, failure=failure)

    def request(self, request: Request) -> Request:
        """Return a request without secrets and personal data."""
        if not self.enabled:
            return request
        message = request.message if request.message is None else self._bytes(request.message)
        headers, body = self._headers(request.headers), self._bytes(request.body)
        return replace(request, url=self.text(request.url), headers=headers, body=body, message=message)

    def text(self, text: str) -> str:
        """Return any text without secrets and personal data."""
        if not self.enabled or not text:
            return text
        if '"' in text:
            text = _JSON.sub(self._in_json, text)
        if 'value="' in text or "<div" in text:
            text = _XML.sub(self._in_xml, text)
        text = self._without_secrets(text)
        text = _LABELLED.sub(lambda found: found[1] + self._number(found[2]), text)
        text = _NUMBER.sub(lambda found: self._number(found[0]), text)
        return self._without_known(text)

    def _without_secrets(self, text: str) -> str:
        lowered = text.lower()
        if any(name in lowered for name in _SECRET_HEADERS):
            text = _SECRET_LINE.sub(lambda found: found[1] + self._credentials(found[2]), text)
        if "eyj" in lowered:
            text = _TOKEN.sub(lambda found: self.pseudonym("token", found[0]), text)
        if "@" in text:
            text = _CREDENTIALS.sub(lambda found: self.pseudonym("credentials", found[0]), text)
        if "private key" in lowered:
            text = _PRIVATE_KEY.sub(lambda found: self.pseudonym("key", found[0]), text)
        return text

    def _response(self, response: Response) -> Response:
        return replace(response, headers=self._headers(response.headers), body=self._bytes(response.body))

    def _headers(self, headers: Headers) -> list[tuple[str, str]]:
        return [
            (name, self._credentials(value) if name.lower() in _SECRET_HEADERS else self.text(value))
            for name, value in headers
        ]

    def _bytes(self, body: bytes) -> bytes:
        if not body:
            return body
        text = body.decode("utf-8", "surrogateescape")
        return self.text(text).encode("utf-8", "surrogateescape")

    def _credentials(self, value: str) -> str:
        """Return a header's value with its scheme, which is no secret."""
        scheme, space, rest = value.partition(" ")
        if space and scheme.isalpha():
            return f"{scheme} {self.pseudonym('token', rest)}"
        return self.pseudonym("token", value)

    def _number(self, shown: str) -> str:
        number = shown.replace(" ", "").replace("-", "")
        well_formed = len(number) == _NUMBER_DIGITS and number.isdigit()
        return self.pseudonym("nhs-number" if well_formed else "malformed-nhs-number", number)

    def _in_json(self, found: re.Match[str]) -> str:
        if found["whole"]:
            return _IN_JSON.sub(lambda one: one[1] + self._strings(one[2], one[3]), found[0])
        value = found[found.lastindex or 0]
        lead = found[0][: -len(value)]
        if found["system"]:
            return lead + self._string(self._number, value)
        return lead + self._strings(found["name"] or "text", value)

    def _strings(self, member: str, value: str) -> str:
        kind = _KINDS[member]
        return _EACH_STRING.sub(lambda one: self._string(lambda text: self.know(kind, text), one[0]), value)

    @staticmethod
    def _string(replacement: Callable[[str], str], written: str) -> str:
        """Replace what a JSON string says, be it cut off or not."""
        try:
            value = str(json.loads(written, strict=False))
        except ValueError:
            value = written.strip('"')
        return json.dumps(replacement(value), ensure_ascii=False)

    def _in_xml(self, found: re.Match[str]) -> str:
        if found["whole"]:
            return _IN_XML.sub(lambda one: one[1] + self.know(_KINDS[one[2]], one[3]), found[0])
        if found["member"]:
            return found["member"] + self.know(_KINDS[found["name"]], found[4])
        if found["narrative"]:
            return f"{found['narrative']}{self.pseudonym('narrative', found[6])}</div>"
        if found["reference"]:
            return found["reference"] + self.know("name", found[8])
        return found["identifier"] + self._number(found[10])

    def _without_known(self, text: str) -> str:
        if not self._known:
            return text
        for word in self._known.keys() & set(_WORD.findall(text)):
            for value, made in sorted(self._known[word].items(), key=lambda one: -len(one[0])):
                text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", lambda _: made, text)  # noqa: B023 - used at once
        return text
