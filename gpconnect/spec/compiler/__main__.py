"""``python -m gpconnect.spec.compiler DEFINITIONS``: compile the profiles anew from a definitions folder."""

import argparse
from pathlib import Path

from gpconnect.spec.compiler import SPEC_FOLDER, main


def run() -> None:
    """Read the command line, compile, and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m gpconnect.spec.compiler", description=main.__doc__)
    parser.add_argument(
        "definitions", type=Path, help="folder with structure-definitions, value-sets, code-systems"
    )
    parser.add_argument(
        "--output", type=Path, default=SPEC_FOLDER, help="folder to write below (default: %(default)s)"
    )
    arguments = parser.parse_args()
    if not (arguments.definitions / "structure-definitions").is_dir():
        parser.error(f"{arguments.definitions} has no folder structure-definitions")
    for path in main(arguments.definitions, arguments.output):
        print(path)


if __name__ == "__main__":
    run()
