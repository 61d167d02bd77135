"""UK local time on the wire: ``yyyy-mm-ddThh:mm:ss+hh:mm``, with the offset that holds there at that instant."""

import re
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")
FORM: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def wrong_local_time(value: object) -> str | None:
    """Return what should stand in place of a value that is not UK local time, ``None`` when it is."""
    form = "yyyy-mm-ddThh:mm:ss+hh:mm in UK local time"
    if not isinstance(value, str):
        return form
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return form
    if instant.tzinfo is None:
        return form
    expected = instant.astimezone(LONDON).isoformat(timespec="seconds")
    return None if FORM.fullmatch(value) and value == expected else expected
