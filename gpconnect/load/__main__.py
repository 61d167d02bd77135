"""The program that a load test runs in: ``python -m gpconnect.load``, with a plan as text on its standard input.

It is a program of its own because Locust has to replace the standard library's sockets before anything uses them.
"""

import locust  # isort: skip  # noqa: F401 - first of all, see above

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gpconnect.load.crew import CannotRunError, Crew
from gpconnect.load.distributed import run_master, run_worker
from gpconnect.load.engine import aside, run_alone
from gpconnect.load.outcome import Outcome
from gpconnect.load.page import page
from gpconnect.load.plan import Plan
from gpconnect.load.result import Result, as_json, lines
from gpconnect.load.verdict import Mark
from gpconnect.target.embedded import EmbeddedProviderError, embedded_provider
from gpconnect.target.settings import SettingsError, TargetSettings
from gpconnect.target.settings_loading import load_settings
from gpconnect.target.testdata import TestData
from gpconnect.target.testdata_files import configured_data, read_test_data

FAILED, CANNOT_RUN = 1, 2


@dataclass(frozen=True)
class _Target:
    root: str
    data: TestData
    settings: TargetSettings


def main() -> int:
    """Run the plan; return 0 for a test within the limits, 1 for any other, 2 when it could not be run."""
    plan = Plan.from_text(sys.stdin.read())
    try:
        return _run(plan)
    except (CannotRunError, EmbeddedProviderError, SettingsError) as error:
        print(f"gpconnect-conformance load: {error}", file=sys.stderr)
        return CANNOT_RUN


def _run(plan: Plan) -> int:
    with _target(plan) as target:
        if plan.role == "worker":
            return _work(plan, target)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        profile = plan.profile
        _say(f"{profile.name.upper()} of {profile.users} users for {profile.seconds:g} s: {target.root}")
        outcome = _lead(plan, target)
    processes = plan.workers if plan.role == "master" else 1
    result = Result(target.root, target.settings.edition, started, processes, plan.profile, outcome)
    _write(plan.results, as_json(result))
    _write(plan.page, page(result))
    for line in lines(result):
        _say(line)
    _say(f"report: {plan.page}")
    return FAILED if result.mark is Mark.FAILED else 0


def _lead(plan: Plan, target: _Target) -> Outcome:
    if plan.role == "master":
        return run_master(plan.profile, plan.port, plan.workers, _say)
    return run_alone(plan.profile, _crew(plan, target))


def _work(plan: Plan, target: _Target) -> int:
    left = run_worker(_crew(plan, target), plan.host, plan.port)
    for line in left:
        _say(line)
    return FAILED if left else 0


def _crew(plan: Plan, target: _Target) -> Crew:
    return Crew(target.root, target.data, target.settings, aside, register=plan.register)


@contextmanager
def _target(plan: Plan) -> Iterator[_Target]:
    settings = load_settings(**plan.settings)
    if settings.provider_url is not None:
        yield _Target(settings.provider_url, configured_data(settings), settings)
        return
    size = ("--slots", str(plan.slots), "--patients", str(plan.patients))
    with embedded_provider(settings, options=size) as embedded:
        yield _Target(embedded.base_url, read_test_data(embedded.test_data), embedded.settings)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
