"""The program that writes a run's Allure results: it redacts and lays them out while the run goes on.

It is started by ``gpconnect.assurance.result_files`` and reads frames from its input until that ends.
"""

import json
import pickle
import re
import signal
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from allure_commons.model2 import TestResult
from attr import asdict

from gpconnect.assurance.exchange_text import cut, request_text, response_text
from gpconnect.consumer.curl import curl_command
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.redaction import Redactor

ASK_FOR_NAMES: Final = "names"
"""The frame that asks for what has been found to be personal since it was asked for last."""

_TOKEN_NOTE: Final = (
    "# Repeats the request byte for byte. An audit token in it expires five minutes after it was made."
)
_REDACTED_NOTE: Final = (
    "# Tokens and personal data are redacted: what repeats the request is written with --no-redaction."
)


@dataclass(frozen=True)
class Manner:
    """How results are written: into which folder, rid of which root folder's paths, with which pseudonyms."""

    folder: Path
    root: Path
    key: str
    redacted: bool


@dataclass(frozen=True)
class Captured:
    """What pytest captured of a test: the one text that may name places of this machine."""

    text: str


@dataclass(frozen=True)
class Shown:
    """An exchange whose body may be only the beginning of one of ``size`` bytes."""

    exchange: Exchange
    size: int


Attachment = tuple[str, Shown | Captured | str | bytes]
"""The name of a file, and what it is to hold."""


@dataclass(frozen=True)
class Names:
    """What is personal, with its kind, to be replaced in free text from here on."""

    known: Sequence[tuple[str, str]]


class ResultWriter:
    """Writes the results of tests and what is attached to them, without secrets and personal data."""

    def __init__(self, manner: Manner) -> None:
        self._folder, self._root = manner.folder, manner.root
        self._redactor = Redactor(manner.key, enabled=manner.redacted)
        self._told = 0

    def know(self, names: Names) -> None:
        """Replace these in free text from now on."""
        for kind, value in names.known:
            self._redactor.know(kind, value)
        self._told = len(self._redactor.known)

    def new_names(self) -> Names:
        """Return what was found to be personal since this was asked for last."""
        found = self._redactor.known[self._told :]
        self._told += len(found)
        return Names(found)

    def write(self, result: TestResult, attachments: Sequence[Attachment]) -> None:
        """Write the result of one test, and before it what it refers to.

        Raises ``OSError`` when it cannot be written.
        """
        for name, content in attachments:
            self._write(name, content if isinstance(content, bytes) else self._text(content))
        _plain_details(result, self._root)
        _redact(result, self._redactor)
        self._write(
            result.file_pattern.format(prefix=result.uuid),
            json.dumps(asdict(result, filter=_is_said), ensure_ascii=False),
        )

    def _write(self, name: str, content: str | bytes) -> None:
        written = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
        (self._folder / name).write_bytes(written)

    def _text(self, content: Shown | Captured | str) -> str:
        if isinstance(content, Shown):
            return _exchange_text(content, self._redactor)
        if isinstance(content, Captured):
            return cut(self._redactor.text(without_paths(content.text, self._root)))
        return content


def without_paths(text: str, root: Path) -> str:
    """Return a text with the places of this machine's folders taken out: the project, Python and its packages."""
    text = text.replace(f"{root}/", "").replace(f"{root}\\", "").replace(str(root), ".")
    text = re.sub(r"[^\s\"'(]*site-packages[/\\]", "site-packages/", text)
    standard_library = re.escape(sysconfig.get_paths()["stdlib"])
    return re.sub(rf"(?:[^\s\"'(]*{standard_library}|(?:\.\.[/\\])+[^\s\"'(]*python3\.\d+)[/\\]", "python/", text)


def _exchange_text(shown: Shown, redactor: Redactor) -> str:
    request = redactor.request(shown.exchange.request)
    note = _REDACTED_NOTE if redactor.enabled else _TOKEN_NOTE
    parts = (
        ("request", request_text(request)),
        ("response", response_text(shown.exchange, redactor.text, shown.size)),
        ("curl", f"{note}\n{curl_command(request)}"),
    )
    text = "\n\n".join(f"===== {name} =====\n{cut(part).rstrip()}" for name, part in parts)
    return f"{text}\n"


def _plain_details(item: TestResult | None, root: Path) -> None:
    """Take the paths out of the messages and traces of a result and of its steps."""
    if item is None:
        return
    details = item.statusDetails
    if details is not None:
        details.message = without_paths(details.message, root) if details.message else None
        details.trace = without_paths(details.trace, root) if details.trace else None
    for step in item.steps:
        _plain_details(step, root)


def _redact(item: TestResult | None, redactor: Redactor) -> None:
    """Redact what a result and its steps say; their titles are the feature file's."""
    if item is None:
        return
    if item.description:
        item.description = redactor.text(item.description)
    details = item.statusDetails
    if details is not None:
        details.message = redactor.text(details.message) if details.message else None
        details.trace = redactor.text(details.trace) if details.trace else None
    for step in item.steps:
        _redact(step, redactor)


def _is_said(_: object, value: object) -> bool:
    return bool(value) or value is False


def _serve(frames: BinaryIO, answers: BinaryIO) -> None:
    writer = ResultWriter(pickle.load(frames))
    while True:
        try:
            frame: Any = pickle.load(frames)
        except EOFError:
            return
        if frame == ASK_FOR_NAMES:
            pickle.dump(writer.new_names(), answers)
            answers.flush()
        elif isinstance(frame, Names):
            writer.know(frame)
        else:
            writer.write(*frame)


def main() -> None:
    """Write what comes on standard input until it ends."""
    # Whoever interrupts the run interrupts this as well, but what there is has still to be written.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _serve(sys.stdin.buffer, sys.stdout.buffer)
    except OSError as error:
        sys.exit(str(error))
