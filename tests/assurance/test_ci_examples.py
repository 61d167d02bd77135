"""The ready examples for CI: each is what its public schema takes, and calls what there is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gpconnect.cli import app

CI = Path(__file__).parents[2] / "docs" / "ci"
SCHEMAS = {
    "github-actions.yml": ("github-workflows",),
    "gitlab-ci.yml": ("gitlab-ci", "--data-transform=gitlab-ci"),
    "azure-pipelines.yml": ("azure-pipelines", "--data-transform=azure-pipelines"),
}


def checked(file: Path, schema: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Check a file against the copy of a schema that comes with check-jsonschema: nothing is fetched."""
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        f"--builtin-schema=vendor.{schema}",
        "--regex-variant=python",
    ]
    return subprocess.run([*command, *options, str(file)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_example_fits_its_public_schema(name: str) -> None:
    done = checked(CI / name, *SCHEMAS[name])
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("github-actions.yml", "runs-on: ubuntu-latest", "runs-in: ubuntu-latest"),
        ("gitlab-ci.yml", "when: always\n    expose_as", "when: sometimes\n    expose_as"),
        ("azure-pipelines.yml", "vmImage: ubuntu-latest", "vmImage: [ubuntu-latest]"),
    ],
)
def test_a_wrong_example_does_not(tmp_path: Path, name: str, right: str, wrong: str) -> None:
    """Shows that the test before can fail."""
    text = (CI / name).read_text(encoding="utf-8")
    assert right in text
    file = tmp_path / name
    file.write_text(text.replace(right, wrong), encoding="utf-8")
    assert checked(file, *SCHEMAS[name]).returncode == 1


@pytest.mark.parametrize("name", SCHEMAS)
def test_an_example_uses_options_that_there_are(name: str) -> None:
    called = re.search(r"gpconnect-conformance run (.*)", (CI / name).read_text(encoding="utf-8"))
    assert called is not None
    known = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["run", "--help"]).output
    handed_on = {"--test-data"}
    assert all(option in known for option in set(re.findall(r"--[a-z-]+", called[1])) - handed_on)
