"""Conformance testing of GP Connect providers: the library that the feature files speak through."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("gpconnect-conformance")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0+unknown"
