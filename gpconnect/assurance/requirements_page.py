"""The page about the catalogue: what is decided how, page by page, and what a witness has to see."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from gpconnect.spec import Edition, Requirement
from gpconnect.spec.page import pages

DECISIONS = ("automatic", "partial", "manual")
LEVELS = ("SHALL", "SHOULD", "MAY")
COMMAND = "gpconnect-conformance requirements --write docs/requirements.md"


def requirements_page(catalogue: Iterable[Requirement], edition: Edition) -> str:
    """Return the page as Markdown."""
    entries = sorted(catalogue, key=lambda one: one.id)
    return "\n".join(
        [*_counts(entries, edition), *_pages_without(edition), *_witnessed(entries), *_partly(entries)]
    )


def _counts(entries: Sequence[Requirement], edition: Edition) -> Iterator[str]:
    total = Counter(one.decided for one in entries)
    yield from (
        "# The requirement catalogue",
        "",
        f"Made by `{COMMAND}`.",
        "",
        f"{len(entries)} requirements on a provider stand on {len({one.page for one in entries})} pages of",
        f"edition {edition.version}: {total['automatic']} are decided by scenarios and rules,",
        f"{total['partial']} by these in part, {total['manual']} by a witness.",
        "`gpconnect-conformance requirements --explain ID` tells all about one.",
        "",
        "| page | requirements | " + " | ".join((*LEVELS, *DECISIONS)) + " |",
        "|---" + "|---:" * (1 + len(LEVELS) + len(DECISIONS)) + "|",
    )
    by_page: dict[str, list[Requirement]] = {}
    for one in entries:
        by_page.setdefault(one.page, []).append(one)
    for page in sorted(by_page):
        yield _row(f"[{page}]({edition.page_url(page)})", by_page[page])
    yield _row("all", entries)


def _row(name: str, entries: Sequence[Requirement]) -> str:
    counts = Counter[str](word for one in entries for word in (one.level, one.decided))
    numbers = [len(entries), *(counts[word] for word in (*LEVELS, *DECISIONS))]
    return f"| {name} | " + " | ".join(str(number) for number in numbers) + " |"


def _pages_without(edition: Edition) -> Iterator[str]:
    yield from ("", "## Pages that ask nothing of a provider", "")
    for page in pages().values():
        if page.without:
            yield f"- [{page.name}]({edition.page_url(page.name)}): {page.without}"


def _witnessed(entries: Sequence[Requirement]) -> Iterator[str]:
    yield from (
        "",
        "## What a witness has to see",
        "",
        "No program can tell; the last column says why, and what to look at.",
        "",
    )
    yield from _table(one for one in entries if one.decided == "manual")


def _partly(entries: Sequence[Requirement]) -> Iterator[str]:
    yield from (
        "",
        "## What is decided in part",
        "",
        "Scenarios and rules decide what they can; the last column says what is left.",
        "",
    )
    yield from _table(one for one in entries if one.decided == "partial")
    yield ""


def _table(entries: Iterable[Requirement]) -> Iterator[str]:
    yield from ("| requirement | level | it asks | why, and what a witness sees |", "|---|---|---|---|")
    for one in entries:
        yield f"| {one.id} | {one.level} | {_cell(one.text)} | {_cell(one.reason)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
