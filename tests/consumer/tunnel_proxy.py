"""A web proxy for tests: opens tunnels to this machine, whatever host is asked for."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TunnelProxy:
    """A web proxy that opens tunnels, or refuses all of them; the host that is asked for is always this machine."""

    def __init__(self, refusal: bytes = b"") -> None:
        self.refusal = refusal
        self.asked: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += near.recv(1)
            self.asked.append(head.decode())
            if self.refusal:
                near.sendall(self.refusal)
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", int(head.split()[1].rsplit(b":")[-1])))
            near.sendall(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n")
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=_pump, args=(source, sink), daemon=True).start()


def _pump(source: socket.socket, sink: socket.socket) -> None:
    try:
        while read := source.recv(65536):
            sink.sendall(read)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        sink.close()


@contextmanager
def tunnel_proxy(refusal: bytes = b"") -> Iterator[TunnelProxy]:
    proxy = TunnelProxy(refusal)
    yield proxy
    proxy.listener.close()
