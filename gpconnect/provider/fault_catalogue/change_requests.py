"""Faults of what consumers send to be stored: bodies that are not checked, and changes that are not carried out."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from gpconnect.provider.answer import Answer
from gpconnect.provider.appointments import appointment_resource
from gpconnect.provider.call import Call, Handled, Handler
from gpconnect.provider.errors import ProviderError
from gpconnect.provider.fault_catalogue.handling import (
    Body,
    afterwards,
    altering,
    handling_fault,
    passing,
    reading,
    refusing,
)
from gpconnect.provider.faults import Handling
from gpconnect.provider.resource import searchset
from gpconnect.spec.profile import profile_schema
from gpconnect.spec.vocabulary import EXTENSIONS, LIMITS

BOOK = "book-an-appointment"
AMEND = "amend-an-appointment"
CANCEL = "cancel-an-appointment"
READ = "read-an-appointment"
RETRIEVE = "retrieve-a-patients-appointments"
REGISTER = "register-a-patient"
CHANGES = f"{AMEND} {CANCEL}"
_REASON = EXTENSIONS["cancellation_reason"]


def _without_unknown_elements(body: Body) -> None:
    known = profile_schema("Appointment")["properties"]
    for name in body.keys() - known.keys():
        del body[name]


def _local_references(body: object) -> None:
    if isinstance(body, list):
        for one in body:
            _local_references(one)
    elif isinstance(body, dict):
        text = body.get("reference")
        if isinstance(text, str) and "://" in text:
            body["reference"] = "/".join(text.split("/")[-2:])
        for one in body.values():
            _local_references(one)


def _first_slot_only(body: Body) -> None:
    body["slot"] = body["slot"][:1]


def _several_slots(call: Call) -> bool:
    return len((call.body or {}).get("slot", ())) > 1


def _slots_out_of_order(call: Call) -> bool:
    named = [str(one.get("reference")).rpartition("/")[2] for one in _objects((call.body or {}).get("slot"))]
    starts = [one["start"] for one in call.store.by_ids("slot", named)]
    return starts != sorted(starts)


def _current(call: Call) -> dict[str, Any]:
    row = call.store.by_id("appointment", call.ids["id"])
    return dict(row) if row else {}


def _with_current(*names: str, only_if_absent: bool = False) -> Callable[[Call], Call]:
    """Return what gives the body these texts as they are stored."""

    def alter(call: Call) -> Call:
        stored = {name: value for name, value in _current(call).items() if name in names and value is not None}
        sent = call.body or {}
        return replace(call, body={**stored, **sent} if only_if_absent else {**sent, **stored})

    return alter


def _resource_now(call: Call) -> dict[str, Any]:
    row = call.store.by_id("appointment", call.ids["id"])
    return appointment_resource(call.store, row) if row else {}


def _named(participants: object, kind: str) -> list[Body]:
    return [one for one in _objects(participants) if f"'{kind}/" in str(one.get("actor"))]


def _practitioner_kept(call: Call) -> Call:
    body = call.body or {}
    if not _objects(body.get("participant")) or _named(body["participant"], "Practitioner"):
        return call
    kept = _named(_resource_now(call).get("participant"), "Practitioner")
    return replace(call, body={**body, "participant": [*body["participant"], *kept]})


def _surgery_kept(call: Call) -> Call:
    body = copy.deepcopy(call.body or {})
    there = [one["actor"] for one in _named(_resource_now(call).get("participant"), "Location")]
    for one in _named(body.get("participant"), "Location"):
        identity = str(one["actor"].get("reference")).rpartition("/")[2]
        if there and call.store.by_id("location", identity):
            one["actor"] = there[0]
    return replace(call, body=body)


def _organisation_type_kept(call: Call) -> Call:
    body = copy.deepcopy(call.body or {})
    now = _objects(_resource_now(call).get("contained"))
    for sent, kept in zip(_objects(body.get("contained")), now, strict=False):
        if "type" in sent and "type" in kept:
            sent["type"] = kept["type"]
    return replace(call, body=body)


def _comment_for_description(body: Body) -> None:
    body["description"] = body.pop("comment")


def _mojibake(body: Body) -> None:
    for name in ("description", "comment"):
        if name in body:
            body[name] = body[name].encode("utf-8").decode("latin-1")


def _setting(**values: object) -> Callable[[Call, Answer], None]:
    def act(call: Call, _answer: Answer) -> None:
        call.store.update("appointment", call.ids["id"], **values)

    return act


def _once_booked(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Handling:
    """Store other texts than the answer to a booking has; the fault shows where the appointment is found again."""

    def act(call: Call, answer: Answer) -> None:
        if call.interactions[0] == BOOK and answer.resource:
            names = answer.resource.keys() & {"description", "comment"}
            texts: dict[str, Any] = {name: answer.resource[name] for name in names}
            call.store.update("appointment", answer.resource["id"], **change(texts))

    return afterwards(act)


def _half_as_long(texts: dict[str, Any]) -> dict[str, Any]:
    return {name: text[: LIMITS[f"{name}_characters"] // 2] for name, text in texts.items()}


def _in_ascii(texts: dict[str, Any]) -> dict[str, Any]:
    return {name: text.encode("ascii", "replace").decode() for name, text in texts.items()}


def _free_last_slot(call: Call, answer: Answer) -> None:
    slots = (answer.resource or {}).get("slot", ())
    if len(slots) > 1:
        call.store.update("slot", slots[-1]["reference"].partition("/")[2], status="free")


def _moving_version(call: Call, _answer: Answer) -> None:
    call.store.run("UPDATE appointment SET version = version + 1 WHERE id = ?", call.ids["id"])


def _rescheduling(handler: Handler, call: Call) -> Handled:
    """Give an appointment the free slots that a change of it names, before anything is compared."""
    with call.store.transaction():
        _move(call)
        return handler(call)


def _move(call: Call) -> None:
    named = [str(one.get("reference")).rpartition("/")[2] for one in _objects((call.body or {}).get("slot"))]
    slots, identity, store = call.store.by_ids("slot", named), call.ids["id"], call.store
    schedule = store.by_id("schedule", slots[0]["schedule_id"]) if slots else None
    if schedule is None or not _current(call) or any(one["status"] != "free" for one in slots):
        return
    own = "SELECT slot_id FROM slot_booking WHERE appointment_id = ?"
    store.run(f"UPDATE slot SET status = 'free' WHERE id IN ({own})", identity)
    for table in ("slot_booking", "appointment_slot"):
        store.run(f"DELETE FROM {table} WHERE appointment_id = ?", identity)
    for position, one in enumerate(slots):
        store.insert("appointment_slot", appointment_id=identity, position=position, slot_id=one["id"])
        store.insert("slot_booking", appointment_id=identity, slot_id=one["id"])
        store.update("slot", one["id"], status="busy")
    place = {name: schedule[name] for name in ("location_id", "practitioner_id")}
    store.update("appointment", identity, start=slots[0]["start"], end=slots[-1]["end"], **place)


def _as_before() -> Handling:
    """Answer a change with the texts and the status that the appointment had before it."""
    before: dict[str, Any] = {}

    def remember(call: Call) -> Call:
        before.clear()
        before.update(_current(call))
        return call

    def spoil(_call: Call, answer: Answer) -> None:
        if answer.resource and before:
            answer.resource |= {name: before[name] for name in ("status", "description")}

    remembering, spoiling = altering(remember), afterwards(spoil)
    return lambda handler, call: remembering(lambda known: spoiling(handler, known), call)


def _patient(body: Body) -> Body:
    patient: Body = body["parameter"][0]["resource"]
    return patient


def _name_parameter(body: Body) -> None:
    body["parameter"][0]["name"] = "registerPatient"


def _first_parameter(body: Body) -> None:
    body["parameter"] = body["parameter"][:1]


def _complete_name(body: Body) -> None:
    for name in _patient(body)["name"]:
        name.setdefault("family", "Unknown")
        name.setdefault("given", ["Unknown"])


def _official(body: Body) -> None:
    for name in _patient(body)["name"][:1]:
        name["use"] = "official"


def _first_official_name(body: Body) -> None:
    names = _patient(body)["name"]
    first = next(one for one in names if one["use"] == "official")
    _patient(body)["name"] = [one for one in names if one["use"] != "official" or one is first]


def _lacks_practitioner(call: Call) -> bool:
    return "'Practitioner/" not in str((call.body or {}).get("participant"))


def _lacks_organisation_type(call: Call) -> bool:
    return not any("type" in one for one in (call.body or {}).get("contained", ()))


def _tells(extension: str) -> Callable[[Call], bool]:
    return lambda call: EXTENSIONS[extension] in str((call.body or {}).get("extension"))


def _tells_participant_type(call: Call) -> bool:
    return any("type" in one for one in _objects((call.body or {}).get("participant")))


def _with_own_organisation_reference(body: Body) -> None:
    contained = [one.get("id") for one in _objects(body.get("contained"))]
    for one in _objects(body.get("extension")):
        if one.get("url") == EXTENSIONS["booking_organisation"] and contained:
            one["valueReference"] = {"reference": f"#{contained[0]}"}


def _all_without_id(handler: Handler, call: Call) -> Handled:
    if call.ids["id"] != "*":
        return handler(call)
    rows = call.store.all("SELECT * FROM appointment ORDER BY id")
    return Answer(200, searchset([appointment_resource(call.store, row) for row in rows]))


def _with_location_status(body: Body) -> None:
    for one in body["participant"]:
        if "Location/" in str(one.get("actor")):
            one.setdefault("status", "accepted")


def _of_xml(handling: Handling) -> Handling:
    """Return the handling of requests whose body came in XML; others are handled as they should be."""

    def handle(handler: Handler, call: Call) -> Handled:
        in_xml = "xml" in call.headers.get("content-type", "")
        return handling(handler, call) if in_xml else handler(call)

    return handle


def _without_texts(body: Body) -> None:
    body["description"] = "None"
    body.pop("comment", None)


def _with_reason_of_its_own(body: Body) -> None:
    for one in body["extension"]:
        if one["url"] == EXTENSIONS["cancellation_reason"]:
            one["valueString"] = "None"


def _without_details(body: Body) -> None:
    for name in ("address", "telecom"):
        _patient(body).pop(name, None)


def _as_sent(call: Call) -> Answer:
    return Answer(201 if call.interactions[0] == BOOK else 200, call.body)


def _other_types_accepted(handler: Handler, call: Call) -> Handled:
    expected = "Parameters" if call.interactions[0] == REGISTER else "Appointment"
    instead = (call.body or {}).get("resourceType") not in (expected, None)
    return passing("INVALID_RESOURCE", _as_sent)(handler, call) if instead else handler(call)


def _has_communication(call: Call) -> bool:
    return EXTENSIONS["nhs_communication"] in str(call.body)


def _has_temporary_details(call: Call) -> bool:
    return "'temp'" in str(call.body)


def _is_minimal(call: Call) -> bool:
    patient = _patient(call.body or {})
    return not patient.keys() & {"telecom", "address", "gender", "extension"}


def _identifiers(body: Body) -> list[Body]:
    try:
        found = _patient(body)["identifier"]
    except (LookupError, TypeError):
        found = None
    return _objects(found)  # none in a body that is refused for its form


def _objects(items: object) -> list[Body]:
    return [one for one in items if isinstance(one, dict)] if isinstance(items, list) else []


def _activate(call: Call) -> None:
    for one in _identifiers(call.body or {}):
        call.store.run("UPDATE patient SET state = 'active' WHERE nhs_number = ?", str(one.get("value")))


def _take_slots(call: Call) -> None:
    for one in _objects((call.body or {}).get("slot")):
        call.store.run("UPDATE slot SET status = 'busy' WHERE id = ?", str(one.get("reference")).rpartition("/")[2])


def _keep_entries(answer: Answer, fits: Callable[[dict[str, Any]], bool]) -> None:
    """Leave the resources out of a list that do not fit; a list of none has no entry at all."""
    listed = (answer.resource or {}).get("entry", ())
    kept = [one for one in listed if fits(one["resource"])]
    if answer.resource and len(kept) < len(listed):
        rest = {name: one for name, one in answer.resource.items() if name != "entry"}
        answer.resource = rest | ({"entry": kept} if kept else {})


def _own_booking(call: Call, appointment: dict[str, Any]) -> bool:
    asks = [one.get("value") for one in call.claims.get("requesting_organization", {}).get("identifier", ())]
    booked = [one.get("value") for there in appointment.get("contained", ()) for one in there.get("identifier", ())]
    return not booked or any(one in asks for one in booked)


def _reason(call: Call) -> str:
    found = [one for one in _objects((call.body or {}).get("extension")) if one.get("url") == _REASON]
    return str(found[0].get("valueString", "")) if found else ""


def _dropping_long_reasons(handler: Handler, call: Call) -> Handled:
    """Lose a long reason, in the store and in the answer."""
    long = len(_reason(call)) > LIMITS["description_characters"]

    def lose(known: Call, answer: Answer) -> None:
        if long and answer.status == 200:
            known.store.update("appointment", known.ids["id"], cancellation_reason=None)
            extensions = _objects((answer.resource or {}).get("extension"))
            kept = [one for one in extensions if one.get("url") != _REASON]
            answer.resource = {**(answer.resource or {}), "extension": kept}

    return afterwards(lose)(handler, call)


def _of_others(call: Call) -> bool:
    return not _own_booking(call, {"contained": [json.loads(_current(call).get("booking_organisation") or "{}")]})


def _own_bookings_only(call: Call, answer: Answer) -> None:
    _keep_entries(answer, lambda one: _own_booking(call, one))


def _is_reserved(call: Call, appointment_id: str) -> bool:
    reserved = "SELECT 1 FROM slot_access JOIN appointment_slot USING (slot_id) WHERE appointment_id = ?"
    return call.store.one(reserved, appointment_id) is not None


def _without_reserved(call: Call, answer: Answer) -> None:
    _keep_entries(answer, lambda one: not _is_reserved(call, one["id"]))


def _dissents(call: Call, patient_id: str) -> bool:
    row = call.store.by_id("patient", patient_id)
    return row is not None and bool(row["dissents_to_sharing"])


def _of_dissenting_patient(call: Call) -> bool:
    return _dissents(call, str(_current(call).get("patient_id")))


def _nothing_of_dissenting_patients(call: Call, answer: Answer) -> None:
    if answer.resource and _dissents(call, call.ids["id"]):
        _keep_entries(answer, lambda _: False)


def _lacks_comment(call: Call) -> bool:
    return "comment" not in (call.body or {})


def _with_sent_id(call: Call, answer: Answer) -> None:
    if answer.resource and "id" in (call.body or {}):
        answer.resource["id"] = (call.body or {})["id"]


def _despite_refusal(act: Callable[[Call], None]) -> Handling:
    """Do something to the store where a request is refused."""

    def handle(handler: Handler, call: Call) -> Handled:
        try:
            return handler(call)
        except ProviderError:
            act(call)
            raise

    return handle


_BOOKINGS = {
    "unknown-elements-accepted": (
        "elements that FHIR does not define are accepted",
        reading(_without_unknown_elements),
    ),
    "one-slot-only-booked": ("only the first of several slots is looked at", reading(_first_slot_only)),
    "several-slots-refused": (
        "a booking of several slots is refused",
        refusing(_several_slots, "INVALID_RESOURCE"),
    ),
    "reversed-slots-refused": (
        "slots have to be named in the order of their start",
        refusing(_slots_out_of_order, "INVALID_RESOURCE"),
    ),
    "last-slot-not-marked-busy": ("the last slot of a booking stays free", afterwards(_free_last_slot)),
    "refused-bookings-take-slots": (
        "the slots of a booking that is refused are taken",
        _despite_refusal(_take_slots),
    ),
    "free-slots-refused-as-taken": (
        "a booking of free slots is refused as if they were taken",
        refusing(lambda _: True, "DUPLICATE_REJECTED"),
    ),
    "bookings-with-comment-refused": (
        "a booking with a comment is refused",
        refusing(lambda call: not _lacks_comment(call), "INVALID_RESOURCE"),
    ),
    "bookings-without-practitioner-refused": (
        "a booking without a practitioner is refused",
        refusing(_lacks_practitioner, "INVALID_RESOURCE"),
    ),
    "bookings-without-organisation-type-refused": (
        "a booking organisation without a type is refused",
        refusing(_lacks_organisation_type, "INVALID_RESOURCE"),
    ),
    "booking-with-delivery-channel-refused": (
        "a booking that tells the delivery channel is refused",
        refusing(_tells("delivery_channel"), "INVALID_RESOURCE"),
    ),
    "booking-with-practitioner-role-refused": (
        "a booking that tells the practitioner role is refused",
        refusing(_tells("practitioner_role"), "INVALID_RESOURCE"),
    ),
    "booking-with-participant-type-refused": (
        "a booking that tells in which way somebody takes part is refused",
        refusing(_tells_participant_type, "INVALID_RESOURCE"),
    ),
    "booking-takes-sent-id": ("the answer to a booking has the ID that was sent", afterwards(_with_sent_id)),
    "description-not-required": (
        "a booking without a description is accepted",
        reading(lambda body: body.setdefault("description", "None")),
    ),
    "location-status-not-checked": (
        "a location may take part without a participation status",
        reading(_with_location_status),
    ),
    "created-not-required": (
        "a booking that does not say when it was created is accepted",
        reading(lambda body: body.setdefault("created", body["start"])),
    ),
    "organisation-dangling-accepted": (
        "a booking organisation that is not contained is accepted",
        reading(
            lambda body: body["contained"][0].update(id=body["extension"][0]["valueReference"]["reference"][1:])
        ),
    ),
}
_STORED_TEXTS = {
    "booking-texts-truncated-when-stored": (
        "description and comment are answered whole and stored in part",
        _once_booked(_half_as_long),
    ),
    "booking-comment-not-stored": (
        "the comment of a booking is answered and not stored",
        _once_booked(lambda _: {"comment": None}),
    ),
    "booking-texts-stored-as-ascii": (
        "letters beyond ASCII are answered and lost when stored",
        _once_booked(_in_ascii),
    ),
}
_AMENDMENTS = {
    "amendment-not-stored": ("an amendment changes nothing", altering(_with_current("description", "comment"))),
    "amendment-of-comment-not-stored": (
        "an amendment never changes the comment",
        altering(_with_current("comment")),
    ),
    "amendment-of-description-not-stored": (
        "an amendment never changes the description",
        altering(_with_current("description")),
    ),
    "bodies-read-as-latin-1": ("texts are taken for Latin 1", reading(_mojibake)),
    "amendment-keeps-left-out-comment": (
        "a comment that an amendment leaves out stays",
        altering(_with_current("comment", only_if_absent=True)),
    ),
    "amend-moves-comment": ("an amended comment becomes the description", reading(_comment_for_description)),
    "amend-reschedules": ("an amendment may move the appointment to another free slot", _rescheduling),
    "amendment-cancels": ("an amendment cancels the appointment", afterwards(_setting(status="cancelled"))),
}
_CANCELLATIONS = {
    "cancellation-not-stored": (
        "a cancellation is answered but not stored",
        afterwards(_setting(status="booked", cancellation_reason=None)),
    ),
    "cancellation-clears-texts": (
        "a cancellation removes description and comment",
        afterwards(_setting(description="None", comment=None)),
    ),
    "cancel-an-appointment-accepts-no-comment": (
        "a cancellation whose comment is left out is carried out",
        altering(_with_current("comment", only_if_absent=True)),
    ),
    "long-cancellation-reasons-refused": (
        "a cancellation reason of more than 100 characters is refused",
        refusing(lambda call: len(_reason(call)) > LIMITS["description_characters"], "INVALID_RESOURCE"),
    ),
    "long-cancellation-reasons-dropped": (
        "a cancellation reason of more than 100 characters is lost",
        _dropping_long_reasons,
    ),
    "cancel-reschedules": ("a cancellation may move the appointment to another free slot", _rescheduling),
    "cancel-with-any-status": (
        "a cancellation may have any status",
        reading(lambda body: body.update(status="cancelled")),
    ),
}
_REGISTRATIONS = {
    "registration-parameter-not-checked": ("a parameter of any name is the patient", reading(_name_parameter)),
    "registration-parameters-repeated": ("further parameters are ignored", reading(_first_parameter)),
    "registration-name-not-checked": ("a name without family or given name is accepted", reading(_complete_name)),
    "registration-name-use-not-checked": ("a name of any use is the official one", reading(_official)),
    "registers-several-official-names": ("the first official name counts", reading(_first_official_name)),
    "minimal-registrations-refused": (
        "a registration of the minimum alone is refused",
        refusing(_is_minimal, "INVALID_RESOURCE"),
    ),
    "halted-registrations-stored": (
        "a registration that is refused makes the patient active",
        _despite_refusal(_activate),
    ),
    "registration-languages-refused": (
        "a patient with a language is refused",
        refusing(_has_communication, "INVALID_RESOURCE"),
    ),
    "registration-temporary-details-refused": (
        "a patient with temporary details is refused",
        refusing(_has_temporary_details, "INVALID_RESOURCE"),
    ),
}

FAULTS = (
    *(handling_fault(name, breaks, handling, BOOK) for name, (breaks, handling) in _BOOKINGS.items()),
    *(
        handling_fault(name, breaks, handling, f"{BOOK} {RETRIEVE} {READ}")
        for name, (breaks, handling) in _STORED_TEXTS.items()
    ),
    *(handling_fault(name, breaks, handling, AMEND) for name, (breaks, handling) in _AMENDMENTS.items()),
    *(handling_fault(name, breaks, handling, CANCEL) for name, (breaks, handling) in _CANCELLATIONS.items()),
    *(handling_fault(name, breaks, handling, REGISTER) for name, (breaks, handling) in _REGISTRATIONS.items()),
    handling_fault(
        "xml-body-loses-texts",
        "description and comment are taken from bodies in JSON only",
        _of_xml(reading(_without_texts)),
        f"{BOOK} {AMEND}",
    ),
    handling_fault(
        "xml-cancellation-loses-reason",
        "the cancellation reason is taken from bodies in JSON only",
        _of_xml(reading(_with_reason_of_its_own)),
        CANCEL,
    ),
    handling_fault(
        "xml-registration-loses-details",
        "address and contact details are taken from bodies in JSON only",
        _of_xml(reading(_without_details)),
        REGISTER,
    ),
    handling_fault(
        "change-of-booking-organisation-reference-ignored",
        "the reference to the booking organisation may lead elsewhere",
        reading(_with_own_organisation_reference),
        CHANGES,
    ),
    handling_fault(
        "bodies-of-other-types-accepted",
        "a resource of another type than expected is taken",
        _other_types_accepted,
        f"{BOOK} {CHANGES} {REGISTER}",
    ),
    *(
        handling_fault(
            f"{key}-of-nothing-succeeds",
            "a change of an appointment that is not there is answered as if it were",
            passing("NO_RECORD_FOUND", _as_sent),
            key,
        )
        for key in CHANGES.split()
    ),
    *(
        handling_fault(f"{key}-accepts-{name}", breaks, handling, key)
        for key in CHANGES.split()
        for name, breaks, handling in (
            ("absolute-references", "absolute references are taken for local ones", reading(_local_references)),
            (
                "unknown-elements",
                "elements that FHIR does not define are accepted",
                reading(_without_unknown_elements),
            ),
            ("no-practitioner", "a practitioner who is left out is not missed", altering(_practitioner_kept)),
            ("another-surgery", "another surgery than its own is not noticed", altering(_surgery_kept)),
            (
                "another-organisation-type",
                "another type of the booking organisation is not noticed",
                altering(_organisation_type_kept),
            ),
            (
                "no-description",
                "a body without a description is accepted",
                altering(_with_current("description", only_if_absent=True)),
            ),
        )
    ),
    *(
        handling_fault(
            f"{key}-answers-with-old-version", "the answer has the appointment as it was", _as_before(), key
        )
        for key in CHANGES.split()
    ),
    *(
        handling_fault(
            f"{key}-of-own-bookings-only",
            "an appointment is there for the organisation alone that booked it",
            refusing(_of_others, "NO_RECORD_FOUND"),
            key,
        )
        for key in (*CHANGES.split(), READ)
    ),
    *(
        handling_fault(
            f"{key}-not-for-dissenting-patients",
            "an appointment of a patient who dissents to sharing cannot be found",
            refusing(_of_dissenting_patient, "NO_RECORD_FOUND"),
            key,
        )
        for key in (*CHANGES.split(), READ)
    ),
    handling_fault(
        f"{RETRIEVE}-not-for-dissenting-patients",
        "the list of a patient who dissents to sharing is empty",
        afterwards(_nothing_of_dissenting_patients),
        RETRIEVE,
    ),
    handling_fault(
        f"{READ}-not-in-reserved-slots",
        "an appointment in a slot that is reserved for some organisations cannot be read",
        refusing(lambda call: _is_reserved(call, call.ids["id"]), "NO_RECORD_FOUND"),
        READ,
    ),
    handling_fault(
        f"{RETRIEVE}-not-in-reserved-slots",
        "the list lacks appointments in slots that are reserved for some organisations",
        afterwards(_without_reserved),
        RETRIEVE,
    ),
    handling_fault(
        f"{RETRIEVE}-of-own-bookings-only",
        "the list lacks what other organisations booked",
        afterwards(_own_bookings_only),
        RETRIEVE,
    ),
    handling_fault(
        "appointment-without-id-lists-all",
        "a read of an appointment without a logical ID returns all of them",
        _all_without_id,
        READ,
    ),
    handling_fault(
        "version-moves-on-reading",
        "the version moves when an appointment is read",
        afterwards(_moving_version),
        READ,
    ),
)
