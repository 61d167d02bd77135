"""Allure's single page made small: its data stands in it compressed, each part unpacked when it is looked at.

Allure puts every attachment into the page as script text, in base64, which the browser has to read before it
shows anything: 60 MB for the whole suite. Allure's own code asks for data by name, and waits for a promise.
"""

import json
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Final

from gpconnect.assurance.allure_tool import ReportError
from gpconnect.assurance.opened_groups import opening_script

BLOCK_BYTES: Final = 512 * 1024
"""How much is unpacked at a time, before compression: more compresses better, less unpacks faster."""

_START: Final = re.compile(r"<script defer>\s*Promise\.allSettled\(\[")
_END: Final = re.compile(
    r"\]\)\s*\.then\(function\(\)\{\s*window\.allureReportDataReady = true;\s*\}\)\s*</script>"
)
_BODY: Final = "<body>"
_TREE: Final = "widgets/default/tree.json"
_ENTRY: Final = re.compile(r'd\(("(?:[^"\\]|\\.)*"),"([A-Za-z0-9+/=]*)"\)')

_UNPACKING: Final = """
{
  const inflate = async id => {
    const text = document.getElementById(id).textContent;
    const packed = Uint8Array.from(atob(text), one => one.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const blocks = new Map();
  const block = number => {
    if (!blocks.has(number)) blocks.set(number, inflate("packed-" + number));
    return blocks.get(number);
  };
  const base64 = bytes => new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(new Blob([bytes]));
  });
  const places = inflate("packed-index").then(bytes => JSON.parse(new TextDecoder().decode(bytes)));
  const unpacked = async name => {
    const place = (await places)[name];
    if (!place) throw new Error("Data " + name + " not found!");
    const [number, start, length] = place;
    return base64((await block(number)).subarray(start, start + length));
  };
  window.allureReportData = new Proxy({}, {
    has: () => true,
    get: (_, name) => typeof name === "string" ? unpacked(name) : undefined,
  });
  window.allureReportDataReady = true;
}
"""


def packed(page: str) -> str:
    """Return Allure's page with its data compressed.

    Raises ``ReportError`` when the page does not hold its data as the pinned version of Allure writes it.
    """
    start = _START.search(page)
    end = _END.search(page, start.end()) if start else None
    if start is None or end is None:
        raise ReportError("Allure's page does not hold its data where it should. Use the pinned Allure version.")
    entries = dict(_entries(page[start.end() : end.start()]))
    opening = opening_script(json.loads(entries.get(_TREE, b"{}")))
    head = page[: start.start()].replace(_BODY, f"{_BODY}<script>{opening}</script>", 1)
    return head + "\n".join(_scripts(entries)) + page[end.end() :]


def _entries(data: str) -> Iterator[tuple[str, bytes]]:
    position = 0
    while found := _ENTRY.match(data, position):
        yield json.loads(found[1]), b64decode(found[2])
        position = found.end() + (data[found.end() : found.end() + 1] == ",")
    if position != len(data):
        raise ReportError(f"Allure's page holds data of another form at {position}. Use the pinned Allure version.")


def _scripts(entries: Mapping[str, bytes]) -> Iterator[str]:
    places: dict[str, tuple[int, int, int]] = {}
    number, block = 0, bytearray()
    for name, content in entries.items():
        if block and len(block) + len(content) > BLOCK_BYTES:
            yield _script(str(number), block)
            number, block = number + 1, bytearray()
        places[name] = (number, len(block), len(content))
        block += content
    yield _script(str(number), block)
    yield _script("index", json.dumps(places, separators=(",", ":")).encode())
    yield f"<script>{_UNPACKING}</script>"


def _script(name: str, content: bytes | bytearray) -> str:
    text = b64encode(zlib.compress(content, 9)).decode()
    return f'<script type="application/octet-stream" id="packed-{name}">{text}</script>'
