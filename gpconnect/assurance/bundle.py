"""The evidence bundle: one zip with a run's verdict, evidence and reports, and the SHA-256 of each file."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from gpconnect import __version__
from gpconnect.assurance.evidence import read_evidence
from gpconnect.assurance.verdict_json import FILE_NAME as VERDICT_FILE
from gpconnect.assurance.verdict_json import read as read_verdict

MANIFEST: Final = "manifest.json"
EVIDENCE_FOLDER: Final = "evidence"
FORMAT: Final = 1

_REPORTS: Final = ("junit.xml", "traceability.*", "conformance.html", "summary.html", "summary.md", "waivers.toml")
_EVIDENCE: Final = ("run.*.json", "scenarios.*.jsonl", "exchanges.*.jsonl")
# More than this is no bundle of ours, and must not fill the disk of whoever verifies it.
_LIMIT_BYTES: Final = 4 * 1024**3


class BundleError(Exception):
    """A bundle cannot be made or read; the message says why, and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a bundle holds: the SHA-256 of each file by its name, in hexadecimal."""

    files: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """One SHA-256 that stands for the verdict and the evidence, whichever reports lie beside them."""
        weighty = {name: digest for name, digest in self.files.items() if is_weighty(name)}
        return fingerprint_of(weighty)


def is_weighty(name: str) -> bool:
    """Say whether a file of a bundle decides something, and is no report about it."""
    return name == VERDICT_FILE or name.startswith(f"{EVIDENCE_FOLDER}/")


def fingerprint_of(files: Mapping[str, str]) -> str:
    """Return the SHA-256 of these names and digests, in hexadecimal."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def bundled_files(reports: Path, evidence: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files that go into a bundle, each with its name in it."""
    yield VERDICT_FILE, reports / VERDICT_FILE
    for pattern in _EVIDENCE:
        yield from ((f"{EVIDENCE_FOLDER}/{file.name}", file) for file in sorted(evidence.glob(pattern)))
    for pattern in _REPORTS:
        yield from ((f"reports/{file.name}", file) for file in sorted(reports.glob(pattern)))


def weighty_fingerprint(reports: Path, evidence: Path) -> str:
    """Return the fingerprint that a bundle of this verdict and evidence has."""
    files = {name: digest_of(file) for name, file in bundled_files(reports, evidence) if is_weighty(name)}
    return fingerprint_of(files)


def make_bundle(reports: Path, evidence: Path, output: Path) -> Manifest:
    """Write a bundle of the verdict and the reports in one folder and the evidence in another.

    Raises ``VerdictFileError`` or ``EvidenceError`` when these are not there, and ``OSError`` when the bundle
    cannot be written.
    """
    read_verdict(reports)
    read_evidence(evidence)
    files = dict(bundled_files(reports, evidence))
    manifest = Manifest({name: digest_of(file) for name, file in files.items()})
    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = output.with_name(f"{output.name}.part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as bundle:
        bundle.writestr(MANIFEST, _manifest_text(manifest))
        for name, file in files.items():
            bundle.write(file, name)
    unfinished.replace(output)
    return manifest


def _manifest_text(manifest: Manifest) -> str:
    facts = {
        "format": FORMAT,
        "harness": f"gpconnect-conformance {__version__}",
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "fingerprint": manifest.fingerprint,
        "files": dict(manifest.files),
    }
    return json.dumps(facts, indent=1) + "\n"


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unpack(bundle: Path, folder: Path) -> Manifest:
    """Unpack a bundle into an empty folder and return its manifest, whatever the hashes are.

    Raises ``BundleError`` when it is no bundle.
    """
    try:
        with zipfile.ZipFile(bundle) as archive:
            _check(archive, bundle)
            archive.extractall(folder)
        table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(_files(table, bundle))
    except FileNotFoundError as error:
        missing = bundle if not bundle.exists() else error.filename
        raise BundleError(f"{missing}: there is no such file") from None
    except (OSError, ValueError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        raise BundleError(f"{bundle}: is no evidence bundle: {error}") from None


def _check(archive: zipfile.ZipFile, bundle: Path) -> None:
    names = archive.namelist()
    if MANIFEST not in names:
        raise BundleError(f"{bundle}: is no evidence bundle: it holds no {MANIFEST}")
    odd = [name for name in names if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts]
    if odd or len(set(names)) != len(names):
        raise BundleError(f"{bundle}: is no evidence bundle: a name in it is repeated, or leads out of it")
    if sum(one.file_size for one in archive.infolist()) > _LIMIT_BYTES:
        raise BundleError(f"{bundle}: is no evidence bundle: it would unpack to more than {_LIMIT_BYTES} bytes")


def _files(table: Any, bundle: Path) -> Mapping[str, str]:  # noqa: ANN401 - any JSON value
    files = table.get("files") if isinstance(table, dict) else None
    if not isinstance(files, dict) or table.get("format") != FORMAT:
        raise BundleError(f"{bundle}: its {MANIFEST} is none of format {FORMAT}")
    return {str(name): str(digest) for name, digest in files.items()}


def hash_problems(manifest: Manifest, folder: Path) -> Iterator[str]:
    """Yield a line for each file that is missing, has been changed, or is in no manifest."""
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} - {MANIFEST}
    for name, digest in sorted(manifest.files.items()):
        if name not in found:
            yield f"{name}: is missing"
        elif digest_of(folder / name) != digest:
            yield f"{name}: has been changed: its SHA-256 is not the one in {MANIFEST}"
    yield from (f"{name}: is not in {MANIFEST}" for name in sorted(found - manifest.files.keys()))
