"""Evidence beside the exchanges: texts that a step shows a reader, in the report and below a failure."""

from typing import Final

import allure
import pytest

from gpconnect.conformance.finding import readable


class Evidence:
    """The texts that the steps of one scenario have shown so far, by their names."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def show(self, name: str, text: str) -> None:
        """Keep a text, and attach it to the step that runs at this moment where the run is reported to Allure."""
        self.texts[name] = text
        allure.attach(text, name, allure.attachment_type.TEXT)

    def lines(self) -> list[str]:
        """Return the texts as a failure shows them, each below its name."""
        return [
            line for name, text in self.texts.items() for line in ("", f"{name}:", *map(readable, text.split("\n")))
        ]


EVIDENCE: Final = pytest.StashKey[Evidence]()
