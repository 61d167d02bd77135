"""Faults that show only when requests meet: what is checked has changed before it is acted upon.

The provider handles one request after the other. These faults let others in between the check and the act.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from inspect import isawaitable
from typing import Any, Final

from gpconnect.provider.answer import Answer
from gpconnect.provider.appointment_body import cancellation_reason
from gpconnect.provider.appointments import appointment_resource, appointment_row
from gpconnect.provider.call import Call, Handled, Handler
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.fault_catalogue.appointments import AMEND, BOOK, CANCEL
from gpconnect.provider.fault_catalogue.handling import handling_fault
from gpconnect.provider.fault_catalogue.registration import REGISTER
from gpconnect.provider.patients import patient_resource
from gpconnect.provider.resource import extension, searchset

# Longer than it takes for all requests of one instant to arrive, in seconds.
PAUSE: Final = 0.15

Answering = Coroutine[Any, Any, Answer]


async def _answered(handled: Handled) -> Answer:
    return await handled if isawaitable(handled) else handled


def _slots_sent(call: Call) -> list[str]:
    return [str(one["reference"]).rpartition("/")[2] for one in (call.body or {}).get("slot", ())]


def _is_taken(call: Call, slot: str) -> bool:
    return call.store.one("SELECT 1 FROM slot_booking WHERE slot_id = ?", slot) is not None


def _free(call: Call, slot: str) -> None:
    call.store.run("DELETE FROM slot_booking WHERE slot_id = ?", slot)
    call.store.run("UPDATE slot SET status = 'free' WHERE id = ?", slot)


def _several_slots_in_two_steps(handler: Handler, call: Call) -> Handled:
    """Look whether several slots are free, and take them later whoever has them by then."""
    slots = _slots_sent(call)
    if len(slots) < 2 or any(_is_taken(call, one) for one in slots):
        return handler(call)

    async def later() -> Answer:
        await asyncio.sleep(PAUSE)
        for one in slots:
            _free(call, one)
        return await _answered(handler(call))

    return later()


def _current(call: Call) -> Call:
    """Return the request as one that quotes the present version."""
    return replace(call, headers={**call.headers, "if-match": f'W/"{appointment_row(call)["version"]}"'})


def _is_current(call: Call) -> bool:
    return call.headers.get("if-match") == f'W/"{appointment_row(call)["version"]}"'


def _version_checked_early(handler: Handler, call: Call) -> Handled:
    """Compare the version, and write later over whatever version there is by then."""
    if not _is_current(call):
        return handler(call)

    async def later() -> Answer:
        await asyncio.sleep(PAUSE)
        return await _answered(handler(_current(call)))

    return later()


def _cancels_whatever_is_there(handler: Handler, call: Call) -> Handled:
    """Compare the version of a cancellation, and later cancel what an amendment has meanwhile made of it."""
    if call.interactions[0] == AMEND:
        return _after(PAUSE / 3, handler, call)
    if not _is_current(call):
        return handler(call)
    reason = cancellation_reason(call.body or {})

    async def later() -> Answer:
        await asyncio.sleep(PAUSE)
        now = appointment_resource(call.store, appointment_row(call))
        reasons = [extension("cancellation_reason", valueString=reason)]
        body = {**now, "status": "cancelled", "extension": [*now["extension"], *reasons]}
        return await _answered(handler(replace(_current(call), body=body)))

    return later()


def _slots_freed_late(handler: Handler, call: Call) -> Handled:
    """Free the slots of a cancelled appointment a while after it, whoever has booked them since."""
    if call.interactions[0] == BOOK:
        return _after(PAUSE / 3, handler, call)

    async def later() -> Answer:
        answer = await _answered(handler(call))
        await asyncio.sleep(PAUSE)
        for row in call.store.all("SELECT slot_id FROM appointment_slot WHERE appointment_id = ?", call.ids["id"]):
            _free(call, row["slot_id"])
        return answer

    return later()


async def _after(seconds: float, handler: Handler, call: Call) -> Answer:
    await asyncio.sleep(seconds)
    return await _answered(handler(call))


def _registered_in_two_steps(handler: Handler, call: Call) -> Handled:
    """Look whether somebody is a patient already, and later say that they were registered whoever did it."""
    number = _nhs_number(call)
    if call.store.one("SELECT 1 FROM patient WHERE nhs_number = ?", number):
        return handler(call)

    async def later() -> Answer:
        await asyncio.sleep(PAUSE)
        try:
            return await _answered(handler(call))
        except ProviderError as refusal:
            row = call.store.one("SELECT * FROM patient WHERE nhs_number = ?", number)
            if refusal.error.code != "DUPLICATE_REJECTED" or row is None:
                raise
            return Answer(200, searchset([patient_resource(call.services, row)]))

    return later()


def _nhs_number(call: Call) -> str:
    parameters = (call.body or {}).get("parameter") or [{}]
    identifiers = (parameters[0].get("resource") or {}).get("identifier") or [{}]
    return str(identifiers[0].get("value"))


FAULTS = (
    handling_fault(
        "overlapping-bookings-race",
        "two bookings of several slots at the same time can both find them free and take them",
        _several_slots_in_two_steps,
        BOOK,
    ),
    handling_fault(
        "amendments-race",
        "amendments at the same time that quote one version are all stored, and all but the last are lost",
        _version_checked_early,
        AMEND,
    ),
    handling_fault(
        "cancellation-races-amendment",
        "a cancellation at the same time as an amendment of the same version cancels the amended appointment",
        _cancels_whatever_is_there,
        f"{CANCEL} {AMEND}",
    ),
    handling_fault(
        "slots-freed-late",
        "the slots of a cancelled appointment are freed a moment later, and from whoever has booked them since",
        _slots_freed_late,
        f"{CANCEL} {BOOK}",
    ),
    handling_fault(
        "registrations-race",
        "two registrations of one person at the same time can both be told that they were carried out",
        _registered_in_two_steps,
        REGISTER,
    ),
)
