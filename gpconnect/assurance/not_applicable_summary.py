"""The pytest plugin that ends a run with why scenarios were not applicable: roles not mapped, and the rest."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import pytest

from gpconnect.assurance.failure_text import skip_reason
from gpconnect.assurance.outcomes import Outcome, ScenarioResult, UnmappedRole
from gpconnect.conformance.rule import shorten

_SHOWN: Final = 10
_LENGTH: Final = 140
_LEAD: Final = skip_reason(ScenarioResult(Outcome.NOT_APPLICABLE))
# What a reason says of one scenario's own requests would make a row of its own of each.
_URL: Final = re.compile(r"(https?://[^\s?]+)\?\S+")


def role_lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return one line per role for want of which scenarios were not applicable, the most wanted first."""
    reasons = (one.longrepr[2] for one in reports if one.skipped and isinstance(one.longrepr, tuple))
    wanted = Counter(role for role in map(UnmappedRole.named_in, reasons) if role is not None)
    if not wanted:
        return []
    total = f"{wanted.total()} not applicable, because the test data maps nothing to a role (docs/test-data.md):"
    return [total, *_rows(wanted.most_common())]


def other_lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return one line per other reason for which scenarios were not applicable, the most frequent first."""
    reasons = (one.longrepr[2] for one in reports if one.skipped and isinstance(one.longrepr, tuple))
    others = Counter(
        shorten(_URL.sub(r"\1", one.removeprefix(_LEAD)), _LENGTH)
        for one in reasons
        if one.startswith(_LEAD) and UnmappedRole.named_in(one) is None
    )
    if not others:
        return []
    shown, left = others.most_common(_SHOWN), others.most_common()[_SHOWN:]
    lines = [f"{others.total()} not applicable for other reasons:", *_rows(shown)]
    if left:
        further = sum(number for _, number in left)
        lines.append(f"{further:>5}  for {len(left)} further reasons (-rs tells them all)")
    return lines


def _rows(counted: Sequence[tuple[str, int]]) -> list[str]:
    return [f"{number:>5}  {what}" for what, number in counted]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was not applicable by the role that it needs, or by another reason."""
    reports = [
        one for rows in terminalreporter.stats.values() for one in rows if isinstance(one, pytest.TestReport)
    ]
    for line in [*role_lines(reports), *other_lines(reports)]:
        terminalreporter.write_line(line)
