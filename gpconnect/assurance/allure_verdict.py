"""The pytest plugin that tells Allure the verdict: it stands among the facts about the run."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Final

import pytest

from gpconnect.assurance.verdict_json import VerdictJson
from gpconnect.assurance.verdict_reporting import VERDICT_OF_RUN
from gpconnect.assurance.verdict_text import limits, residual_risk

_FILE: Final = "environment.properties"


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Add the verdict to the facts that are written beside Allure's results."""
    done = yield
    verdict = session.config.stash.get(VERDICT_OF_RUN, None)
    folder = getattr(session.config.option, "allure_report_dir", None)
    if verdict is not None and folder and verdict["scenarios"]:
        with (Path(folder) / _FILE).open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = {value}\n".replace("\\", "\\\\") for name, value in _facts(verdict))
    return done


def _facts(verdict: VerdictJson) -> Iterator[tuple[str, str]]:
    yield "Verdict", verdict["verdict"]
    yield "Reason", verdict["reason"]
    if verdict["selection"]["limited"]:
        yield "Limited", limits(verdict)
    risks = [line.strip() for line in residual_risk(verdict)][1:]
    yield from ((f"Residual_risk_{number}", text) for number, text in enumerate(risks, start=1))
