"""The suite against providers that misbehave: it ends in time, in bounds, tells what is wrong, and never passes."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import hostile_providers as hostile
import pytest

from gpconnect.conformance.judge import judge_success
from gpconnect.consumer.connection import Connection, Endpoint
from gpconnect.consumer.exchange import Request
from gpconnect.consumer.raw import message_of

PROJECT = Path(__file__).parents[2]
KILOBYTES_ALLOWED = 600 * 1024
SECONDS_ALLOWED = 60
TEST_DATA = """
[organisations]
practice = "A20047"
other = "B82617"
"""

BODY_LIMIT = 1_000_000
# What one line on the terminal says of a run against each; those that fail alike have one here for all of them.
RUNS = {
    hostile.NeverAnswers: "the provider does not answer: 5 requests in a row had no response, the last one: ",
    hostile.HugeBundle: f"status 200 came, but not all of its body: the body is longer than {BODY_LIMIT} bytes",
    hostile.HtmlPage: "-> 200, an HTML page, which is no FHIR resource",
    hostile.HalfCharacters: "expected 200 and a",
    hostile.ForeignCertificate: "certificate verify failed",
}
NO_RESPONSE = {
    hostile.NeverAnswers: "ReadTimeout: nothing came for 0.2 s",
    hostile.NeverAccepts: "ReadTimeout: nothing came for 0.2 s",
    hostile.Resets: "ReadError: ",
    hostile.HangsUp: "RemoteProtocolError: what came is no HTTP response: Server disconnected",
    hostile.DripsHeaders: "ReadTimeout: the response was not complete within 0.4 s",
    hostile.DripsBody: "status 200 came, but not all of its body: ReadTimeout: the response was not complete",
    hostile.Babbles: "RemoteProtocolError: what came is no HTTP response: ",
    hostile.SpeaksSsh: "RemoteProtocolError: what came is no HTTP response: ",
    hostile.EndlessBody: f"status 200 came, but not all of its body: the body is longer than {BODY_LIMIT} bytes",
    hostile.HugeBundle: f"status 200 came, but not all of its body: the body is longer than {BODY_LIMIT} bytes",
    hostile.GzipBomb: f"status 200 came, but not all of its body: the body is longer than {BODY_LIMIT} bytes",
    hostile.NotGzip: "status 200 came, but not all of its body: Content-Encoding is gzip, but the body is not",
    hostile.PromisesMore: "status 200 came, but not all of its body: RemoteProtocolError: ",
    hostile.HeaderFlood: "RemoteProtocolError: what came is no HTTP response: ",
    hostile.AlwaysContinues: "ReadTimeout: the response was not complete within 0.4 s",
    hostile.RedirectsNowhere: "RemoteProtocolError: what came is no HTTP response: Invalid URL in location header",
    hostile.TlsForPlain: "R",
}
NO_RESOURCE = {
    hostile.HtmlPage: "200, an HTML page, which is no FHIR resource",
    hostile.HtmlError: "500, an HTML page, which is no FHIR resource",
    hostile.GzipInGzip: "text in UTF-8",
    hostile.InvalidUtf8: "text in UTF-8",
    hostile.DeepJson: "JSON nested too deeply to be one",
    hostile.RatherDeepJson: "JSON nested too deeply to be one",
    hostile.HalfCharacters: "half a surrogate pair",
    hostile.RedirectsAway: "302, a redirect to https://login.example/start (redirects are not followed)",
    hostile.RedirectsToItself: "307, a redirect to http://127.0.0.1:",
    hostile.OldHttp: "absent",
    hostile.SendsMore: "absent",
    hostile.NoContent: "204, no body",
    hostile.TooManyRequests: "429, {}",
    hostile.Unavailable: "503, no body",
}
NO_CONNECTION = {
    hostile.ForeignCertificate: "certificate verify failed",
    hostile.PlainForTls: "ConnectError: ",
    hostile.StallsTls: "ConnectTimeout: no connection within 0.3 s",
}


@dataclass(frozen=True)
class Run:
    status: int
    printed: str
    seconds: float
    kilobytes: int
    outcomes: Counter[str]
    evidence: bool


def run_suite(folder: Path, url: str) -> Run:
    """Run one interaction, with Allure results; return also the most memory that pytest took."""
    (folder / "data.toml").write_text(TEST_DATA, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={folder / 'junit.xml'}"]
    command += ["--interaction=find-an-organisation"]
    command += [f"--provider-url={url}", f"--test-data={folder / 'data.toml'}", f"--alluredir={folder / 'allure'}"]
    limits = {"CONNECT_TIMEOUT": "1", "READ_TIMEOUT": "0.3", "TOTAL_TIMEOUT": "0.6", "BODY_LIMIT": str(BODY_LIMIT)}
    environment = {**os.environ, **{f"GPCONNECT_{name}": value for name, value in limits.items()}}
    began = time.monotonic()
    with (folder / "printed.txt").open("wb") as printed:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=printed, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        process.returncode,
        (folder / "printed.txt").read_text(encoding="utf-8"),
        time.monotonic() - began,
        usage.ru_maxrss,
        outcomes_in(folder / "junit.xml"),
        any((folder / "allure").glob("*-result.json")),
    )


def outcomes_in(junit: Path) -> Counter[str]:
    if not junit.exists():
        return Counter()
    cases = ElementTree.parse(junit).iter("testcase")
    return Counter(
        str(one.get("value")) for case in cases for one in case.iter("property") if one.get("name") == "outcome"
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[type[hostile.HostileProvider], Run]]:
    """A run against each provider, two at a time."""
    with ExitStack() as stack, ThreadPoolExecutor(2) as workers:
        providers = [stack.enter_context(kind()) for kind in RUNS]
        folders = [tmp_path_factory.mktemp(kind.__name__) for kind in RUNS]
        made = workers.map(run_suite, folders, [one.url for one in providers])
        yield dict(zip(RUNS, made, strict=True))


@pytest.mark.parametrize("kind", RUNS, ids=lambda kind: kind.__name__)
def test_a_run_against_a_hostile_provider(
    runs: dict[type[hostile.HostileProvider], Run], kind: type[hostile.HostileProvider]
) -> None:
    run = runs[kind]
    assert RUNS[kind] in run.printed
    assert "INTERNALERROR" not in run.printed
    assert run.status in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.USAGE_ERROR)
    assert not run.outcomes["error"]
    assert not run.outcomes["passed"]
    assert run.seconds < SECONDS_ALLOWED
    assert run.kilobytes < KILOBYTES_ALLOWED
    assert run.evidence or run.status == pytest.ExitCode.USAGE_ERROR


@contextmanager
def connected(kind: type[hostile.HostileProvider]) -> Iterator[tuple[Connection, Request]]:
    with kind() as provider:
        endpoint = Endpoint(
            provider.url,
            "1",
            connect_timeout=0.3,
            read_timeout=0.2,
            total_timeout=0.4,
            body_limit=BODY_LIMIT,
        )
        connection = Connection(endpoint)
        yield connection, Request("find-an-organisation", "GET", f"{provider.url}/Organization", ())
        connection.close()


@pytest.mark.parametrize("kind", NO_RESPONSE, ids=lambda kind: kind.__name__)
def test_a_response_that_never_is_one_ends_in_time_and_says_why(kind: type[hostile.HostileProvider]) -> None:
    with connected(kind) as (connection, request):
        began = time.monotonic()
        made = connection.exchange(request)
        assert time.monotonic() - began < 3
    assert made.response is None
    assert str(made.failure).startswith(NO_RESPONSE[kind])


@pytest.mark.parametrize(
    ("kind", "failure"),
    [
        (hostile.NeverAnswers, "no answer, and the connection was not closed, within 0.2 s"),
        (hostile.DripsHeaders, "no answer, and the connection was not closed, within 0.4 s"),
        (hostile.DripsBody, "no answer, and the connection was not closed, within 0.4 s"),
        (hostile.AlwaysContinues, "no answer, and the connection was not closed, within 0.4 s"),
        (hostile.HeaderFlood, "HTTPException: got more than 100 headers"),
        (hostile.EndlessBody, "BodyError: the body is longer than"),
        (hostile.GzipBomb, "BodyError: the body is longer than"),
        (hostile.NotGzip, "BodyError: Content-Encoding is gzip, but"),
        (hostile.SpeaksSsh, "BadStatusLine: SSH-2.0"),
    ],
)
def test_the_answer_to_a_raw_message_ends_in_time_too(kind: type[hostile.HostileProvider], failure: str) -> None:
    with connected(kind) as (connection, request):
        began = time.monotonic()
        made = connection.exchange_message(request, message_of(request))
        assert time.monotonic() - began < 3
    assert str(made.failure).startswith(failure)


@pytest.mark.parametrize("kind", NO_RESOURCE, ids=lambda kind: kind.__name__)
def test_what_holds_no_resource_is_judged_and_told(kind: type[hostile.HostileProvider]) -> None:
    with connected(kind) as (connection, request):
        assert connection.failure_to_connect() is None
        made = [connection.exchange(request) for _ in range(2)][-1]
    findings = judge_success(made, "FORG-001", resource="Bundle").findings
    assert NO_RESOURCE[kind] in "\n".join([*map(str, findings), made.summary()])
    assert any(one.fails for one in findings)


@pytest.mark.parametrize("kind", NO_CONNECTION, ids=lambda kind: kind.__name__)
def test_what_cannot_be_connected_to_is_told_before_the_run(kind: type[hostile.HostileProvider]) -> None:
    with connected(kind) as (connection, _):
        assert NO_CONNECTION[kind] in str(connection.failure_to_connect())


def test_what_does_not_answer_is_given_up() -> None:
    with connected(hostile.HangsUp) as (connection, request):
        made = [connection.exchange(request) for _ in range(6)]
    assert str(made[-1].failure).startswith("not sent: the provider does not answer: 5 requests in a row")
    assert [one.milliseconds > 0 for one in made] == [True] * 5 + [False]
