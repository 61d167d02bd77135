"""The settings that may leave this machine: no secrets, and no places in its file system."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from gpconnect.target.settings import TargetSettings

Plain = str | int | float | bool | None

# The replay is pointed at what was recorded, and starts no provider that could speak TLS.
_OF_THE_PROVIDER: Final = frozenset({"provider_url", "test_data", "tls"})


def shareable(settings: TargetSettings) -> dict[str, Plain]:
    """Return every setting that is neither a secret nor a file."""
    return {
        name: value
        for name in type(settings).model_fields
        if isinstance(value := getattr(settings, name), str | int | float | bool) or value is None
    }


def settings_fingerprint(settings: Mapping[str, Any]) -> str:
    """Return the SHA-256 of shareable settings, in hexadecimal."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def restored(settings: Mapping[str, Any], provider: str, test_data: Path) -> TargetSettings:
    """Return the settings of a run that is gone through again; this machine's own settings have no say."""
    known = TargetSettings.model_fields.keys() - _OF_THE_PROVIDER
    kept = {name: value for name, value in settings.items() if name in known}
    return TargetSettings.model_construct(**kept, provider_url=provider, test_data=test_data)
