@read-an-appointment
Feature: Read an appointment

  @req:RAPP-006 @req:RAPP-009 @req:RAPP-014 @req:RAPP-013
  Scenario: A booked appointment is returned as it was booked
    Given an appointment as its booking returned it
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And it is the appointment as the consumer knows it

  @req:RAPP-006
  Scenario: An appointment over adjacent slots is returned as it was booked
    Given an appointment just booked over 2 adjacent slots, as its booking returned it
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And it is the appointment as the consumer knows it

  @req:RAPP-019 @req:RAPP-009
  Scenario: An amended appointment is returned as it was amended
    Given an amended appointment
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And it is the appointment as the consumer knows it

  @req:RAPP-019 @req:RAPP-006
  Scenario: A cancelled appointment is returned as cancelled, with the reason
    Given a cancelled appointment
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And it is cancelled and says why
    And it is the appointment as the consumer knows it

  @req:RAPP-009
  Scenario: Reading an appointment does not change it
    Given an appointment as its booking returned it
    When the consumer reads the appointment twice
    Then the provider returns that Appointment
    And it is the appointment as the consumer knows it

  @req:RAPP-020
  Scenario: The booking organisation is returned in full
    Given an appointment as its booking returned it
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And the appointment in the answer has its booking organisation

  @req:BOOK-020 @req:BOOK-021 @req:BOOK-022 @req:RAPP-014
  Scenario Outline: Description and comment are read as they were booked
    Given an appointment booked just now with texts of <texts>, as its booking returned it
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And description and comment are those of the booking

    Examples:
      | texts                |
      | the greatest length  |
      | letters beyond ASCII |

  @req:RAPP-020 @req:BOOK-016
  Scenario: Every detail of the booking organisation is read
    Given an appointment booked just now with every detail of its booking organisation
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And the appointment has every detail of its booking organisation

  @req:RAPP-022
  Scenario: Those who take part in the appointment can be read
    Given an appointment as its booking returned it
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And everyone who takes part can be read

  @req:RAPP-009 @req:RAPP-010
  Scenario Outline: Reading an appointment and the patient's list agree
    Given <an appointment>
    When the consumer retrieves its patient's appointments from its day to its day
    Then reading the appointment returns the same as the list

    Examples:
      | an appointment                          |
      | an appointment as its booking returned it |
      | an amended appointment                  |
      | a cancelled appointment                 |

  @req:RAPP-021
  Scenario: The response to a read says where the appointment is kept
    Given an appointment as its booking returned it
    When the consumer reads the appointment
    Then the provider answers it
    And the response says where the appointment is kept

  @req:RAPP-001
  Scenario: An appointment that the practice booked itself can be read
    Given the appointment in the role "elsewhere"
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And it has the same logical ID

  @req:RAPP-001
  Scenario: An appointment that another organisation booked can be read
    Given a request to read an appointment
    And the request comes from the organisation in the role "other_consumer"
    When the consumer sends it
    Then the provider returns that Appointment

  @req:AIG-001 @req:ADES-009
  Scenario: An appointment of a patient who dissents to sharing can be read
    Given an appointment booked just now for the patient in the role "no_consent"
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And it has the same logical ID

  @req:RAPP-001 @req:AVL-050
  Scenario: An appointment in a slot that is reserved for others can be read
    Given an appointment booked just now in a slot that is reserved for a type of organisation
    When the consumer reads the appointment
    Then the provider returns that Appointment
    And it has the same logical ID

  @req:RAPP-006
  Scenario: An appointment can be asked for in JSON by name
    Given a request to read an appointment
    And the request has one more parameter "_format" with the value "application/fhir+json"
    When the consumer sends it
    Then the provider returns that Appointment

  @req:RAPP-004 @req:RAPP-003
  Scenario Outline: An appointment that is not there is refused
    Given a request to read an appointment
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an appointment that is not there

    Examples:
      | logical id     |
      | does-not-exist |
      | no.such.one    |

  @req:RAPP-004
  Scenario Outline: A logical ID that FHIR does not allow is refused
    Given a request to read an appointment
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an invalid appointment ID

    Examples:
      | logical id                                                        |
      | not an id                                                         |
      | not_an_id!                                                        |
      | this-logical-id-is-longer-than-the-64-characters-that-fhir-allows |

  @req:RAPP-004
  Scenario: A read of an appointment without a logical ID is refused
    Given a request to read an appointment
    And the logical ID is left out
    When the consumer sends it
    Then the provider refuses it as a read without a logical ID

  @req:RAPP-002
  Scenario: An appointment in the past cannot be read
    Given the appointment in the role "past"
    When the consumer reads the appointment
    Then the provider refuses it as an appointment in the past

  @req:AIG-002
  Scenario: An appointment of a sensitive patient is not disclosed
    Given the appointment in the role "sensitive"
    When the consumer reads the appointment
    Then the provider refuses it as an appointment of a sensitive patient

  @req:RAPP-017
  Scenario Outline: The interaction ID of another interaction is refused
    Given a request to read an appointment
    And the request carries the interaction ID of "<key>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | key                              |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | read-a-patient                   |

  @req:RAPP-017
  Scenario: A read without an interaction ID is refused
    Given a request to read an appointment
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

  @req:RAPP-018
  Scenario Outline: A verb that does not read is refused
    Given a request to read an appointment
    And the request uses the verb "<verb>"
    When the consumer sends it
    Then the provider refuses it as a verb that the interaction does not have

    Examples:
      | verb  |
      | POST  |
      | PATCH |
