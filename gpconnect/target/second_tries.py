"""Second tries: bookings that scenarios are about, on other slots when somebody else may have had those planned."""

from gpconnect.conformance.told import is_taken
from gpconnect.consumer.client import Consumer
from gpconnect.consumer.draft import Draft
from gpconnect.consumer.exchange import Exchange
from gpconnect.target.appointments import RETRIES, AppointmentBook
from gpconnect.target.planned_bookings import PlannedBooking


class SecondTries:
    """Tries a planned booking again before a provider is blamed for what others did at the same practice."""

    def __init__(self, consumer: Consumer, book: AppointmentBook) -> None:
        self._consumer = consumer
        self._book = book

    def of_booking(self, exchange: Exchange, booking: PlannedBooking, draft: Draft) -> Exchange:
        """Return what came of a booking that has to be made, or of its last try where it was tried again.

        There is use in it when the slot is taken and a search, too, says so, or when a rule of the practice on how
        much one books may have been broken (page: Book an appointment, error handling).
        """
        for tried in range(RETRIES + 1):
            if booking.lend is None or not 400 <= (exchange.status or 0) < 500:
                break
            if is_taken(exchange) and booking.is_still_free(self._consumer):
                break  # the search and the booking contradict each other, whoever else books
            slots = self._book.others_to_try(exchange, booking.slots, booking.lend, tried)
            if not slots:
                break
            draft = booking.on_other_slots(draft, slots)
            exchange = self._consumer.send(draft)
        return exchange

    def of_refusal(self, exchange: Exchange, booking: PlannedBooking, draft: Draft) -> tuple[Exchange, bool]:
        """Return a refused booking, and whether its slots are free after it.

        Where they are not, somebody else may have booked them: it is sent again for others, and has to be refused
        for those as well.
        """
        still_free = booking.is_still_free(self._consumer)
        if still_free or booking.lend is None or not 400 <= (exchange.status or 0) < 500:
            return exchange, still_free
        slots = self._book.others_than(booking.slots, booking.lend)
        if not slots:
            return exchange, still_free
        again = self._consumer.send(booking.on_other_slots(draft, slots))
        return again, booking.is_still_free(self._consumer)
