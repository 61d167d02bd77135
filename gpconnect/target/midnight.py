"""Midnight in the UK: the moment at which a consumer and a provider may be of two minds about the date."""

import time
from datetime import UTC, datetime
from datetime import time as time_of_day
from typing import Final

from gpconnect.consumer.local_time import LONDON, now

# How long a scenario may take, and how far the provider's clock may be behind.
SECONDS_BEFORE: Final = 5.0
SECONDS_AFTER: Final = 3.0
_DAY: Final = 86400


def seconds_to_wait(instant: datetime) -> float:
    """Return how many seconds a scenario has to wait at this instant, none unless midnight is close.

    UK clocks never change at midnight, so the seconds on either side of it are those of the clock on the wall.
    """
    local = instant.astimezone(LONDON)
    since = (local.replace(tzinfo=UTC) - datetime.combine(local.date(), time_of_day(), UTC)).total_seconds()
    if since < SECONDS_AFTER:
        return SECONDS_AFTER - since
    return _DAY - since + SECONDS_AFTER if since > _DAY - SECONDS_BEFORE else 0.0


def wait_out() -> None:
    """Wait until midnight is over, when it is close."""
    seconds = seconds_to_wait(now())
    if seconds:
        time.sleep(seconds)
