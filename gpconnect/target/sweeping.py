"""Sweeping: what a run that crashed or was killed left booked is cancelled, and nothing else.

A booking whose answer came is known by its ID. One whose answer never came is looked for among its patient's
appointments: it has the journalled slots and says the journalled time of its making.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gpconnect.assurance.outcomes import Blocked, NotApplicable
from gpconnect.conformance.judge import resource_of
from gpconnect.conformance.local_time import instant
from gpconnect.conformance.reference import referenced_ids
from gpconnect.conformance.rules.bundle import resources_in
from gpconnect.consumer.appointment_body import cancelled
from gpconnect.consumer.appointment_search import retrieval_query
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.exchange import Exchange
from gpconnect.consumer.local_time import today
from gpconnect.target.appointments import REASON
from gpconnect.target.booking_journal import NAMES, Intention, Leftover, read_journal, taken_over

READ, CANCEL, RETRIEVE = "read-an-appointment", "cancel-an-appointment", "retrieve-a-patients-appointments"
GONE = (404, 410)


@dataclass
class Swept:
    """What came of a sweep: bookings that were cancelled, what could not be done, and runs that still go on."""

    cancelled: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    going_on: list[Path] = field(default_factory=list)

    @property
    def note(self) -> str | None:
        """What a reader should know, in one line; ``None`` when there was nothing to do."""
        if not self.cancelled and not self.failures:
            return None
        told = f"bookings that an earlier run had left: {len(self.cancelled)} cancelled"
        return "; ".join([told, *self.failures])


def journals(folder: Path, provider: str | None = None) -> list[Path]:
    """Return the journals in a folder, those about one provider (its service root URL) or all of them."""
    found = sorted(folder.glob(NAMES))
    return [one for one in found if provider is None or _is_about(one, provider)]


def _is_about(path: Path, provider: str) -> bool:
    try:
        return read_journal(path).provider in ("", provider)
    except FileNotFoundError:  # its run has just ended well, and nothing is left to sweep
        return False


def sweep(consumer: Consumer, folder: Path) -> Swept:
    """Cancel what the journals in a folder list as booked at the consumer's provider.

    A journal goes when nothing is left of what it lists. Raises ``ValueError`` for a journal that cannot be read.
    """
    swept = Swept()
    for path in journals(folder, consumer.connection.endpoint.root):
        with taken_over(path) as ours:
            if not ours:
                swept.going_on.append(path)
            elif path.exists():
                _sweep_one(consumer, path, swept)
    return swept


def _sweep_one(consumer: Consumer, path: Path, swept: Swept) -> None:
    leftover, failures = read_journal(path), len(swept.failures)
    names = dict.fromkeys(leftover.open)
    try:
        names |= dict.fromkeys(_unanswered(consumer, leftover))
    except (Blocked, NotApplicable) as error:
        swept.failures.append(str(error))
    for name in names:
        _cancel_if_booked(consumer, name, swept)
    if len(swept.failures) == failures:
        path.unlink(missing_ok=True)


def _unanswered(consumer: Consumer, leftover: Leftover) -> Iterator[str]:
    """Find the bookings that were sent and that the journal does not know to have been made."""
    known = {*leftover.open, *leftover.cancelled}
    by_patient: dict[str, list[Intention]] = {}
    for one in leftover.intentions:
        if one.day >= today():  # what is past can be neither retrieved nor cancelled
            by_patient.setdefault(one.patient, []).append(one)
    for patient_id, intentions in by_patient.items():
        days = [one.day for one in intentions]
        for appointment in _appointments(consumer, patient_id, min(days), max(days)):
            name = appointment.get("id")
            if (
                isinstance(name, str)
                and name not in known
                and any(_made_by(one, appointment) for one in intentions)
            ):
                yield name


def _appointments(consumer: Consumer, patient_id: str, first: date, last: date) -> list[dict[str, object]]:
    query = retrieval_query(first, last)
    exchange = consumer.send(consumer.draft(RETRIEVE, logical_id=patient_id, query=query))
    if exchange.status in GONE:
        return []  # of a patient whom the provider withholds: no booking was made either
    if exchange.status != 200:
        raise Blocked(RETRIEVE, f"{exchange.summary()}: bookings whose answer never came cannot be looked for")
    return [one for _, one in resources_in(resource_of(exchange), "Appointment") if one.get("status") == "booked"]


def _made_by(intention: Intention, appointment: dict[str, object]) -> bool:
    slots = frozenset(referenced_ids(appointment, "slot", "Slot"))
    return slots == intention.slots and instant(appointment.get("created")) == intention.created


def _cancel_if_booked(consumer: Consumer, name: str, swept: Swept) -> None:
    try:
        exchange = consumer.send(consumer.draft(READ, logical_id=name))
        appointment = resource_of(exchange)
        if exchange.status in GONE or appointment.get("status") == "cancelled":
            return
        if exchange.status == 200:
            exchange = _cancel(consumer, appointment)
    except (Blocked, NotApplicable) as error:
        swept.failures.append(f"Appointment/{name} is still booked: {error}")
        return
    if exchange.request.interaction == CANCEL and exchange.status == 200:
        swept.cancelled.append(name)
    else:
        swept.failures.append(f"Appointment/{name} is still booked: {exchange.summary()}")


def _cancel(consumer: Consumer, appointment: dict[str, object]) -> Exchange:
    meta = appointment.get("meta")
    version = meta.get("versionId") if isinstance(meta, dict) else None
    body = cancelled(appointment, REASON)
    return consumer.send(consumer.draft(CANCEL, logical_id=str(appointment["id"]), body=body, version=version))
