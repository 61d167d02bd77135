"""The pytest plugin that writes the verdict as Markdown, also to the page of a job on GitHub."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Final

import pytest

from gpconnect.assurance.markdown_summary import markdown_summary
from gpconnect.assurance.verdict_reporting import VERDICT_OF_RUN

OPTION: Final = "--markdown-summary"
GITHUB: Final = "GITHUB_STEP_SUMMARY"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names the file for the summary."""
    group = parser.getgroup("gpconnect", "GP Connect conformance")
    group.addoption(OPTION, type=Path, metavar="FILE", help="write a summary to FILE, as Markdown")


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Write the summary once the verdict is there; raise ``pytest.UsageError`` when it cannot be written."""
    done = yield
    verdict, file = session.config.stash.get(VERDICT_OF_RUN, None), session.config.getoption("markdown_summary")
    if verdict is not None and (file or verdict["scenarios"]):
        _write(markdown_summary(verdict), file, os.environ.get(GITHUB))
    return done


def _write(text: str, file: Path | None, page: str | None) -> None:
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        if page:
            with Path(page).open("a", encoding="utf-8") as stream:
                stream.write(text)
    except OSError as error:
        raise pytest.UsageError(f"the Markdown summary cannot be written: {error}") from None
