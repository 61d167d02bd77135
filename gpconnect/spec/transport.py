"""Transport security as the specification fixes it: versions of TLS, cipher families, and what is refused."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from gpconnect.spec._data import read_toml

_TABLES: Final[dict[str, Any]] = read_toml("transport.toml")

PERMITTED_VERSIONS: Final[Mapping[str, int]] = _TABLES["permitted_versions"]
REFUSED_VERSIONS: Final[Mapping[str, int]] = _TABLES["refused_versions"]
CIPHER_FAMILIES: Final[Mapping[str, Sequence[int]]] = _TABLES["cipher_families"]
CIPHER_SUITES: Final[Mapping[str, str]] = _TABLES["cipher_suites"]
REFUSED_CIPHERS: Final[Mapping[str, Sequence[int]]] = _TABLES["refused_ciphers"]
PROXY_ERRORS: Final[Mapping[int, str]] = {int(status): kind for status, kind in _TABLES["proxy_errors"].items()}
