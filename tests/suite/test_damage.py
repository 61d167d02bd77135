"""Good responses damaged at random, through the judges and through runs of the suite: no exception may escape."""

import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from damage import damaged

from gpconnect.conformance.judge import judge_readable, judge_refusal, judge_success, resource_of
from gpconnect.conformance.well_shaped import misshapen
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.connection import Connection
from gpconnect.consumer.exchange import Exchange, Recorder
from gpconnect.spec import edition
from gpconnect.target.embedded import embedded_provider
from gpconnect.target.free_slots import free_slots
from gpconnect.target.prerequisites import Prerequisites
from gpconnect.target.settings import TargetSettings
from gpconnect.target.testdata_files import read_test_data

PROJECT = Path(__file__).parents[2]
ROUNDS = 300
SEED = int(os.environ.get("DAMAGE_SEED", "20"))


@pytest.fixture(scope="module")
def exchanges() -> list[Exchange]:
    """One good exchange of each Foundations endpoint, a slot search, and a refusal of each."""
    settings, recorder = TargetSettings(), Recorder()
    with embedded_provider(settings) as provider:
        connection = Connection(settings.endpoint(provider.base_url))
        consumer = Consumer(connection, edition(settings.edition), settings.identity, recorder)
        established = Prerequisites(consumer, read_test_data(provider.test_data))
        established.capability_statement()
        for key in ("read-a-patient", "read-a-practitioner", "read-an-organisation", "search-for-free-slots"):
            established.require(key)
        for exchange in list(recorder):
            consumer.send(consumer.draft(exchange.request.interaction, logical_id="1").without_header("Ssp-To"))
        connection.close()
    return list(recorder)


def test_the_judges_survive_whatever_comes(exchanges: list[Exchange]) -> None:
    chance, kinds = random.Random(SEED), Counter[bool]()
    for number in range(ROUNDS):
        good = chance.choice(exchanges)
        assert good.response is not None
        bad = replace(good, response=damaged(good.response, chance))
        kind = str(resource_of(good)["resourceType"])
        print(f"DAMAGE_SEED={SEED}, round {number}: {good.summary()}")
        judged = judge_success(bad, "FPAT-001", status=bad.status or 0, resource=kind)
        judge_refusal(bad, "a missing or wrong header", "GEN-001")
        judge_readable([bad])
        free_slots(resource_of(bad))
        misshapen(resource_of(bad))
        "\n".join(str(one) for one in judged.findings).encode()
        kinds[bool(judged.findings)] += 1
    assert kinds[True] > ROUNDS / 2


def test_the_suite_survives_damaged_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.suite.damaged_run", "-p", "no:cacheprovider"]
    command += ["--interaction=find-an-organisation", "--interaction=amend-an-appointment"]
    command += [f"--junitxml={tmp_path / 'junit.xml'}", f"--alluredir={tmp_path / 'allure'}"]
    environment = {**os.environ, "DAMAGE_SEED": str(SEED), "DAMAGE_SHARE": "0.5"}
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout[-3000:]
    assert "INTERNALERROR" not in done.stdout
    cases = ElementTree.parse(tmp_path / "junit.xml").iter("property")
    outcomes = Counter(one.get("value") for one in cases if one.get("name") == "outcome")
    assert outcomes["failed"]
    assert not outcomes["error"], f"DAMAGE_SEED={SEED}: {done.stdout[-3000:]}"
