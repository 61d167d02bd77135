"""A supplier's first runs, from a settings file only: mutual TLS, a web proxy, the supplier's own data mapping."""

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12

from gpconnect.target.certificates import PROXY_NAME, make_certificates
from gpconnect.target.testdata import TestData
from gpconnect.target.testdata_files import CSV_COLUMNS, OPTIONAL, PERSON, read_test_data
from tests.consumer.tunnel_proxy import TunnelProxy, tunnel_proxy

PROJECT = Path(__file__).parents[2]
PASSWORD = "correct horse"
NAME = "gpconnect.provider.example"
PYTEST = ("-q", "-p", "no:cacheprovider")
# What this supplier has nobody for.
WITHOUT = ("temporary", "no_consent", "inactive", "superseded")


@pytest.fixture(scope="module")
def supplier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, TunnelProxy]]:
    """A folder with the settings and the test data of a supplier whose provider is running behind a web proxy."""
    folder = tmp_path_factory.mktemp("supplier")
    made = make_certificates(folder, NAME)
    ready, log = folder / "ready.json", folder / "serve.log"
    command = [sys.executable, "-m", "gpconnect", "serve", "--ready-file", str(ready)]
    command += ["--write-test-data", str(folder / "seeded.toml")]
    command += ["--tls-cert", str(made.certificate("server")), "--tls-key", str(made.key("server"))]
    command += ["--tls-client-ca", str(made.authority), "--tls-client-name", PROXY_NAME]
    with log.open("wb") as output:
        provider = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=output)
    try:
        while not (ready.exists() and ready.read_text(encoding="utf-8").endswith("\n")):
            assert provider.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        url = str(json.loads(ready.read_text(encoding="utf-8"))["base_url"])
        write_bundle(folder)
        write_mapping(folder, read_test_data(folder / "seeded.toml"))
        with tunnel_proxy() as proxy:
            write_settings(folder, url, proxy)
            yield folder, proxy
    finally:
        provider.terminate()
        provider.wait(timeout=30)


def write_bundle(folder: Path) -> None:
    certificate = x509.load_pem_x509_certificate((folder / "client.pem").read_bytes())
    key = load_pem_private_key((folder / "client.key").read_bytes(), None)
    bundle = pkcs12.serialize_key_and_certificates(
        b"proxy",
        key,  # type: ignore[arg-type]
        certificate,
        None,
        BestAvailableEncryption(PASSWORD.encode()),
    )
    (folder / "client.p12").write_bytes(bundle)


def write_mapping(folder: Path, seeded: TestData) -> None:
    """Map the roles as this supplier does: other patients in another order, and some roles not at all."""
    rows: list[list[str]] = []
    for table in ("patients", "organisations", "practitioners", "locations", "patient_ids"):
        for role, mapped in getattr(seeded, table).items():
            several = [mapped] if isinstance(mapped, str) else mapped[:0:-1]
            if (table, role) != ("organisations", "practice") and role not in WITHOUT:
                rows += [[table, role, value, "", "", "", "", ""] for value in several]
    for one in seeded.registration[::-1]:
        rows.append(["registration", one.role, "", *(getattr(one, name) for name in (*PERSON, *OPTIONAL))])
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([CSV_COLUMNS, *rows])


def write_settings(folder: Path, url: str, proxy: TunnelProxy) -> None:
    lines = [
        "pace = 500",
        'default_target = "elsewhere"',
        "[targets.elsewhere]",
        'provider_url = "https://nowhere.example/A1/STU3/1/gpconnect"',
        "[targets.own]",
        f'provider_url = "{url}"',
        'provider_ods_code = "A20047"',
        'test_data = "data.csv"',
        'tls_ca = "authority.pem"',
        f'tls_server_name = "{NAME}"',
        'tls_client_certificate = "client.p12"',
        f'web_proxy = "http://127.0.0.1:{proxy.port}"',
        'consumer_organisation_name = "Supplier"',
    ]
    (folder / "gpconnect.toml").write_text("\n".join(lines), encoding="utf-8")


def run(folder: Path, *command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    settings = {
        "GPCONNECT_CONFIG": str(folder / "gpconnect.toml"),
        "GPCONNECT_TARGET": "own",
        "GPCONNECT_TLS_PASSWORD": PASSWORD,
    }
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=PROJECT,
        env={**os.environ, **settings, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_a_run_from_settings_only_and_what_the_doctor_said_of_it(supplier: tuple[Path, TunnelProxy]) -> None:
    folder, proxy = supplier
    looked = run(folder, "gpconnect", "doctor")
    assert looked.returncode == 1, looked.stdout + looked.stderr
    assert "through the web proxy" in " ".join(looked.stdout.replace("|", " ").split())
    said = {
        found[2]: int(found[1])
        for found in re.finditer(r"\| (\d+) +\| not applicable +\| (\[\S+ \w+)", looked.stdout)
    }
    assert said["[patients] inactive"] == 1
    before = len(proxy.asked)
    done = run(
        folder,
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--interaction=find-a-patient",
        "--interaction=read-a-location",
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert len(proxy.asked) > before
    table = done.stdout[done.stdout.index("because the test data maps nothing to a role") :]
    counted = {found[2]: int(found[1]) for found in re.finditer(r"(\d+)  (\[\w+\] \w+)", table)}
    assert counted.keys() == {f"[patients] {role}" for role in WITHOUT}
    assert counted["[patients] inactive"] == said["[patients] inactive"]
    assert all(number <= said[role] for role, number in counted.items())


def test_the_password_belongs_to_the_bundle(supplier: tuple[Path, TunnelProxy]) -> None:
    folder, _ = supplier
    done = run(folder, "pytest", *PYTEST, "-k", "nothing", GPCONNECT_TLS_PASSWORD="wrong")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    place = f"setting tls_client_certificate ({folder / 'gpconnect.toml'} [targets.own])"
    assert (
        f"{place}: {folder / 'client.p12'}: is no PKCS#12 file, or tls_password is not its password" in done.stderr
    )
    assert "wrong" not in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
