"""Transport security as the suite's users see it: over TLS, without it, against bad providers, through a proxy."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gpconnect.target.certificates import make_certificates
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.settings import TargetSettings
from tests.target.forwarding_proxy import forwarding_proxy

PROJECT = Path(__file__).parents[2]
BINDING = "features/test_conformance.py"
TRANSPORT = (
    "good_client_certificate or without_a_client_certificate or chain_of_trust or certificate_that_has_expired or "
    "was_revoked or another_system_than_the_proxy or plain_http_to or version_of_ssl or version_of_tls or cipher"
)


@dataclass(frozen=True)
class Run:
    """What one run of the suite left behind: the outcome of each scenario, and the reasons of those skipped."""

    status: int
    printed: str
    outcomes: dict[str, str]
    reasons: set[str]


def run_suite(folder: Path, *options: str, **environment: str) -> Run:
    report = folder / "junit.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *options]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    reasons = {str(one.get("message")) for case in cases for one in case.iter("skipped")}
    facts = [{one.get("name"): str(one.get("value")) for one in case.iter("property")} for case in cases]
    outcomes = {one["pytest"]: one["outcome"] for one in facts if "outcome" in one}
    return Run(done.returncode, done.stdout + done.stderr, outcomes, reasons)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run against a provider with all those faults of transport that do not hide each other."""
    faults = [
        "client-certificate-optional",
        "expired-accepted",
        "revocation-ignored",
        "client-name-ignored",
        "old-versions-accepted",
        "ssl-accepted",
        "weak-cipher-accepted",
        "plain-http-answered",
    ]
    options = [f"--provider-fault=tls-{one}" for one in faults]
    return run_suite(tmp_path_factory.mktemp("run"), "--tls", "-k", TRANSPORT, *options)


def test_a_sound_provider_passes_over_tls(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "--tls", "-k", TRANSPORT)
    assert run.status == 0, run.printed
    assert set(run.outcomes.values()) == {"passed"}
    assert len(run.outcomes) > 50


def test_each_fault_makes_its_own_scenarios_fail_and_no_others(faulty: Run) -> None:
    failed = {name for name, outcome in faulty.outcomes.items() if outcome == "failed"}
    without = {name for name in faulty.outcomes if name.startswith("test_a_request_without_a_client_certificate")}
    assert len(without) == 15
    ciphers = {name for name in failed if "_cipher_" in name and "_is_refused[" in name}
    assert failed - ciphers == without | {
        "test_a_client_certificate_that_has_expired_is_refused",
        "test_a_client_certificate_that_was_revoked_is_refused",
        "test_a_client_certificate_with_the_fqdn_of_another_system_than_the_proxy_is_refused",
        "test_plain_http_to_the_port_for_https_is_refused",
        "test_a_version_of_ssl_is_refused[SSLv2]",
        "test_a_version_of_ssl_is_refused[SSLv3]",
        "test_an_old_version_of_tls_is_refused[TLS 1.0]",
        "test_an_old_version_of_tls_is_refused[TLS 1.1]",
    }
    # Which weak ciphers there are to be accepted is up to the OpenSSL that the provider runs with.
    assert {name for name in ciphers if "without forward secrecy" in name} == {
        name for name in faulty.outcomes if "without forward secrecy" in name
    }


def test_a_provider_that_verifies_nobody_and_lacks_ciphers_fails_the_scenarios_about_these(tmp_path: Path) -> None:
    about = (
        "chain_of_trust or certificate_that_has_expired or was_revoked or another_system_than_the_proxy or cipher"
    )
    faults = ["--provider-fault=tls-client-certificate-not-verified", "--provider-fault=tls-cipher-family-missing"]
    run = run_suite(tmp_path, "--tls", "-k", about, *faults)
    failed = {name for name, outcome in run.outcomes.items() if outcome == "failed"}
    certificates = {name for name in run.outcomes if name.startswith("test_a_client_certificate")}
    assert len(certificates) == 4
    families = {f"test_each_cipher_family_is_supported[{name}]" for name in ("AESGCM+EDH", "AES256+EDH")}
    assert failed == certificates | families
    advisory = {name for name, outcome in run.outcomes.items() if outcome == "advisory"}
    assert advisory == {name for name in run.outcomes if "members" in name and "[DHE with AES" in name}


def test_without_https_transport_security_is_not_applicable(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "-k", TRANSPORT)
    assert run.status == pytest.ExitCode.TESTS_FAILED  # a run that decides nothing is no success
    assert "no scenario applied, so nothing was decided" in run.printed
    assert set(run.outcomes.values()) == {"not applicable"}
    assert len(run.reasons) == 1
    assert "there is no transport security to test: the provider's URL is http://127.0.0.1" in run.reasons.pop()


def test_tls_files_that_cannot_be_used_end_the_run_without_a_traceback(tmp_path: Path) -> None:
    absent = str(tmp_path / "absent.pem")
    run = run_suite(tmp_path, GPCONNECT_TLS_CLIENT_CERTIFICATE=absent)
    assert run.status == pytest.ExitCode.USAGE_ERROR
    place = "environment variable GPCONNECT_TLS_CLIENT_CERTIFICATE"
    assert f"setting tls_client_certificate ({place}): {absent}: cannot be read" in run.printed
    assert "Traceback" not in run.printed


def test_an_authority_that_does_not_vouch_for_the_provider_is_explained(tmp_path: Path) -> None:
    other = make_certificates(tmp_path)
    with embedded_provider(TargetSettings(tls=True)) as provider:
        run = run_suite(tmp_path, f"--provider-url={provider.base_url}", GPCONNECT_TLS_CA=str(other.authority))
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert f"no provider answers at {provider.base_url}" in run.printed
    assert "(tls_ca) do not vouch for its certificate" in run.printed


def test_tls_is_for_the_embedded_provider(tmp_path: Path) -> None:
    run = run_suite(tmp_path, "--tls", "--provider-url=https://provider.example/A1/STU3/1/gpconnect")
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert "setting tls (option --tls): is for the embedded provider" in run.printed


PROXIED = "--interaction=find-an-organisation", "--interaction=book-an-appointment"


def test_the_suite_passes_through_the_spine_secure_proxy(tmp_path: Path) -> None:
    with forwarding_proxy() as proxy, embedded_provider(TargetSettings()) as provider:
        options = [f"--provider-url={provider.base_url}", f"--test-data={provider.test_data}", *PROXIED]
        run = run_suite(tmp_path, *options, GPCONNECT_SSP_PROXY=proxy.root)
    assert run.status == 0, run.printed
    assert len([one for one in run.outcomes.values() if one == "passed"]) > 100
    assert proxy.forwarded
    assert all(one.startswith(provider.base_url) for one in proxy.forwarded)


def test_what_the_proxy_refuses_itself_decides_nothing_about_the_provider(tmp_path: Path) -> None:
    with forwarding_proxy() as proxy, embedded_provider(TargetSettings()) as provider:
        proxy.refuses = lambda headers: (403, "forbidden") if headers.get("ssp-to") != "918999198993" else None
        options = [f"--provider-url={provider.base_url}", f"--test-data={provider.test_data}"]
        run = run_suite(
            tmp_path, *options, "-k", "without_one_of_the_spine_headers", GPCONNECT_SSP_PROXY=proxy.root
        )
    refused = {name for name, outcome in run.outcomes.items() if outcome == "not applicable"}
    assert refused == {name for name in run.outcomes if "Ssp-To" in name}
    assert run.reasons == {
        "not applicable: could not run: the Spine Secure Proxy refused it before the provider: 403 forbidden: NO"
    }
    assert run.status == 0, run.printed


def test_a_proxy_that_does_not_get_through_blocks(tmp_path: Path) -> None:
    with forwarding_proxy() as proxy:
        options = ["--provider-url=http://127.0.0.1:9/A1/STU3/1/gpconnect", "--interaction=find-an-organisation"]
        run = run_suite(tmp_path, *options, GPCONNECT_SSP_PROXY=proxy.root)
    assert any("the Spine Secure Proxy answered itself: 502 transient" in one for one in run.reasons)
    assert set(run.outcomes.values()) == {"blocked", "not applicable"}
    assert run.status == pytest.ExitCode.TESTS_FAILED
