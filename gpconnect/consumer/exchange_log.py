"""The exchange log: every exchange of a run as JSON lines, byte for byte unless it is redacted."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.redaction import Redactor


class ExchangeLog:
    """Writes exchanges to a file as they are made, without secrets and personal data when there is a redactor."""

    def __init__(self, file: Path, redactor: Redactor | None = None) -> None:
        self._redactor = redactor
        file.parent.mkdir(parents=True, exist_ok=True)
        self._stream: TextIO = file.open("w", encoding="utf-8")

    def write(self, exchange: Exchange) -> None:
        """Append one exchange."""
        shown = self._redactor.exchange(exchange) if self._redactor is not None else exchange
        self._stream.write(json.dumps(_to_json(shown)) + "\n")

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def read_exchange_log(file: Path) -> Iterator[Exchange]:
    """Yield the exchanges of a log in the order they were made; raise ``ValueError`` for a line that is none."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield _from_json(json.loads(line))
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
            "body": b64encode(request.body).decode(),
            "message": None if request.message is None else b64encode(request.message).decode(),
        },
        "response": response
        and {
            "status": response.status,
            "headers": list(response.headers),
            "body": b64encode(response.body).decode(),
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
    headers = [(name, value) for name, value in part["headers"]]
    made = {**part, "headers": headers, "body": b64decode(part["body"])}
    return {**made, "message": b64decode(part["message"])} if part.get("message") else made
