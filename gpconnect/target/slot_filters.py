"""Search filters by what they stand for: the consumer's own, those that slots are reserved for, and others."""

from collections.abc import Callable, Mapping
from typing import Final

from gpconnect.consumer.identity import ConsumerOrganisation
from gpconnect.consumer.slot_search import code_filter, type_filter
from gpconnect.spec.value_set import codes
from gpconnect.spec.vocabulary import VALUE_SETS
from gpconnect.target.testdata import TestData

# GPConnect-OrganisationType-1 does not have this code, so no slot can be reserved for it.
TYPE_OF_NOBODY: Final = "lighthouse"
# No organisation has this ODS code, so no slot can be reserved for it.
CODE_OF_NOBODY: Final = "ZZZZ9"

_FILTERS: Final[Mapping[str, Callable[[ConsumerOrganisation, TestData], str]]] = {
    "its type": lambda consumer, _: type_filter(consumer.type),
    "its code": lambda consumer, _: code_filter(consumer.ods_code),
    "the reserved type": lambda _, data: type_filter(data.code("slots", "restricted_type")),
    "the reserved code": lambda _, data: code_filter(data.code("slots", "restricted_code")),
    "another type": lambda _, data: type_filter(_other_type(data.code("slots", "restricted_type"))),
    "an unpublished type": lambda _consumer, _data: type_filter(TYPE_OF_NOBODY),
    "another code": lambda _consumer, _data: code_filter(CODE_OF_NOBODY),
}


def search_filters(words: str, consumer: ConsumerOrganisation, data: TestData) -> list[str]:
    """Return the ``searchFilter`` values for words such as ``no filter`` or ``its type and its code``.

    ``the reserved type`` and ``the reserved code`` are those that the test data's slots are restricted to. Raises
    ``NotApplicable`` when the test data maps none, ``KeyError`` for words that are not known.
    """
    if words == "no filter":
        return []
    return [_FILTERS[one](consumer, data) for one in words.split(" and ")]


def _other_type(reserved: str) -> str:
    return next(one for one in codes(VALUE_SETS["organisation_type"]) if one != reserved)
