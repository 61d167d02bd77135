"""Where the commands find the feature files."""

from pathlib import Path

import gpconnect


def feature_folder(asked: Path | None) -> Path:
    """Return the folder that was asked for; without one ``features`` here, or else beside the package."""
    if asked is not None:
        return asked
    here = Path("features")
    return here if here.is_dir() else Path(gpconnect.__file__).parents[1] / "features"
