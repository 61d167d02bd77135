"""The files of a run's results: written in the background, while the next request is already on its way."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path


class ResultFiles:
    """Writes files into one folder, one after the other; what cannot be written is told when it is closed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="results")
        self._failed: list[Future[int]] = []

    def write(self, name: str, content: bytes) -> None:
        """Write a file of this name, soon."""
        self._writer.submit((self._folder / name).write_bytes, content).add_done_callback(self._done)

    def close(self) -> None:
        """Wait until all is written.

        Raises ``OSError``, the first one that there was, when something could not be.
        """
        self._writer.shutdown()
        for one in self._failed:
            one.result()

    def _done(self, written: "Future[int]") -> None:
        if written.exception() is not None:
            self._failed.append(written)
