"""The pytest plugin that ends a run with the roles that the test data does not map, and what that cost."""

from collections import Counter
from collections.abc import Iterable

import pytest

from gpconnect.assurance.outcomes import UnmappedRole


def role_lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return one line per role for want of which scenarios were not applicable, the most wanted first."""
    reasons = (one.longrepr[2] for one in reports if one.skipped and isinstance(one.longrepr, tuple))
    wanted = Counter(role for role in map(UnmappedRole.named_in, reasons) if role is not None)
    if not wanted:
        return []
    total = f"{wanted.total()} not applicable, because the test data maps nothing to a role (docs/test-data.md):"
    return [total, *(f"{number:>5}  {role}" for role, number in wanted.most_common())]


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was not applicable by the role that it needs."""
    reports = [
        one for rows in terminalreporter.stats.values() for one in rows if isinstance(one, pytest.TestReport)
    ]
    for line in role_lines(reports):
        terminalreporter.write_line(line)
