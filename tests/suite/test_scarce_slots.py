"""Slots are scarce: a run that needs more than there are is refused; one that needs six does with six."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from gpconnect.consumer.exchange_log import read_exchange_log
from gpconnect.target.booking_journal import NAMES
from gpconnect.target.embedded import EmbeddedProvider
from tests.suite.test_runs import Run, run_suite
from tests.target.practice_store import provider_with_few_slots

BOOKINGS = ("--interaction=book-an-appointment", "--interaction=cancel-an-appointment")
CHANGES = ("POST", "PUT", "PATCH", "DELETE")


def run(folder: Path, provider: EmbeddedProvider, *options: str) -> Run:
    return run_suite(
        folder,
        *BOOKINGS,
        *options,
        f"--provider-url={provider.base_url}",
        f"--test-data={provider.test_data}",
        f"--booking-journals={folder}",
        f"--exchange-log={folder / 'exchanges.jsonl'}",
        f"--verdict={folder / 'verdict.json'}",
    )


@pytest.mark.parametrize(("workers", "needed"), [(1, 6), (2, 10)])
def test_a_run_for_which_there_are_too_few_slots_is_refused_before_it_books(
    tmp_path: Path, workers: int, needed: int
) -> None:
    with provider_with_few_slots(tmp_path / "practice.sqlite", free=needed - 1) as provider:
        made = run(tmp_path, provider, *([f"-n={workers}"] if workers > 1 else []))
    told = f"the run needs {needed} free slots at a time, and the provider offers {needed - 1} in the coming weeks"
    assert made.status == pytest.ExitCode.USAGE_ERROR, made.printed
    assert told in made.printed
    assert ("test with fewer workers (-n)" in made.printed) is (workers > 1)
    assert "Traceback" not in made.printed
    verdict = json.loads((tmp_path / "verdict.json").read_text(encoding="utf-8"))
    assert [one["kind"] for one in verdict["problems"]] == ["configuration"], verdict["problems"]
    sent = Counter(one.request.interaction for one in read_exchange_log(tmp_path / "exchanges.jsonl"))
    assert not {key for key in sent if key.endswith("an-appointment")}, sent
    assert not list(tmp_path.glob(NAMES))


def test_as_many_slots_as_a_run_says_are_enough(tmp_path: Path) -> None:
    with provider_with_few_slots(tmp_path / "practice.sqlite", free=6) as provider:
        made = run(tmp_path, provider, "-k=adjacent or cancel")
    assert made.status == pytest.ExitCode.OK, made.printed
    assert re.search(r"^slots that the run needs at a time: 6$", made.printed, re.MULTILINE), made.printed
    assert set(made.outcomes()) <= {"passed", "not applicable"}
    assert made.outcomes("cancel-an-appointment")["passed"] > 60
