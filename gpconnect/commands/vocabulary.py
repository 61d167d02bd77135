"""The command about the steps that feature files are written with."""

from pathlib import Path
from typing import Annotated

import typer

from gpconnect.commands.features import feature_folder
from gpconnect.commands.misuse import misuse


def steps(
    words: Annotated[str | None, typer.Argument(help="Only steps with these words.")] = None,
    write: Annotated[Path | None, typer.Option(help="Write the index of all steps to this file.")] = None,
    features: Annotated[Path | None, typer.Option(help="Folder of the feature files.")] = None,
) -> None:
    """List the steps that feature files may use, or write their index."""
    from gpconnect.assurance.feature_files import FeatureFilesError, read_features
    from gpconnect.assurance.step_index import step_definitions, steps_page

    folder = feature_folder(features)
    known = step_definitions(folder.resolve().parent / "steps")
    if not known:
        misuse(f"there are no steps beside {folder}: name the project's folder of features with --features")
    if write is None:
        for one in known:
            if words is None or words.lower() in one.words.lower():
                typer.echo(f"{one.keyword:<5} {one.words}")
        return
    try:
        write.write_text(steps_page(known, read_features(folder)), encoding="utf-8")
    except (FeatureFilesError, OSError) as error:
        misuse(str(error))
