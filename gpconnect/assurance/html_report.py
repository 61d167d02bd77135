"""The HTML report: one file made of Allure results, that opens from a disk and asks no other host for anything."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from gpconnect.assurance.allure_tool import ReportError, find_node, install_allure, run_allure

TITLE = "GP Connect conformance"
RUNS_KEPT = 10

_OUTSIDE_SCRIPT = re.compile(r'<script\b[^>]*\bsrc="(?:https?:)?//[^"]*"[^>]*>\s*</script>')
_ANALYTICS = re.compile(r"<script>\s*window\.dataLayer\b.*?</script>", re.DOTALL)
_OUTSIDE_RESOURCE = re.compile(r'<(?:script|link|img|iframe|base)\b[^>]*\b(?:src|href)="((?:https?:)?//[^"]*)"')
_HEAD = '<meta charset="utf-8">'
# The browser itself keeps the report from asking anyone, whatever its scripts may try.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" '
    "content=\"default-src 'unsafe-inline' 'unsafe-eval' data: blob:; form-action 'none'\">"
)


def build_report(results: Path, output: Path, history: Path | None = None) -> None:
    """Make one self-contained HTML file from a folder of Allure results.

    ``history`` is the file that keeps what earlier runs came to: the page shows it, and this run is added to it.

    Raises ``ReportError`` when there are no results, when Node or Allure cannot be had, or when Allure fails.
    """
    if not any(results.glob("*-result.json")):
        raise ReportError(f"there are no Allure results in {results}: run pytest --alluredir={results} first")
    node = find_node()
    script = install_allure(node)
    for file in filter(None, (output, history)):
        file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        config = folder / "allurerc.json"
        config.write_text(json.dumps(_configuration(results, folder / "report", history)), encoding="utf-8")
        run_allure(node, script, ["generate", str(results.resolve()), "--config", str(config)], folder)
        made = (folder / "report" / "index.html").read_text(encoding="utf-8")
    output.write_text(sealed(made), encoding="utf-8")


def sealed(html: str) -> str:
    """Return Allure's page without its analytics, and with a policy that forbids requests to any host.

    Raises ``ReportError`` when the page is not one that this can be done to.
    """
    html = _ANALYTICS.sub("", _OUTSIDE_SCRIPT.sub("", html))
    outside = _OUTSIDE_RESOURCE.search(html)
    if outside or _HEAD not in html:
        what = f"it loads {outside[1]}" if outside else "it has no head to put a policy into"
        raise ReportError(
            f"Allure's page cannot be cut off from other hosts: {what}. Use the pinned Allure version."
        )
    return html.replace(_HEAD, f"{_HEAD}\n    {_POLICY}", 1)


def _configuration(results: Path, folder: Path, history: Path | None) -> dict[str, Any]:
    categories = results / "categories.json"
    awesome = {
        "singleFile": True,
        "reportName": TITLE,
        "reportLanguage": "en",
        "groupBy": ["epic", "feature", "story"],
        "stepTreeExpansion": "expanded",
    }
    return {
        "name": TITLE,
        "output": str(folder),
        "appendHistory": history is not None,
        **({"historyPath": str(history.resolve()), "historyLimit": RUNS_KEPT} if history else {}),
        # The tree says these already.
        "hideLabels": ["epic", "feature", "story"],
        "categories": json.loads(categories.read_text(encoding="utf-8")) if categories.is_file() else [],
        "plugins": {"awesome": {"options": awesome}},
    }
