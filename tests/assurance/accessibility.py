"""The accessibility check of a page in a browser: axe-core, at the version that its lock names."""

import hashlib
import json
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from browser import Page

from gpconnect.assurance.allure_tool import cache_folder, find_node

_PACKAGE = Path(__file__).parent / "axe"
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def violations(page: Page, *excluded: str) -> list[str]:
    """Return a line for each rule that the page violates: its name, what it asks, and the first element.

    ``excluded`` are rules that are not looked at.
    """
    page.evaluate(_axe())
    options = {
        "runOnly": {"type": "tag", "values": _RULES},
        "rules": {rule: {"enabled": False} for rule in excluded},
        "preload": False,
        "resultTypes": ["violations"],
    }
    found = page.evaluate(f"axe.run(document, {json.dumps(options)}).then(told => told.violations)")
    return [f"{one['id']}: {one['help']}: {len(one['nodes'])}: {one['nodes'][0]['html'][:300]}" for one in found]


@cache
def _axe() -> str:
    lock = (_PACKAGE / "package-lock.json").read_bytes()
    folder = cache_folder() / f"axe-{hashlib.sha256(lock).hexdigest()[:16]}"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
            fresh = shutil.copytree(_PACKAGE, Path(scratch) / "axe")
            command = [*find_node().npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=fresh, check=True, capture_output=True)
            if not folder.exists():
                fresh.rename(folder)
    return script.read_text(encoding="utf-8")
