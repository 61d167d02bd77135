"""UK local time: what the clock on the practice's wall says, with the offset that holds at that very instant."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from gpconnect.consumer.chance import utc_now

LONDON: Final = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the current time in UK local time."""
    return utc_now().astimezone(LONDON)


def today() -> date:
    """Return the current date in UK local time."""
    return now().date()


def local_text(instant: datetime) -> str:
    """Write an aware instant as ``yyyy-mm-ddThh:mm:ss+hh:mm`` in UK local time."""
    # By way of UTC, as sums of local times can lead into the hour that the clocks skip.
    return instant.astimezone(UTC).astimezone(LONDON).isoformat(timespec="seconds")
