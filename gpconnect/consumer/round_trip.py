"""The network round trip to a provider: what of a response time the provider cannot help."""

import time
from contextlib import closing
from typing import Final

from gpconnect.consumer.attempt import Place

ATTEMPTS: Final = 5


def round_trip(url: str, seconds: float) -> float | None:
    """Return the shortest time, in milliseconds, that a TCP connection to where a URL leads takes to be made.

    That is one round trip. Returns ``None`` when none can be made within so many seconds.
    """
    place = Place.of(url, seconds)
    times = []
    for _ in range(ATTEMPTS):
        started = time.perf_counter()
        try:
            with closing(place.connect()):
                times.append((time.perf_counter() - started) * 1000)
        except OSError:
            return None
    return min(times)
