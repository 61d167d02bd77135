"""The program that writes results: what it is told, what it tells, and how it fails."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from allure_commons.model2 import StatusDetails
from allure_commons.model2 import TestResult as AllureResult

from gpconnect.assurance.exchange_text import ATTACHMENT_LIMIT
from gpconnect.assurance.result_files import ResultFiles, ResultFilesError, shown
from gpconnect.assurance.result_writer import Attachment, Captured, Manner
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.consumer.redaction import Redactor

PERSON = {"resourceType": "Patient", "name": [{"family": "Quillfeather"}]}


def exchange(body: bytes) -> Exchange:
    request = Request("read-a-patient", "GET", "http://provider.example/Patient/2", [("Accept", "*/*")])
    response = Response(200, [("Content-Type", "application/fhir+json")], body)
    return Exchange(request, response, datetime(2026, 5, 4, tzinfo=UTC), 12.0)


def result(message: str = "") -> AllureResult:
    return AllureResult(uuid="one", name="A patient is read", statusDetails=StatusDetails(message=message))


def begun(folder: Path, redactor: Redactor) -> ResultFiles:
    return ResultFiles(Manner(folder, folder.parent, redactor.key, redactor.enabled), redactor)


def written(folder: Path, *attachments: Attachment, message: str = "") -> dict[str, str]:
    files = begun(folder, Redactor("key"))
    files.write(result(message), attachments)
    files.close()
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


def test_a_result_is_written_with_what_is_attached_to_it(tmp_path: Path) -> None:
    files = written(tmp_path, ("a.txt", shown(exchange(b"{}"))), ("b.txt", "a | b"))
    assert json.loads(files["one-result.json"])["name"] == "A patient is read"
    assert "===== request =====\nGET http://provider.example/Patient/2" in files["a.txt"]
    assert "HTTP/1.1 200" in files["a.txt"]
    assert "===== curl =====" in files["a.txt"]
    assert files["b.txt"] == "a | b"


def test_of_a_long_body_only_the_beginning_is_handed_over_but_its_size_is_told(tmp_path: Path) -> None:
    long = exchange(b"x" * (20 * ATTACHMENT_LIMIT))
    handed_over = shown(long)
    assert handed_over.exchange.response is not None
    assert len(handed_over.exchange.response.body) == ATTACHMENT_LIMIT + 1
    text = written(tmp_path, ("a.txt", handed_over))["a.txt"]
    assert len(text) < 2 * ATTACHMENT_LIMIT
    assert f"[the body has {20 * ATTACHMENT_LIMIT} bytes]" in text


def test_what_a_step_attaches_itself_stays_as_it_is(tmp_path: Path) -> None:
    picture, long = b"\x89PNG\r\n\xff\x00", "x" * (2 * ATTACHMENT_LIMIT)
    files = begun(tmp_path, Redactor("key"))
    files.write(result(), [("a.png", picture), ("b.txt", long)])
    files.close()
    assert (tmp_path / "a.png").read_bytes() == picture
    assert (tmp_path / "b.txt").read_text(encoding="utf-8") == long


def test_what_an_exchange_shows_to_be_personal_is_redacted_in_what_comes_after_it(tmp_path: Path) -> None:
    attached = ("a.txt", shown(exchange(json.dumps(PERSON).encode())))
    files = written(tmp_path, attached, message="expected Quillfeather, was nobody")
    assert not [name for name, text in files.items() if "Quillfeather" in text]
    assert files["one-result.json"].count(Redactor("key").pseudonym("name", "Quillfeather")) == 1


def test_what_pytest_captured_names_no_place_of_this_machine(tmp_path: Path) -> None:
    text = written(tmp_path, ("log.txt", Captured(f"{tmp_path.parent}/steps/a.py said so")))["log.txt"]
    assert text == "steps/a.py said so"


def test_names_are_shared_both_ways(tmp_path: Path) -> None:
    redactor = Redactor("key")
    files = begun(tmp_path, redactor)
    files.write(result(), [("a.txt", shown(exchange(json.dumps(PERSON).encode())))])
    assert redactor.text("Quillfeather") == "Quillfeather"
    files.share_names()
    assert redactor.text("Quillfeather") == redactor.pseudonym("name", "Quillfeather")
    redactor.know("name", "Thistlewood")
    files.write(result("Thistlewood"), [])
    files.close()
    assert "Thistlewood" not in (tmp_path / "one-result.json").read_text(encoding="utf-8")


def test_a_folder_that_is_gone_is_told_at_the_end_at_the_latest(tmp_path: Path) -> None:
    files = begun(tmp_path / "gone", Redactor(enabled=False))
    with pytest.raises(ResultFilesError, match=r"No such file or directory: .*gone"):
        _write_until_told(files)


def _write_until_told(files: ResultFiles) -> None:
    for _ in range(3):
        files.write(result(), [])
    files.share_names()
    files.close()


def test_a_run_whose_results_cannot_be_written_ends_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import shutil\n"
        "pytest_plugins = ['gpconnect.assurance.plugin', 'gpconnect.assurance.allure_reporting']\n"
        "def pytest_collection_finish():\n    shutil.rmtree('results')\n",
        encoding="utf-8",
    )
    (tmp_path / "test_many.py").write_text(
        "import pytest\n@pytest.mark.parametrize('number', range(5))\ndef test_one(number): pass\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--alluredir=results"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == pytest.ExitCode.INTERNAL_ERROR, said
    assert "--alluredir: results cannot be written: [Errno 2] No such file or directory" in said
    assert "Traceback" not in said
