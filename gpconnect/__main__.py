"""``python -m gpconnect`` is the command line."""

from gpconnect.cli import main

main()
