"""Nothing that a run leaves holds secrets or personal data: markers in every personal element are looked for."""

import json
import re
import subprocess
import sys
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import ZipFile

import pytest

from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings
from tests.suite.test_runs import PROJECT, Run, run_suite
from tests.target.forwarding_proxy import forwarding_proxy

NAME = {"use": "official", "text": "Zqwhole Zqname", "family": "Zqfamily", "given": ["Zqgiven", "Zqo'Zqsecond"]}
ADDRESS = {
    "use": "home",
    "text": "Zqaddress",
    "line": ["7 Zqline", "Zqhamlet"],
    "city": "Zqcity",
    "postalCode": "ZQ7 7QZ",
}
TELECOM = [
    {"system": "phone", "use": "home", "value": "07700 900321"},
    {"system": "email", "value": "zq@mail.example"},
]
DIAGNOSTICS = "Zqgiven Zqfamily, born 1931-07-29, 9990000018, is not to be told of"
MARKERS = (
    *("Zqwhole", "Zqname", "Zqfamily", "Zqgiven", "Zqsecond", "1931-07-29"),
    *("Zqaddress", "Zqline", "Zqhamlet", "Zqcity", "ZQ7 7QZ", "07700 900321", "zq@mail.example"),
    *("Zqdiv", "Zqdisplay", "Zqcookie", "999000", ".eyJ"),
)
CODED = re.compile(r"(?:[A-Za-z0-9+/]{4}){10,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
"""What may be Base64."""


class Planter:
    """Puts a marker into every personal element of a body, and into errors once a patient has been seen."""

    def __init__(self) -> None:
        self.seen = False

    def __call__(self, body: bytes) -> bytes:
        try:
            resource = json.loads(body)
        except ValueError:
            return body
        _plant(resource)
        if self.seen and "issue" in resource:
            resource |= {"issue": [{**one, "diagnostics": DIAGNOSTICS} for one in resource["issue"]]}
        made = json.dumps(resource)
        self.seen = self.seen or "Zqfamily" in made
        return made.encode()


def _plant(node: object) -> None:
    if isinstance(node, list):
        for one in node:
            _plant(one)
    if not isinstance(node, dict):
        return
    for one in list(node.values()):
        _plant(one)
    if node.get("resourceType") == "Patient":
        contact = {"name": NAME, "telecom": TELECOM, "address": ADDRESS, "gender": "female"}
        node |= {
            "name": [NAME],
            "address": [ADDRESS],
            "telecom": TELECOM,
            "birthDate": "1931-07-29",
            "contact": [contact],
        }
        node["unknown"] = "no element of a Patient, so that scenarios fail and say what they saw"
        node["text"] = {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>Zqdiv</div>"}
        node["generalPractitioner"] = [{"reference": "Practitioner/1", "display": "Zqdisplay"}]


@contextmanager
def planting_provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    with embedded_provider(TargetSettings()) as provider, forwarding_proxy() as proxy:
        proxy.alters, proxy.adds = Planter(), (("Set-Cookie", "session=Zqcookie; Path=/"),)
        monkeypatch.setenv("GPCONNECT_SSP_PROXY", proxy.root)
        yield [f"--provider-url={provider.base_url}", f"--test-data={provider.test_data}"]


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, dict[str, str]]:
    folder = tmp_path_factory.mktemp("planted")
    with pytest.MonkeyPatch.context() as patch, planting_provider(patch) as options:
        command = [sys.executable, "-m", "gpconnect", "run", f"--reports={folder}", *options]
        command += ["-vv", "-p", "no:cacheprovider", f"--exchange-log={folder / 'exchanges.jsonl'}"]
        command += ["--interaction=read-a-patient", "--interaction=find-a-patient"]
        command += ["-k=consent or details or unknown or number"]
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False)
    with ZipFile(folder / "evidence.zip") as bundle:
        bundle.extractall(folder / "bundle")
    run = Run(done.returncode, done.stdout + done.stderr, folder)
    return run, everything_left(run)


def everything_left(run: Run) -> dict[str, str]:
    """Return every file of a run with its text, what is in Base64 decoded, and what the terminal showed.

    Left out is how long exchanges took: it is written with as many digits as an NHS number has.
    """
    texts = {"terminal": run.printed}
    for file in run.folder.rglob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace")
            coded = re.findall(r'"body": ?"([^"]*)"', text)
            coded += CODED.findall(text) if file.suffix == ".html" else []
            decoded = (unpacked(b64decode(one)) for one in coded)
            name = str(file.relative_to(run.folder))
            texts[name] = re.sub(r'"milliseconds": ?[\d.]+', "", text) + "".join(decoded)
    return texts


def unpacked(content: bytes) -> str:
    """Return the text in a part of a page, which may be compressed, and may hold Base64 once more."""
    with suppress(zlib.error):
        text = zlib.decompress(content).decode("utf-8", "replace")
        return text + "".join(b64decode(one).decode("utf-8", "replace") for one in CODED.findall(text))
    return content.decode("utf-8", "replace")


def test_the_run_is_one_that_would_tell(left: tuple[Run, dict[str, str]]) -> None:
    run, texts = left
    assert run.outcomes()["failed"]
    assert run.outcomes("find-a-patient")["passed"]
    assert {"junit.xml", "traceability.csv", "traceability.html", "verdict.json", "exchanges.jsonl"} <= set(texts)
    assert {"conformance.html", "summary.html", "summary.md", "evidence.zip", "history.jsonl"} <= set(texts)
    assert {"evidence/exchanges.main.jsonl", "bundle/evidence/exchanges.main.jsonl"} <= set(texts)
    assert "[nhs-number-" in texts["conformance.html"]
    assert sum(name.endswith("-attachment.txt") for name in texts) > 10
    assert "is not to be told of" in texts["exchanges.jsonl"]


@pytest.mark.parametrize("marker", MARKERS)
def test_no_marker_is_in_anything_that_a_run_leaves(left: tuple[Run, dict[str, str]], marker: str) -> None:
    found = {
        name: text[max(text.find(marker) - 120, 0) :][:260] for name, text in left[1].items() if marker in text
    }
    assert not found, next(iter(found.items()))


def test_a_patient_can_be_followed_through_a_run(left: tuple[Run, dict[str, str]]) -> None:
    numbers = {
        number
        for name, text in left[1].items()
        if name.endswith("-attachment.txt")
        for number in re.findall(r"nhs-number(?:\||%7C)(\[nhs-number-\w+\])", text)
    }
    log = left[1]["exchanges.jsonl"]
    assert numbers
    assert numbers <= set(re.findall(r"\[nhs-number-\w+\]", log))


def test_without_redaction_everything_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with planting_provider(monkeypatch) as options:
        run = run_suite(
            tmp_path,
            *options,
            "--no-redaction",
            "--interaction=read-a-patient",
            "-k=details or unknown",
            f"--alluredir={tmp_path / 'allure'}",
            f"--exchange-log={tmp_path / 'exchanges.jsonl'}",
        )
    texts = "".join(everything_left(run).values())
    absent = [marker for marker in MARKERS if marker not in texts]
    assert not absent
