"""The guard refuses a request in the middle of a run: the run ends at once, and tidies up what it had booked."""

import json
from pathlib import Path

import pytest

from gpconnect.assurance.refusal_reporting import REFUSED
from gpconnect.consumer.exchange_log import read_exchange_log
from gpconnect.target.booking_journal import NAMES
from tests.suite.test_runs import run_suite
from tests.target.practice_store import booked_slots, provider_with_store

NUMBER = "4000000004"
"""An NHS number outside the ranges of test patients."""

FEATURE = f"""
@cancel-an-appointment
Feature: What must not be sent
  Scenario: A person of whom nobody knows whether they are real
    Given a search for registered patient 1
    And the parameter "identifier" is "https://fhir.nhs.uk/Id/nhs-number|{NUMBER}"
    When the consumer sends it
    Then the provider finds nothing
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_the_run_ends_and_leaves_nothing_booked(tmp_path: Path, workers: int) -> None:
    own, store, log = tmp_path / "own", tmp_path / "practice.sqlite", tmp_path / "exchanges.jsonl"
    own.mkdir()
    (own / "unsafe.feature").write_text(FEATURE, encoding="utf-8")
    with provider_with_store(store) as provider:
        before = booked_slots(store)
        made = run_suite(
            tmp_path,
            *([f"-n={workers}"] if workers > 1 else []),
            "--interaction=cancel-an-appointment",
            "--interaction=read-an-appointment",
            "-k=real or version or reason",
            f"--features={own}",
            f"--provider-url={provider.base_url}",
            f"--test-data={provider.test_data}",
            f"--booking-journals={tmp_path}",
            f"--exchange-log={log}",
            f"--verdict={tmp_path / 'verdict.json'}",
        )
        left = booked_slots(store) - before
    assert made.status == REFUSED, made.printed
    assert "refused, nothing was sent: GET /A20047/STU3/1/gpconnect/Patient: the NHS number 4****" in made.printed
    assert "Traceback" not in made.printed
    assert NUMBER not in made.printed
    verdict = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    assert [one["kind"] for one in verdict["problems"]] == ["refused"], verdict["problems"]
    sent = read_exchange_log(log)
    assert any(one.request.interaction == "book-an-appointment" for one in sent)
    assert not any(NUMBER in one.request.url for one in sent)
    assert not left, made.printed
    assert not list(tmp_path.glob(NAMES))
