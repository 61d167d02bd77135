"""A run's Allure results on their way to the program that writes them, on another core than the run."""

import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
from allure_commons.model2 import TestResult

from gpconnect.assurance.exchange_text import ATTACHMENT_LIMIT
from gpconnect.assurance.result_writer import ASK_FOR_NAMES, Attachment, Manner, Names, Shown
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.redaction import Redactor

# Not as ``python -m``, which would give the program frames of its own making.
_PROGRAM: Final = "from gpconnect.assurance.result_writer import main; main()"


class ResultFilesError(Exception):
    """Results could not be written; the message says why."""


class ResultFiles:
    """Starts the program that writes results, and hands it one test's after the other."""

    def __init__(self, manner: Manner, redactor: Redactor) -> None:
        self._redactor = redactor
        self._told = 0
        pipe = subprocess.PIPE
        self._program = subprocess.Popen([sys.executable, "-c", _PROGRAM], stdin=pipe, stdout=pipe, stderr=pipe)
        self._send(manner)

    def write(self, result: TestResult, attachments: Sequence[Attachment]) -> None:
        """Have the result of a test written, and what is attached to it; raise ``ResultFilesError``."""
        self._tell_names()
        self._send((result, attachments))

    def share_names(self) -> None:
        """Let the redactor of this process know what results before have shown to be personal."""
        self._send(ASK_FOR_NAMES)
        assert self._program.stdout is not None
        try:
            found: Names = pickle.load(self._program.stdout)
        except EOFError:
            raise self._ended() from None
        self._tell_names()
        for kind, value in found.known:
            self._redactor.know(kind, value)
        self._told = len(self._redactor.known)

    def close(self) -> None:
        """Wait until all is written; raise ``ResultFilesError`` when something could not be."""
        _, said = self._program.communicate()
        if self._program.returncode:
            raise ResultFilesError(said.decode(errors="replace").strip())

    def _tell_names(self) -> None:
        new = self._redactor.known[self._told :]
        if new:
            self._told += len(new)
            self._send(Names(new))

    def _send(self, frame: Any) -> None:  # noqa: ANN401 - whatever the program takes
        assert self._program.stdin is not None
        try:
            pickle.dump(frame, self._program.stdin, pickle.HIGHEST_PROTOCOL)
            self._program.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None

    def _ended(self) -> ResultFilesError:
        assert self._program.stderr is not None
        return ResultFilesError(self._program.stderr.read().decode(errors="replace").strip())


RESULT_FILES: Final = pytest.StashKey[ResultFiles]()
"""The files of a run that writes Allure results."""


def shown(exchange: Exchange) -> Shown:
    """Return of an exchange as much as results show."""
    response = exchange.response
    size = len(response.body) if response else 0
    if response and size > ATTACHMENT_LIMIT:
        response = replace(response, body=response.body[: ATTACHMENT_LIMIT + 1])
    # A copy, as what the harness has made of an exchange clings to it.
    return Shown(replace(exchange, response=response), size)
