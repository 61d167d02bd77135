"""A network that hinders: it hands bytes on to a provider as they are, late, and loses what it is told to lose."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Choice = Callable[[bytes], bool]
_PIECE = 64 * 1024


@dataclass
class HinderedNetwork:
    """Where the network is entered, and what it does.

    ``root`` is the provider's service root URL by way of it; ``latency`` is in seconds, for each answer. What
    ``swallows`` chooses among the consumer's messages reaches the provider, and its answer reaches nobody; what
    ``drops`` chooses reaches nobody, and its connection ends. ``messages`` counts what the consumer sent.
    """

    root: str
    latency: float = 0.0
    swallows: Choice = lambda _: False
    drops: Choice = lambda _: False
    messages: int = 0
    swallowed: threading.Event = field(default_factory=threading.Event)


@contextmanager
def hindered_network(provider_root: str, latency: float = 0.0) -> Iterator[HinderedNetwork]:
    """Stand between a consumer and a provider over plain HTTP for as long as the context lasts."""
    parts = urlsplit(provider_root)
    network = HinderedNetwork("", latency)
    ready, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        passage = _Passage(network, parts.hostname or "", parts.port or 80)
        server = await asyncio.start_server(passage.carry, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        network.root = f"{parts.scheme}://127.0.0.1:{port}{parts.path}"
        ready.set()
        await stop.wait()
        server.close()
        while left := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    ready.wait()
    try:
        yield network
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


class _Passage:
    def __init__(self, network: HinderedNetwork, host: str, port: int) -> None:
        self._network = network
        self._host = host
        self._port = port

    async def carry(self, consumer: asyncio.StreamReader, to_consumer: asyncio.StreamWriter) -> None:
        # A task of a server that is cancelled at the end would have asyncio print its trace.
        with suppress(asyncio.CancelledError):
            await self._carry(consumer, to_consumer)

    async def _carry(self, consumer: asyncio.StreamReader, to_consumer: asyncio.StreamWriter) -> None:
        provider, to_provider = await asyncio.open_connection(self._host, self._port)
        due = [0.0, False]
        there = asyncio.create_task(self._there(consumer, to_provider, due))
        back = asyncio.create_task(self._back(provider, to_consumer, due))
        await asyncio.wait((there, back), return_when=asyncio.FIRST_COMPLETED)
        if there.done() and there.exception() is None and not there.result():
            await asyncio.wait((back,))  # the consumer has ended its half, and waits for the answer
        for task in (there, back):
            task.cancel()
        await asyncio.gather(there, back, return_exceptions=True)
        for writer in (to_consumer, to_provider):
            writer.close()

    async def _there(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, due: list[float]) -> bool:
        """Carry the consumer's messages; say whether one of them was dropped."""
        while piece := await source.read(_PIECE):
            self._network.messages += 1
            if self._network.drops(piece):
                return True
            due[0] = asyncio.get_running_loop().time() + self._network.latency
            if self._network.swallows(piece):
                due[1] = True
            target.write(piece)
            await target.drain()
        target.write_eof()
        return False

    async def _back(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, due: list[float]) -> None:
        while piece := await source.read(_PIECE):
            if due[1]:
                self._network.swallowed.set()
                continue
            await asyncio.sleep(max(due[0] - asyncio.get_running_loop().time(), 0))
            target.write(piece)
            await target.drain()
