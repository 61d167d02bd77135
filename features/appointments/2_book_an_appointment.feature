@book-an-appointment
Feature: Book an appointment

  # What a booking may be

  @req:BOOK-050 @req:BOOK-067 @req:BOOK-066
  Scenario: A free slot is booked for a registered patient
    Given a booking of a free slot
    When the consumer sends it
    Then the appointment is booked
    And its slots are not free any more
    And the patient, the location and any practitioner of the appointment can be read

  @req:BOOK-014
  Scenario: The practitioner of the schedule takes part in the appointment
    Given a booking of a free slot with its practitioner
    When the consumer sends it
    Then the appointment is booked
    And the patient, the location and any practitioner of the appointment can be read

  @req:BOOK-014
  Scenario: A practitioner need not take part in the appointment
    Given a booking of a free slot with its practitioner
    And the booking lacks its practitioner
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-018
  Scenario: A comment goes with the appointment
    Given a booking of a free slot
    And the booking carries a comment
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-002 @req:BOOK-067
  Scenario Outline: Adjacent slots are booked together
    Given a booking of <number> adjacent free slots
    When the consumer sends it
    Then the appointment is booked
    And its slots are not free any more

    Examples:
      | number |
      | 2      |
      | 3      |

  @req:BOOK-002
  Scenario: Adjacent slots may be named in any order
    Given a booking of 2 adjacent free slots
    And its slots are named in the opposite order
    When the consumer sends it
    Then the appointment is booked, or refused for the order of its slots

  @req:ADES-001
  Scenario: A patient whom the consumer registered can have an appointment
    Given a booking of a free slot for a patient whom the consumer registered
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-050
  Scenario: A temporary patient can have an appointment
    Given a booking of a free slot for the patient in the role "temporary"
    When the consumer sends it
    Then the appointment is booked

  @req:ADES-009 @req:AIG-001
  Scenario: A patient who does not consent to sharing can have an appointment
    Given a booking of a free slot for the patient in the role "no_consent"
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-016
  Scenario: Every detail of the booking organisation comes back
    Given a booking of a free slot
    And the booking names its organisation in every detail
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-015
  Scenario: The booking organisation gives no type when the search named none
    Given a booking of a free slot
    And the booking lacks its booking organisation's type
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-070
  Scenario: A logical ID that the consumer sends is not taken over
    Given a booking of a free slot
    And the booking carries a logical ID
    When the consumer sends it
    Then the appointment is booked under an ID of the provider's own, or the booking refused
    And its slots are still free if it was refused

  @req:BOOK-056
  Scenario Outline: What the consumer says of slot and schedule type gives way to what the practice says
    Given a booking of a free slot
    And the booking carries a <statement>
    When the consumer sends it
    Then the appointment is booked

    Examples:
      | statement        |
      | service type     |
      | service category |

  @req:BOOK-050
  Scenario: The consumer may ask for the appointment in the answer
    Given a booking of a free slot
    And the consumer prefers an answer with the appointment
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-050
  Scenario Outline: A booking may say again how its slot takes place
    Given a booking of a free slot
    And the booking repeats the <statement>
    When the consumer sends it
    Then the appointment is booked

    Examples:
      | statement                         |
      | delivery channel of its slot      |
      | practitioner role of its schedule |

  @req:GEN-011 @req:GEN-017 @req:BOOK-021
  Scenario: What a booking in XML says is stored as it says it
    Given a provider that declares XML
    And a booking of a free slot
    And the booking has a description with quotes and backslashes
    And the booking carries a comment
    And its body is XML
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-050
  Scenario: A booking may say in which way somebody takes part
    Given a booking of a free slot
    And the booking carries a participant's type
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-069
  Scenario: The consumer may ask for an answer without the appointment
    Given a booking of a free slot
    And the consumer prefers an answer without the appointment
    When the consumer sends it
    Then the appointment is booked, with or without a body in the answer

  # Description and comment

  @req:BOOK-020 @req:BOOK-021 @req:BOOK-022
  Scenario: Description and comment of the greatest length are stored whole
    Given a booking of a free slot
    And the booking has a description of 100 characters
    And the booking has a comment of 500 characters
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-022 @req:BOOK-021
  Scenario Outline: Description and comment come back as they were sent
    Given a booking of a free slot
    And the booking has a description with <content>
    And the booking has a comment with <content>
    When the consumer sends it
    Then the appointment is booked

    Examples:
      | content                   |
      | letters beyond ASCII      |
      | characters beyond 16 bits |
      | quotes and backslashes    |

  @req:BOOK-022 @req:BOOK-021
  Scenario: A comment keeps its line breaks
    Given a booking of a free slot
    And the booking has a comment with line breaks
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-023 @req:BOOK-021 @req:BOOK-009
  Scenario Outline: A text beyond the limits is refused, or stored whole
    Given a booking of a free slot
    And the booking has a <text> of <number> characters
    When the consumer sends it
    Then the appointment is booked, or the booking refused with an error
    And its slots are still free if it was refused

    Examples:
      | text        | number |
      | description | 101    |
      | description | 1000   |
      | comment     | 501    |
      | comment     | 5000   |

  # What a booking must hold

  @req:BOOK-007 @req:BOOK-009
  Scenario Outline: A booking without an element that the profile asks for is refused
    Given a booking of a free slot
    And the booking lacks its <element>
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

    Examples:
      | element                        |
      | status                         |
      | description                    |
      | start                          |
      | end                            |
      | slots                          |
      | participants                   |
      | patient's actor                |
      | location's actor               |
      | patient's participation status |
      | location's participation status |
      | booking organisation's name    |

  @req:BOOK-010 @req:BOOK-009
  Scenario: A booking without a patient is refused
    Given a booking of a free slot
    And the booking lacks its patient
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  @req:BOOK-011 @req:BOOK-009
  Scenario Outline: A booking without an element that consumers must send is refused
    Given a booking of a free slot
    And the booking lacks its <element>
    When the consumer sends it
    Then the provider refuses it as a booking in which consumers got something wrong
    And its slots are still free if it was refused

    Examples:
      | element                               |
      | location                              |
      | created                               |
      | profile                               |
      | booking organisation                  |
      | reference to the booking organisation |
      | booking organisation's identifier     |
      | booking organisation's telecom        |

  @req:BOOK-012 @req:ADES-012 @req:BOOK-009
  Scenario Outline: A booking with another status than booked is refused
    Given a booking of a free slot
    And the booking has the status "<status>"
    When the consumer sends it
    Then the provider refuses it as a booking in which consumers got something wrong
    And its slots are still free if it was refused

    Examples:
      | status           |
      | proposed         |
      | pending          |
      | arrived          |
      | fulfilled        |
      | cancelled        |
      | noshow           |
      | entered-in-error |

  @req:BOOK-007 @req:BOOK-009
  Scenario: A booking with a status that FHIR does not know is refused
    Given a booking of a free slot
    And the booking has the status "reserved"
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  # What a booking must not hold

  @req:BOOK-031 @req:BOOK-009
  Scenario: A booking with a reason is refused
    Given a booking of a free slot
    And the booking carries a reason
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  @req:BOOK-032 @req:BOOK-009 @since:1.2.3
  Scenario: A booking with a specialty is refused
    Given a booking of a free slot
    And the booking carries a specialty
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  @req:BOOK-007 @req:BOOK-009
  Scenario Outline: A booking with an element that the profile forbids is refused
    Given a booking of a free slot
    And the booking carries an <element>
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

    Examples:
      | element                                          |
      | appointment type                                 |
      | indication                                       |
      | incoming referral                                |
      | identifier without a value                       |
      | identifier without a system                      |
      | identifier with a use                            |
      | element that FHIR does not know                  |
      | element that FHIR does not know in a participant |

  @req:BOOK-007 @req:BOOK-033 @req:BOOK-009
  Scenario Outline: A booking whose content the profile forbids is refused
    Given a booking of a free slot
    And the booking carries <content>
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

    Examples:
      | content                                                  |
      | supporting information                                   |
      | a requested period                                       |
      | a patient's participation status that FHIR does not know |
      | a start that is no time                                  |
      | a start without an offset                                |
      | an end that is a date                                    |
      | an empty description                                     |
      | a second booking organisation                            |
      | slots that are no list                                   |

  @req:BOOK-011 @req:BOOK-009
  Scenario Outline: A booking whose content consumers must not send is refused
    Given a booking of a free slot
    And the booking carries <content>
    When the consumer sends it
    Then the provider refuses it as a booking in which consumers got something wrong
    And its slots are still free if it was refused

    Examples:
      | content                                                        |
      | another resource's profile                                     |
      | no ODS code but another identifier of the booking organisation |

  # References

  @req:BOOK-034 @req:BOOK-008 @req:BOOK-009
  Scenario Outline: A booking of a slot that does not exist is refused
    Given a booking of a free slot
    And the booking refers to <slot>
    When the consumer sends it
    Then the provider refuses it as a booking whose slot is not found
    And its slots are still free

    Examples:
      | slot                                |
      | an unknown slot                     |
      | an unknown slot beside the free one |

  @req:BOOK-008 @req:BOOK-009 @req:FHIR-021
  Scenario Outline: A booking that refers to nobody or nowhere is refused
    Given a booking of a free slot
    And the booking refers to <whom>
    When the consumer sends it
    Then the provider refuses it as <situation>
    And its slots are still free

    Examples:
      | whom                                            | situation                                     |
      | an unknown patient                              | a booking for an unknown patient              |
      | an unknown location                             | a booking with an unknown location            |
      | an unknown practitioner                         | a booking with an unknown practitioner        |
      | a slot at another provider                      | a booking with a reference that leads nowhere |
      | a slot by a malformed ID                        | a booking with a reference that leads nowhere |
      | a patient as its slot                           | a booking with a reference that leads nowhere |
      | an organisation as a participant                | a booking with a reference that leads nowhere |
      | a booking organisation that is not contained    | a booking with a reference that leads nowhere |
      | the booking organisation by an absolute address | a booking with a reference that leads nowhere |

  @req:AIG-002 @req:BOOK-009
  Scenario: A booking for a patient whom PDS marks as sensitive is refused
    Given a booking of a free slot for the patient whom no search returns, in the role "sensitive"
    When the consumer sends it
    Then the provider refuses it as a booking for a sensitive patient
    And its slots are still free

  # Times

  @req:BOOK-013 @req:BOOK-009
  Scenario Outline: A booking whose times are not those of its slot is refused
    Given a booking of a free slot
    And the times of the booking are wrong: it <times>
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

    Examples:
      | times                           |
      | starts a minute before its slot |
      | starts a minute after its slot  |
      | ends a minute before its slot   |
      | ends a minute after its slot    |
      | lies a day after its slot       |
      | ends before it starts           |

  @req:BOOK-013 @req:BOOK-009
  Scenario Outline: A booking of two slots whose times are those of one is refused
    Given a booking of 2 adjacent free slots
    And the booking <times> of its slots
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

    Examples:
      | times                |
      | ends with the first  |
      | starts with the last |

  @req:BOOK-001 @req:BOOK-009
  Scenario: A booking in the past is refused
    Given a booking of a slot in the past
    When the consumer sends it
    Then the provider refuses it as a booking in the past

  # Adjacency

  @req:BOOK-003 @req:BOOK-009
  Scenario: Slots whose times do not meet are not booked together
    Given a booking of two slots that do not meet the rule: the times meet
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  @req:BOOK-004 @req:BOOK-009
  Scenario: Slots of different schedules are not booked together
    Given a booking of two slots that do not meet the rule: the same schedule
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  @req:BOOK-005 @req:BOOK-009 @since:1.2.2
  Scenario: Slots with different delivery channels are not booked together
    Given a booking of two slots that do not meet the rule: the same delivery channel
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  @req:BOOK-006 @req:BOOK-009 @since:1.2.7
  Scenario: Slots with different service types are not booked together
    Given a booking of two slots that do not meet the rule: the same service type
    When the consumer sends it
    Then the provider refuses it as a booking that breaks a rule
    And its slots are still free

  # Slots that are not to be had

  @req:BOOK-030
  Scenario: A slot is not booked twice for one patient
    Given a booking of a slot that is booked already
    When the consumer sends it
    Then the provider refuses it as a duplicate

  @req:BOOK-030
  Scenario: A slot is not booked for a second patient
    Given a booking of a slot that is booked already for another patient
    When the consumer sends it
    Then the provider refuses it as a duplicate

  @req:BOOK-030 @req:BOOK-009
  Scenario: Adjacent slots are not booked when one of them is taken
    Given a booking of two adjacent slots of which one is booked already
    When the consumer sends it
    Then the provider refuses it as a duplicate
    And the slot that was not booked is still free

  @req:BOOK-030
  Scenario: Of two bookings at the same moment only one is made
    Given a booking of a free slot
    When two consumers send it at the same moment
    Then one of them has the appointment, and the other is refused as a duplicate

  @req:BOOK-035 @req:BOOK-009
  Scenario Outline: A restricted slot is not booked by those to whom it is not open
    Given a booking of a slot that is open to <others>
    When the consumer sends it
    Then the provider refuses it as a booking of a slot that is not open to it
    And its slots are still free

    Examples:
      | others                         |
      | another organisation type only |
      | another organisation only      |

  @req:BOOK-050
  Scenario: A slot that is reserved for an organisation type is booked by an organisation of that type
    Given a booking of a slot that is reserved for its own organisation type
    When the consumer sends it
    Then the appointment is booked

  @req:BOOK-035
  Scenario: A slot outside the booking window is not booked
    Given a booking of a slot that lies outside the booking window
    When the consumer sends it
    Then the provider refuses it as a booking of a slot that is not open to it

  # Requests that are no booking

  @req:BOOK-038 @req:BOOK-009
  Scenario Outline: A body that cannot be read is refused
    Given a booking of a free slot
    And <body> stands in place of the booking
    When the consumer sends it
    Then the provider refuses it as <situation>
    And its slots are still free

    Examples:
      | body                   | situation                  |
      | nothing                | a body that is no resource |
      | a body that breaks off | an unreadable body         |
      | words                  | an unreadable body         |

  @req:BOOK-007 @req:BOOK-009
  Scenario Outline: A body that is not an appointment is refused
    Given a booking of a free slot
    And <body> stands in place of the booking
    When the consumer sends it
    Then the provider refuses it as a booking of another resource
    And its slots are still free

    Examples:
      | body                                         |
      | a Slot                                       |
      | a Bundle with the appointment                |
      | a resource of a type that FHIR does not know |
      | an appointment without its type              |
      | an empty Appointment                         |
      | a list of one appointment                    |

  @req:BOOK-039 @req:BOOK-009
  Scenario Outline: A body of an unsupported media type is refused
    Given a booking of a free slot
    And the header "Content-Type" is "<media type>"
    When the consumer sends it
    Then the provider refuses it as a request body of an unsupported media type
    And its slots are still free

    Examples:
      | media type      |
      | text/plain      |
      | application/pdf |

  @req:BOOK-038 @req:BOOK-009
  Scenario Outline: A booking without a header that is expected is refused
    Given a booking of a free slot
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as <situation>
    And its slots are still free

    Examples:
      | header            | situation                         |
      | Ssp-TraceID       | a missing or wrong header               |
      | Ssp-From          | a missing or wrong header               |
      | Ssp-To            | a missing or wrong header               |
      | Ssp-InteractionID | a missing or wrong header               |
      | Authorization     | a request without its audit token |

  @req:BOOK-038 @req:BOOK-009
  Scenario Outline: A booking with the interaction ID of another endpoint is refused
    Given a booking of a free slot
    And the request carries the interaction ID of "<other>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction
    And its slots are still free

    Examples:
      | other                            |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |
      | retrieve-a-patients-appointments |
      | search-for-free-slots            |
      | register-a-patient               |

  @req:BOOK-038 @req:BOOK-009
  Scenario Outline: A booking by a verb that does not create is refused
    Given a booking of a free slot
    And the booking is sent with the verb "<verb>"
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb
    And its slots are still free

    Examples:
      | verb |
      | GET  |
      | PUT  |

  @req:BOOK-038 @req:BOOK-009
  Scenario Outline: A booking at an address that does not exist is refused
    Given a booking of a free slot
    And the booking is sent to "<path>"
    When the consumer sends it
    Then the provider refuses it as a booking at no address
    And its slots are still free

    Examples:
      | path          |
      | Appointments  |
      | appointment/! |
