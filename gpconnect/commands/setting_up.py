"""The commands that prepare a run: they write the files that it needs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gpconnect.commands.features import feature_folder
from gpconnect.commands.misuse import misuse

if TYPE_CHECKING:
    from gpconnect.assurance.feature_files import WrittenScenario

FEATURES = Annotated[Path | None, typer.Option(help="Folder of the feature files.")]


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to write both files to.")] = Path(),
    provider_url: Annotated[str | None, typer.Option(help="Service root URL to put into the settings.")] = None,
    features: FEATURES = None,
) -> None:
    """Write gpconnect.toml and test-data.toml, commented, to be filled in; files that exist are left alone."""
    from gpconnect.target.settings import SETTINGS_FILE
    from gpconnect.target.skeletons import role_skeleton, settings_skeleton

    settings, data = folder / SETTINGS_FILE, folder / "test-data.toml"
    existing = [str(file) for file in (settings, data) if file.exists()]
    if existing:
        misuse(f"{' and '.join(existing)}: exists, and is not overwritten; name another folder, or move it away")
    scenarios = _scenarios(features)
    _write(settings, settings_skeleton(provider_url, data.name))
    _write(data, role_skeleton(scenarios))
    typer.echo(f"{settings}: fill in provider_url, provider_asid and, for HTTPS, the tls_ settings")
    typer.echo(f"{data}: map the roles that your provider has test data for")
    typer.echo("then: gpconnect-conformance doctor")


def import_data(
    folder: Annotated[Path, typer.Argument(help="The official suite's Data folder.")],
    output: Annotated[Path, typer.Option(help="Test data file to write.")] = Path("test-data.toml"),
    features: FEATURES = None,
) -> None:
    """Make a test data file of the official suite's NHSNoMap.csv, ODSCodeMap.csv and the like."""
    from gpconnect.target.official_suite import read_official_data
    from gpconnect.target.roles import roles
    from gpconnect.target.settings_file import SettingsError
    from gpconnect.target.skeletons import role_skeleton
    from gpconnect.target.testdata_files import mapped_roles

    if output.exists():
        misuse(f"{output}: exists, and is not overwritten; name another file with --output, or move it away")
    try:
        imported = read_official_data(folder)
    except SettingsError as error:
        misuse(str(error))
    _write(output, role_skeleton(_scenarios(features), imported.data))
    typer.echo(f"{output}: made of {', '.join(imported.files)}")
    for name, codes in imported.unused.items():
        typer.echo(f"  {name}: no role of ours for {', '.join(codes)}")
    mapped = mapped_roles(imported.data)
    lacking = [role.label for role in roles() if (role.table, role.name) not in mapped]
    typer.echo(f"{len(mapped)} of {len(roles())} roles are mapped; {output} explains the {len(lacking)} others")


def _scenarios(features: Path | None) -> "list[WrittenScenario]":
    from gpconnect.assurance.feature_files import FeatureFilesError, read_features

    try:
        return read_features(feature_folder(features))
    except FeatureFilesError as error:
        misuse(str(error))


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        misuse(f"{file}: cannot be written ({error.strerror})")
