"""The provider as a program: `gpconnect-conformance serve`, `provider-data`, `faults`; TLS."""

import json
import shlex
import ssl
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
import trustme
from typer.testing import CliRunner

from gpconnect.cli import app
from gpconnect.provider.server import Address, running
from gpconnect.provider.tls import Tls

START_UP_SECONDS = 10


@contextmanager
def _served(folder: Path, *options: str) -> Iterator[str]:
    """Run the program; the value is what it printed once it is ready."""
    ready, output = folder / "ready.json", folder / "output.txt"
    command = [sys.executable, "-m", "gpconnect.cli", "serve", "--ready-file", str(ready), *options]
    with output.open("w") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_UP_SECONDS
        while not ready.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert json.loads(ready.read_text())["pid"] == process.pid, output.read_text()
        yield output.read_text()
    finally:
        process.terminate()
        process.wait(timeout=START_UP_SECONDS)


def test_the_printed_command_works(tmp_path: Path) -> None:
    data = tmp_path / "data.toml"
    with _served(tmp_path, "--write-test-data", str(data), "--now", "2026-02-03T11:00:00+00:00") as printed:
        words = shlex.split(printed.partition("curl ")[2])
        headers = dict(word.split(": ", 1) for flag, word in pairwise(words) if flag == "-H")
        response = httpx.get(words[-1], headers=headers, trust_env=False)
        assert response.status_code == 200
        assert response.headers["Date"].startswith("Tue, 03 Feb 2026 11:00")
        number = response.json()["entry"][0]["resource"]["identifier"][0]["value"]
        assert number in tomllib.loads(data.read_text())["patients"]["registered"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--fault", "nonsense"], "there is no fault 'nonsense'"),
        (["--edition", "9.9.9"], "known editions are 1.0.0, 1.2.7"),
        (["--now", "tomorrow"], "an ISO instant is needed"),
        (["--now", "2026-02-03T11:00:00"], "the offset is missing"),
        (["--tls-cert", "cert.pem"], "--tls-cert and --tls-key are both needed"),
        (["--database", "/no/such/folder/db"], "the database /no/such/folder/db cannot be used"),
        (["--write-test-data", "/no/such/folder/data.toml"], "/no/such/folder/data.toml"),
    ],
)
def test_mistakes_are_explained_in_one_line(options: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["serve", *options])
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_data_file_and_the_faults_are_printed() -> None:
    data = CliRunner().invoke(app, ["provider-data", "--ods-code", "X26"])
    assert tomllib.loads(data.stdout)["organisations"]["practice"] == "X26"
    assert "etag-missing" in CliRunner().invoke(app, ["faults"]).stdout


def test_https_with_client_certificates(tmp_path: Path) -> None:
    authority = trustme.CA()
    files = {name: tmp_path / f"{name}.pem" for name in ("certificate", "key", "authority")}
    server = authority.issue_cert("127.0.0.1")
    server.cert_chain_pems[0].write_to_path(files["certificate"])
    server.private_key_pem.write_to_path(files["key"])
    authority.cert_pem.write_to_path(files["authority"])
    trusting = ssl.create_default_context(cafile=str(files["authority"]))
    tls = Tls(files["certificate"], files["key"], files["authority"])
    with running(address=Address(tls=tls)) as provider:
        url = f"{provider.base_url}/metadata"
        assert url.startswith("https://")
        with pytest.raises(httpx.TransportError):
            httpx.get(url, verify=trusting, trust_env=False)
        authority.issue_cert("proxy.example").configure_cert(trusting)
        response = httpx.get(url, verify=trusting, trust_env=False)
        assert response.status_code == 400
        assert response.headers["Strict-Transport-Security"].startswith("max-age=")
