"""The redactor of a run, as whoever tells of a scenario has to ask for it."""

import pytest

from gpconnect.assurance.outcomes import RECORDER
from gpconnect.assurance.result_files import RESULT_FILES
from gpconnect.assurance.run import KEPT_AS_IT_IS, REDACTOR
from gpconnect.consumer.redaction import Redactor


def informed_redactor(item: pytest.Item) -> Redactor:
    """Return the redactor, once it knows what the exchanges of this scenario and of all before it show."""
    redactor = item.config.stash.get(REDACTOR, KEPT_AS_IT_IS)
    if redactor.enabled:
        if RESULT_FILES in item.config.stash:
            item.config.stash[RESULT_FILES].share_names()
        for exchange in item.stash.get(RECORDER, ()):
            redactor.learn(exchange)
    return redactor
