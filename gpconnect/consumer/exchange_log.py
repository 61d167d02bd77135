"""The exchange log: every exchange of a run as JSON lines, byte for byte unless it is redacted.

A body that is UTF-8 stands there as text, any other in base64.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.redaction import Redactor


class ExchangeLog:
    """Writes exchanges to files as they are made, each with the scenario that is under way.

    When there is a redactor they are written without secrets and personal data.
    """

    def __init__(self, file: Path | None = None, redactor: Redactor | None = None) -> None:
        self.scenario = ""
        self.bypassed: set[str] = set()
        self._redactor = redactor
        self._streams: list[TextIO] = []
        if file is not None:
            self.write_to(file)

    def write_to(self, file: Path) -> None:
        """Write to this file as well from here on."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._streams.append(file.open("w", encoding="utf-8"))

    def begin(self, scenario: str) -> None:
        """Take note that from here on exchanges are made for this scenario."""
        self.scenario = scenario
        for stream in self._streams:
            stream.flush()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take note that what is exchanged meanwhile is for no scenario."""
        scenario, self.scenario = self.scenario, ""
        yield
        self.scenario = scenario

    def bypass(self) -> None:
        """Take note that the scenario reaches the provider in a way that is not recorded here."""
        self.bypassed.add(self.scenario)

    def write(self, exchange: Exchange) -> None:
        """Append one exchange."""
        shown = self._redactor.exchange(exchange) if self._redactor is not None else exchange
        line = json.dumps({"scenario": self.scenario, **_to_json(shown)}) + "\n"
        for stream in self._streams:
            stream.write(line)

    def close(self) -> None:
        """Close the files."""
        for stream in self._streams:
            stream.close()


def read_exchange_log(file: Path) -> Iterator[Exchange]:
    """Yield the exchanges of a log in the order they were made; raise ``ValueError`` for a line that is none."""
    for _, exchange in read_by_scenario(file):
        yield exchange


def read_by_scenario(file: Path) -> Iterator[tuple[str, Exchange]]:
    """Yield the exchanges of a log, each with its scenario; raise ``ValueError`` for a line that is none."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                read = json.loads(line)
                yield str(read.get("scenario", "")), _from_json(read)
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{file}, line {number}: not an exchange ({error!r})") from error


def _to_json(exchange: Exchange) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    return {
        "started": exchange.started.isoformat(),
        "milliseconds": exchange.milliseconds,
        "failure": exchange.failure,
        "request": {
            "interaction": request.interaction,
            "method": request.method,
            "url": request.url,
            "headers": list(request.headers),
            **_bytes("body", request.body),
            **({} if request.message is None else _bytes("message", request.message)),
        },
        "response": response
        and {
            "status": response.status,
            "headers": list(response.headers),
            **_bytes("body", response.body),
            "http_version": response.http_version,
            "tls": response.tls,
        },
    }


def _from_json(line: dict[str, Any]) -> Exchange:
    request, response = line["request"], line["response"]
    return Exchange(
        request=Request(**_with_bytes(request)),
        response=response and Response(**_with_bytes(response)),
        started=datetime.fromisoformat(line["started"]),
        milliseconds=line["milliseconds"],
        failure=line["failure"],
    )


def _with_bytes(part: dict[str, Any]) -> dict[str, Any]:
    made = {**part, "headers": [(name, value) for name, value in part["headers"]]}
    for name in ("body", "message"):
        text, coded = made.pop(f"{name}_text", None), made.pop(f"{name}_base64", None)
        if text is not None or coded is not None:
            made[name] = b64decode(coded) if text is None else text.encode("utf-8")
    return made


def _bytes(name: str, content: bytes) -> dict[str, str]:
    try:
        return {f"{name}_text": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {f"{name}_base64": b64encode(content).decode()}
