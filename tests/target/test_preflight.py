"""Preflight against real providers: what it finds, what that costs, how it ends, and that it only looks."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import time_machine
from typer.testing import CliRunner, Result

from gpconnect.assurance.feature_files import WrittenScenario, read_features
from gpconnect.cli import app
from gpconnect.consumer.exchange import Exchange, Request, Response
from gpconnect.target.certificates import make_certificates
from gpconnect.target.embedded import EmbeddedProvider, embedded_provider
from gpconnect.target.preflight.answers import answer_checks
from gpconnect.target.preflight.check import State
from gpconnect.target.preflight.preflight import Preflight, look
from gpconnect.target.preflight.read_only import ReadOnlyConnection
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata import TestData
from gpconnect.target.testdata_files import read_test_data
from tests.target.forwarding_proxy import forwarding_proxy
from tests.target.practice_store import provider_with_few_slots

FEATURES = Path(__file__).parents[2] / "features"


@pytest.fixture(scope="module", autouse=True)
def _noon() -> Iterator[None]:
    """Run at noon: before the first appointment of a day, the roles that it plays are gaps in the test data."""
    with time_machine.travel(datetime.now(UTC).replace(hour=12, minute=0), tick=True):
        yield


@pytest.fixture(scope="module")
def provider() -> Iterator[EmbeddedProvider]:
    with embedded_provider(TargetSettings(), now=datetime.now(UTC)) as made:
        yield made


@pytest.fixture(scope="module")
def scenarios() -> list[WrittenScenario]:
    return read_features(FEATURES)


@pytest.fixture(scope="module")
def data(provider: EmbeddedProvider) -> TestData:
    return read_test_data(provider.test_data)


def doctor(*options: str) -> Result:
    return CliRunner().invoke(app, ["doctor", "--features", str(FEATURES), *options])


def told(found: Preflight, subject: str) -> tuple[State, str]:
    return next((one.state, one.found) for one in found.checks if one.subject.startswith(subject))


def test_the_reference_provider_is_ready_and_is_only_looked_at(provider: EmbeddedProvider, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    options = ["--provider-url", provider.base_url, "--test-data", str(provider.test_data)]
    done = doctor(*options, "--exchange-log", str(log))
    assert done.exit_code == 0, done.output
    assert "ready for a run" in done.output
    assert "What the gaps cost" not in done.output
    requests = [json.loads(line)["request"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert {one["method"] for one in requests} == {"GET"}
    assert len(requests) > 80


def test_what_would_change_something_is_not_sent(provider: EmbeddedProvider) -> None:
    connection = ReadOnlyConnection(TargetSettings().endpoint(provider.base_url))
    with pytest.raises(ValueError, match="preflight sends nothing but GET"):
        connection.exchange(Request("book-an-appointment", "POST", f"{provider.base_url}/Appointment", []))
    with pytest.raises(ValueError, match="no raw messages"):
        connection.exchange_message(Request("book-an-appointment", "GET", provider.base_url, []), b"POST /")
    connection.close()


def test_a_role_that_nobody_plays_is_told_with_what_it_costs(
    provider: EmbeddedProvider, data: TestData, scenarios: list[WrittenScenario]
) -> None:
    people = {name: value for name, value in data.patients.items() if name not in ("temporary", "no_consent")}
    wrong = replace(
        data,
        patients={**people, "deceased": "9990000026", "no_appointments": people["appointments_elsewhere"]},
        practitioners={**data.practitioners, "no_role_profile": "333344445555"},
        locations={"practice": "location-17", "branch": "nowhere"},
        registration=data.candidates("verified")[:5],
    )
    found = look(TargetSettings(), provider.base_url, wrong, scenarios)
    assert told(found, "[patients] deceased") == (State.PROBLEM, "found 1, must find nobody")
    assert told(found, "[patients] no_appointments: ")[0] is State.PROBLEM
    assert told(found, "[practitioners] no_role_profile")[1].startswith("found, but identifier: 2")
    assert "-> 404" in told(found, "[locations] branch")[1]
    assert told(found, "[registration] verified") == (State.GAP, "5 of 5 unknown to the provider")
    assert told(found, "[patients] temporary") == (State.GAP, "not mapped")
    assert told(found, "[patients] unverified_match")[0] is State.NOTE
    costs = {one.cause: (one.scenarios, one.outcome) for one in found.costs}
    assert costs["[patients] no_consent"] == (8, "not applicable")
    assert costs["[patients] deceased"] == (1, "failed or blocked")
    assert costs["[locations] branch"] == (5, "failed or blocked")
    assert not [cause for cause in costs if "does not work" in cause]


def test_what_a_run_tries_an_endpoint_with_blocks_all_that_needs_it(
    provider: EmbeddedProvider, data: TestData, scenarios: list[WrittenScenario]
) -> None:
    wrong = replace(data, locations={**data.locations, "practice": "nowhere"})
    found = look(TargetSettings(), provider.base_url, wrong, scenarios)
    first = found.costs[0]
    assert (first.cause, first.outcome) == ("F Read a location does not work", "blocked")
    assert first.interactions[0] == "search-for-free-slots"
    assert first.scenarios > 900


def test_slots_are_told_by_day_type_schedule_and_channel(
    provider: EmbeddedProvider, scenarios: list[WrittenScenario]
) -> None:
    found = look(TargetSettings(), provider.base_url, TestData(), scenarios)
    assert len(found.days) > 20
    day = found.days[3]
    assert day.slots == day.types.total() == day.schedules.total() == day.channels.total()
    assert {"In-person", "Telephone", "Video"} == set(day.channels)
    assert "General GP appointment" in day.types


@pytest.mark.parametrize(("free", "adjacent"), [(2, True), (5, False), (6, False)])
def test_slots_that_are_too_few_for_a_run_are_told_before_it(
    scenarios: list[WrittenScenario], tmp_path: Path, free: int, adjacent: bool
) -> None:
    with provider_with_few_slots(tmp_path / "practice.sqlite", free, datetime.now(UTC)) as provider:
        found = look(TargetSettings(), provider.base_url, TestData(), scenarios)
    told_of = {one.subject: one.found for one in found.checks if one.state is State.GAP}
    needed = f"{free}; 6 are needed at a time" if free < 6 else None
    assert told_of.get("free slots for a run") == needed
    assert ("adjacent free slots" in told_of) is adjacent


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--provider-url", "http://127.0.0.1:9/A1"], 5, "Connection refused"),
        (["--provider-url", "http://nowhere.invalid/A1"], 5, "nowhere.invalid has no address"),
        (["--provider-url", "ftp://x"], 2, "setting provider_url (option --provider-url)"),
        ([], 2, "setting provider_url: is not set"),
        (["--target", "x"], 2, "setting target (x)"),
        (
            ["--provider-url", "http://127.0.0.1:9/A1", "--test-data", "absent.toml"],
            2,
            "absent.toml cannot be read",
        ),
    ],
)
def test_how_it_ends_says_why(
    options: list[str], status: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = doctor(*options)
    assert done.exit_code == status, done.output
    assert words in " ".join(done.output.split())


def test_gaps_end_with_1_unless_they_are_allowed(provider: EmbeddedProvider) -> None:
    options = ["--provider-url", provider.base_url]
    assert doctor(*options).exit_code == 1
    allowed = doctor(*options, "--allow-gaps")
    assert allowed.exit_code == 0
    assert "roles" in allowed.output


def test_over_mutual_tls_from_a_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded_provider(TargetSettings(tls=True), now=datetime.now(UTC)) as provider:
        made = provider.settings
        files = {name: getattr(made, name) for name in ("tls_ca", "tls_client_certificate", "tls_client_key")}
        lines = [f'{name} = "{file}"' for name, file in files.items()]
        other = make_certificates(tmp_path)
        text = [
            "[targets.good]",
            f'provider_url = "{provider.base_url}"',
            f'test_data = "{provider.test_data}"',
            *lines,
            "[targets.stranger]",
            f'provider_url = "{provider.base_url}"',
            *lines[1:],
            f'tls_ca = "{other.authority}"',
            "[targets.nobody]",
            f'provider_url = "{provider.base_url}"',
            lines[0],
        ]
        (tmp_path / "gpconnect.toml").write_text("\n".join(text), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        good = doctor("--target", "good", "--all")
        assert good.exit_code == 0, good.output
        assert "TLSv1.2" in good.output
        assert "client certificate" in good.output
        stranger = doctor("--target", "stranger")
        assert stranger.exit_code == 5
        assert "do not vouch for its certificate" in " ".join(stranger.output.replace("|", " ").split())
        nobody = doctor("--target", "nobody")
        assert nobody.exit_code == 5, nobody.output
        assert "set tls_client_certificate" in " ".join(nobody.output.replace("|", " ").split())


def test_through_the_spine_secure_proxy(
    provider: EmbeddedProvider, data: TestData, scenarios: list[WrittenScenario]
) -> None:
    with forwarding_proxy() as proxy:
        found = look(TargetSettings(ssp_proxy=proxy.root), provider.base_url, data, scenarios)
        assert not found.has(State.PROBLEM, State.GAP, State.UNREACHABLE)
        assert all(one.startswith(provider.base_url) for one in proxy.forwarded)


class Answering:
    """A consumer whose every request is answered with this status and these headers."""

    def __init__(self, status: int, *headers: tuple[str, str]) -> None:
        self.response = Response(status, headers, b"{}")

    def draft(self, key: str) -> str:
        return key

    def send(self, draft: str) -> Exchange:
        request = Request(draft, "GET", "http://provider.example/metadata", [])
        return Exchange(request, self.response, datetime.now(UTC), 1.0)


@pytest.mark.parametrize(
    ("seconds", "state", "words"),
    [
        (0, State.READY, "shows the time of this machine"),
        (30, State.NOTE, "ahead of this machine's"),
        (-600, State.PROBLEM, "behind this machine's"),
    ],
)
def test_a_clock_that_is_wrong_is_told(seconds: int, state: State, words: str) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    clock = next(answer_checks(Answering(200, ("Date", date))))  # type: ignore[arg-type]
    assert clock.state is state
    assert words in clock.found


def test_a_date_that_cannot_be_read_and_no_statement_are_told() -> None:
    clock, statement = answer_checks(Answering(404, ("Date", "soon")))  # type: ignore[arg-type]
    assert (clock.state, statement.state) == (State.NOTE, State.PROBLEM)
    assert "-> 404" in statement.found
