"""The curl command repeats a request: run by a real shell against a real socket."""

import shutil
import socket
import subprocess
import threading

import pytest

from gpconnect.consumer.curl import curl_command
from gpconnect.consumer.exchange import Headers, Request

CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine: the command was not run")
TOKEN = ("Authorization", "Bearer abc.def.")


def request(
    method: str = "GET", url: str = "https://p.example/Slot", headers: Headers = (), body: bytes = b""
) -> Request:
    return Request("search-for-free-slots", method, url, headers, body)


def test_a_search_reads_as_one_option_a_line() -> None:
    command = curl_command(request(url="https://p.example/Slot?a=b&c=%7C", headers=[TOKEN]))
    assert command == (
        "curl --silent --show-error --include --http1.1 --globoff --path-as-is \\\n"
        "  --request GET \\\n"
        "  --header 'Authorization: Bearer abc.def.' \\\n"
        "  --header Accept: \\\n"
        "  --header User-Agent: \\\n"
        "  'https://p.example/Slot?a=b&c=%7C'"
    )


def test_an_encoding_that_was_accepted_is_decoded_for_the_reader() -> None:
    assert "--compressed" in curl_command(request(headers=[("accept-encoding", "gzip")]))
    assert "--compressed" not in curl_command(request())


def test_a_binary_body_is_carried_as_base64() -> None:
    command = curl_command(request("POST", body=b"\x00\xff"))
    assert command.startswith("base64 --decode <<'BODY' | curl ")
    assert command.endswith("\nAP8=\nBODY")


@CURL
@pytest.mark.parametrize(
    ("method", "headers", "body"),
    [
        ("GET", [TOKEN, ("Accept", "application/fhir+json"), ("Ssp-From", "")], b""),
        ("GET", [("User-Agent", 'it\'s $HOME `id` "q" \\ !x')], b""),
        ("POST", [("Content-Type", "application/fhir+json")], b'{"a": "it\'s $HOME \\n `id`"}\n\n'),
        ("PUT", [("Accept-Encoding", "gzip")], b"@/etc/hostname"),
        ("POST", [], "Zoë\tü".encode()),
        ("POST", [("X-One", "1"), ("X-One", "2")], bytes(range(256)) * 3),
        ("POST", [("Content-Type", "application/fhir+json")], b"a\r\nb"),
    ],
)
def test_what_arrives_is_what_was_sent(method: str, headers: Headers, body: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/a/../Slot/[1]?start=ge{{x}}&q=it's+%7C"
        arrived: list[bytes] = []
        thread = threading.Thread(target=lambda: arrived.append(_answer_one(server)))
        thread.start()
        command = curl_command(request(method, url, headers, body))
        done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, timeout=20, check=True)
        thread.join(timeout=20)
    head, _, sent_body = arrived[0].partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    assert line == f"{method} /a/../Slot/[1]?start=ge{{x}}&q=it's+%7C HTTP/1.1"
    assert sent_body == body
    own = ("host", "content-length")
    pairs = [(name, value.strip()) for name, _, value in (field.partition(":") for field in fields)]
    assert [pair for pair in pairs if pair[0].lower() not in own] == list(headers)
    assert done.stdout.startswith("HTTP/1.1 200 OK")


def _answer_one(server: socket.socket) -> bytes:
    """Read one whole request, answer it and return its bytes."""
    connection, _ = server.accept()
    with connection:
        connection.settimeout(10)
        data = b""
        while not _is_whole(data):
            data += connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return data


def _is_whole(data: bytes) -> bool:
    head, end, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
    )
    return bool(end) and len(body) >= length
