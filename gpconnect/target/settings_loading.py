"""Loading of the settings: options, environment and file together, and what to tell when one of them is wrong."""

import os
from collections.abc import Mapping
from typing import Any, Final

from pydantic import SecretStr, ValidationError

from gpconnect.target.settings import NOT_IN_FILE, PREFIX, TargetSettings, in_file
from gpconnect.target.settings_file import SettingsError, did_you_mean

OPTIONS: Final[Mapping[str, str]] = {
    "config": "--config",
    "target": "--target",
    "provider_url": "--provider-url",
    "edition": "--spec",
    "test_data": "--test-data",
    "tls": "--tls",
}
"""The settings that options of pytest and of the commands set, by the option."""

# Other programs may have variables with our prefix; what is as like as this to one of ours was meant to be it.
_MISSPELT_AT: Final = 0.85


def load_settings(**options: Any) -> TargetSettings:  # noqa: ANN401 - pydantic validates them
    """Return the settings; options that are ``None`` do not override.

    Raises ``SettingsError`` with one line per wrong or missing setting: which, where it was set, and what it takes.
    """
    given = {name: value for name, value in options.items() if value is not None}
    _refuse_misspelt_variables()
    places = _places_of(given)
    try:
        made = TargetSettings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(problem, places) for problem in error.errors())) from None
    made.remember(places)
    return made


def _variables() -> dict[str, str]:
    """Return the environment variables that are meant for this harness, by the name of the setting."""
    prefix = PREFIX.lower()
    set_ones = [variable for variable, value in os.environ.items() if value]
    return {one.lower().removeprefix(prefix): one for one in set_ones if one.lower().startswith(prefix)}


def _places_of(options: Mapping[str, Any]) -> dict[str, str]:
    from_environment = {name: one for name, one in _variables().items() if name in TargetSettings.model_fields}
    chosen = {name: os.environ[one] for name, one in from_environment.items() if name in NOT_IN_FILE}
    return {
        **in_file({**chosen, **options}).places,
        **{name: f"environment variable {one}" for name, one in from_environment.items()},
        **{name: f"option {OPTIONS.get(name, name)}" for name in options},
    }


def _refuse_misspelt_variables() -> None:
    for name, variable in _variables().items():
        close = did_you_mean(
            variable.upper(), [PREFIX + one.upper() for one in TargetSettings.model_fields], _MISSPELT_AT
        )
        if name not in TargetSettings.model_fields and close:
            raise SettingsError(f"environment variable {variable}: there is no setting {name}; {close}")


def _explain(problem: Any, places: Mapping[str, str]) -> str:  # noqa: ANN401 - pydantic's own mapping
    name = ".".join(str(part) for part in problem["loc"])
    known = TargetSettings.model_fields.get(name)
    place = f" ({places[name]})" if name in places else ""
    got = "" if known and SecretStr in getattr(known.annotation, "__args__", ()) else f" (got {problem['input']!r})"
    takes = f"; give {known.description}" if known else ""
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"setting {name}{place}: {message}{got}{takes}"
