"""The fingerprint of the suite: which features and which code decided."""

import hashlib
from pathlib import Path
from typing import Final

import gpconnect

DECIDING: Final = ("features", "steps", "fixtures", "gpconnect")
_SUFFIXES: Final = frozenset({".py", ".feature", ".toml", ".json"})


def project_folder() -> Path:
    """Return the folder that holds the features and the package."""
    return Path(gpconnect.__file__).resolve().parents[1]


def suite_fingerprint(project: Path) -> str:
    """Return the SHA-256 of all features, steps, fixtures and modules, with their names, in hexadecimal."""
    digest = hashlib.sha256()
    for folder in DECIDING:
        for file in sorted((project / folder).rglob("*")):
            if file.suffix in _SUFFIXES and "node_modules" not in file.parts:
                content = file.read_bytes().replace(b"\r\n", b"\n")
                digest.update(f"{file.relative_to(project).as_posix()} {len(content)}\n".encode())
                digest.update(content)
    return digest.hexdigest()
