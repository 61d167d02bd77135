"""Which groups of Allure's tree are open at first: those with a failure, unless that would be too much to draw."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

MOST_SHOWN: Final = 300
"""How many scenarios may be drawn at first: each takes the browser about a millisecond."""

# Allure keeps there which groups a reader has closed, and may keep it for all reports on a disk together.
_SCRIPT: Final = """
try {
  if (localStorage.getItem("gpconnect-report") !== %(report)s) {
    localStorage.setItem("gpconnect-report", %(report)s);
    localStorage.setItem("collapsedTrees", JSON.stringify(%(closed)s));
  }
} catch { /* the browser keeps nothing, so that Allure opens what it likes */ }
"""


def opening_script(tree: Mapping[str, Any]) -> str:
    """Return a script, to run before Allure's own, that closes the groups of scenarios when too many would show.

    What a reader has opened or closed in the same report before is left alone.
    """
    groups: Mapping[str, Any] = tree.get("groupsById", {})
    opened = [name for name, group in groups.items() if _opens(group)]
    shown = sum(len(groups[name].get("leaves", ())) for name in opened)
    closed = [name for name in opened if groups[name].get("leaves")] if shown > MOST_SHOWN else []
    report = hashlib.sha256(json.dumps(tree).encode()).hexdigest()
    return _SCRIPT % {"report": json.dumps(report), "closed": json.dumps(closed)}


def _opens(group: Mapping[str, Any]) -> bool:
    statistic = group.get("statistic") or {}
    return bool(statistic.get("failed") or statistic.get("broken"))
