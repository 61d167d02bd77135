@cancel-an-appointment
Feature: Cancel an appointment

  @req:CANC-008 @req:CANC-012 @req:CANC-013 @req:CANC-016 @req:CANC-022
  @req:CANC-015
  Scenario Outline: A booked appointment can be cancelled
    Given an appointment booked just now
    And a cancellation for the reason "<reason>"
    When the consumer sends it
    Then the provider returns the cancelled appointment
    And reading it back shows the cancellation and nothing else changed

    Examples:
      | reason                          |
      | Double booked                   |
      | Wedi'i ganslo: yr ŵyl, 🩺 & more |

  @req:GEN-011 @req:GEN-017 @req:CANC-013
  Scenario: What a cancellation in XML says is stored as it says it
    Given a provider that declares XML
    And an appointment booked just now
    And a cancellation for the reason "Wedi'i ganslo: yr <ŵyl> & more"
    And its body is XML
    When the consumer sends it
    Then the provider returns the cancelled appointment
    And reading it back shows the cancellation and nothing else changed

  @req:CANC-019
  Scenario: The slot of a cancelled appointment is free again
    Given an appointment booked just now
    And a cancellation of it
    When the consumer sends it
    Then the provider returns the cancelled appointment
    And its slots are free again

  @req:CANC-019
  Scenario: All slots of a cancelled appointment are free again
    Given an appointment booked just now over 2 adjacent slots
    And a cancellation of it
    When the consumer sends it
    Then the provider returns the cancelled appointment
    And its slots are free again

  @req:CANC-012
  Scenario: The patient's list shows the cancelled appointment as cancelled
    Given a cancelled appointment
    When the consumer retrieves its patient's appointments from its day to its day
    Then the appointment is among them as cancelled

  @req:CANC-008
  Scenario: An appointment that has been amended can be cancelled
    Given an appointment that was amended before
    And a cancellation of it
    When the consumer sends it
    Then the provider returns the cancelled appointment
    And reading it back shows the cancellation and nothing else changed

  @req:CANC-001 @req:ADES-008
  Scenario: An appointment that another organisation booked can be cancelled
    Given an appointment booked just now
    And a cancellation of it
    And the request comes from the organisation in the role "other_consumer"
    When the consumer sends it
    Then the provider returns the cancelled appointment
    And reading it back shows the cancellation and nothing else changed

  @req:AIG-001 @req:ADES-009
  Scenario: An appointment of a patient who dissents to sharing can be cancelled
    Given an appointment booked just now for the patient in the role "no_consent"
    And a cancellation of it
    When the consumer sends it
    Then the provider returns the cancelled appointment

  @req:CANC-029
  Scenario: The booking organisation stays with a cancelled appointment
    Given an appointment booked just now
    And a cancellation of it
    When the consumer sends it
    Then the provider returns the cancelled appointment
    And the appointment in the answer has its booking organisation

  @req:CANC-028
  Scenario: The whole appointment is returned when the consumer asks for it
    Given an appointment booked just now
    And a cancellation of it
    And the header "Prefer" is "return=representation"
    When the consumer sends it
    Then the provider returns the cancelled appointment

  @req:RES-006
  Scenario: Those who took part in the cancelled appointment can be read
    Given an appointment booked just now
    And a cancellation of it
    When the consumer sends it
    Then the provider returns that Appointment
    And everyone who takes part can be read

  @req:CANC-032
  Scenario: The response to a cancellation says where the appointment is kept
    Given an appointment booked just now
    And a cancellation of it
    When the consumer sends it
    Then the provider answers it
    And the response says where the appointment is kept

  @req:CANC-014 @since:1.2.7
  Scenario: A consumer of an earlier edition leaves slot type and schedule type out
    Given an appointment booked just now
    And a cancellation of it
    And it comes from a consumer that knows neither slot type nor schedule type
    When the consumer sends it
    Then the provider takes it or refuses it

  @req:CANC-006
  Scenario: A second cancellation leaves the appointment cancelled
    Given an appointment cancelled just now
    And a cancellation for the reason "Cancelled once more"
    When the consumer sends it
    Then the provider refuses it or leaves it cancelled
    And it is still cancelled

  @req:CANC-004
  Scenario Outline: A cancellation without a proper reason is refused
    Given a booked appointment
    And a cancellation with <words>
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

    Examples:
      | words                                    |
      | no reason                                |
      | an empty reason                          |
      | a reason that is a number                |
      | a reason in an extension of another name |

  @req:CANC-005 @req:CANC-013
  Scenario: A cancellation reason may be long
    Given an appointment booked just now
    And a cancellation whose reason has 1000 characters
    When the consumer sends it
    Then the provider returns it cancelled, with the reason whole or truncated

  @req:CANC-003
  Scenario Outline: A cancellation changes nothing but status and reason
    Given a booked appointment
    And a cancellation in which <change>
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

    Examples:
      | change                                                    |
      | the description is another                                |
      | the comment is another                                    |
      | the start is later                                        |
      | the end is later                                          |
      | it was created a day earlier                              |
      | another slot takes the place of its own                   |
      | a slot is added                                           |
      | another patient takes part                                |
      | the patient is left out                                   |
      | another location takes part                               |
      | the location is left out                                  |
      | the practitioner is left out                              |
      | a practitioner is added                                   |
      | a participant declines                                    |
      | the booking organisation has another name                 |
      | the booking organisation has another ODS code             |
      | the booking organisation has another telephone number     |
      | the booking organisation has another type                 |
      | the booking organisation is referenced by an absolute URL |
      | the booking organisation is left out                      |
      | the slot type is another                                  |
      | the schedule type is another                              |
      | the delivery channel is another                           |
      | the practitioner role is another                          |
      | a reason is added                                         |
      | a specialty is added                                      |
      | a priority is added                                       |
      | a business identifier is added                            |
      | the duration is another                                   |

  @req:CANC-003
  Scenario: A cancellation cannot give the appointment to another registered patient
    Given a booked appointment
    And a cancellation to another registered patient
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:CANC-003 @req:ADES-011
  Scenario: A cancellation cannot move the appointment to another free slot
    Given a free slot that nobody works with
    And a booked appointment
    And a cancellation that moves it to the free slot
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:CANC-003
  Scenario: A cancellation cannot leave the comment out
    Given an appointment booked just now
    And a cancellation in which the comment is left out
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:CANC-003
  Scenario: A cancellation cannot move the appointment to another surgery
    Given a booked appointment
    And a cancellation that moves it to the location in the role "branch", or from there to the role "practice"
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:CANC-006
  Scenario Outline: A cancellation that does not conform to the profile is refused
    Given a booked appointment
    And a cancellation in which <change>
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

    Examples:
      | change                                      |
      | the status is no FHIR status                |
      | the status is left out                      |
      | the start is no date                        |
      | the slots are left out                      |
      | the participants are left out               |
      | the description is left out                 |
      | an appointment type is added                |
      | an element that FHIR does not know is added |

  @req:CANC-012
  Scenario Outline: A cancellation whose status is another may be refused
    Given a booked appointment
    And a cancellation in which <change>
    When the consumer sends it
    Then the provider refuses it as a cancellation with another status

    Examples:
      | change                    |
      | the status stays booked   |
      | the status becomes noshow |

  @req:CANC-033
  Scenario: A cancellation with an absolute reference may be refused
    Given a booked appointment
    And a cancellation in which its location is referenced by an absolute URL
    When the consumer sends it
    Then the provider refuses it as a reference that is not relative

  @req:CANC-031
  Scenario Outline: A cancellation that names no suitable profile may be refused
    Given a booked appointment
    And a cancellation in which <change>
    When the consumer sends it
    Then the provider refuses it as a resource that names no suitable profile

    Examples:
      | change                   |
      | no profile is named      |
      | another profile is named |

  @req:CANC-030
  Scenario Outline: A cancellation whose body does not fit its URL is refused
    Given a booked appointment
    And a cancellation in which <change>
    When the consumer sends it
    Then the provider refuses it as a resource that does not fit its URL
    And the appointment is unchanged

    Examples:
      | change                     |
      | the logical ID is left out |
      | the logical ID is another  |
      | it is no Appointment       |

  @req:CANC-026
  Scenario Outline: A cancellation that is not well formed is refused
    Given a booked appointment
    And a cancellation of it
    And the body is "<body>"
    When the consumer sends it
    Then the provider refuses it as an unreadable body
    And the appointment is unchanged

    Examples:
      | body                            |
      | {"resourceType": "Appointment", |
      | no JSON at all                  |

  @req:CANC-020 @req:CANC-007
  Scenario: A cancellation of a version that is no longer current is refused
    Given a booked appointment
    And a cancellation of it
    And another consumer has amended it meanwhile
    When the consumer sends it
    Then the provider refuses it as a version that is not current
    And the appointment is unchanged

  @req:CANC-007 @req:CANC-020
  Scenario: A cancellation of a version that never was is refused
    Given a booked appointment
    And a cancellation of it
    And the header "If-Match" is "W/"no-such-version""
    When the consumer sends it
    Then the provider refuses it as a version that is not current
    And the appointment is unchanged

  @req:CANC-007
  Scenario Outline: A cancellation with an If-Match that is no version is refused
    Given a booked appointment
    And a cancellation of it
    And the header "If-Match" is "<value>"
    When the consumer sends it
    Then the provider refuses it as a version that is none
    And the appointment is unchanged

    Examples:
      | value        |
      | invalid-etag |
      | W/""         |

  @req:CANC-021
  Scenario: A cancellation without If-Match is refused
    Given a booked appointment
    And a cancellation of it
    And the request lacks the header "If-Match"
    When the consumer sends it
    Then the provider refuses it as a change without a version

  @req:CANC-024 @since:1.2.7
  Scenario: A cancellation with the interaction ID of an amendment is refused
    Given a booked appointment
    And a cancellation of it
    And the request carries the interaction ID of "amend-an-appointment"
    When the consumer sends it
    Then the provider refuses it as a change under another interaction
    And the appointment is unchanged

  @req:CANC-024 @since:1.2.7
  Scenario: An amendment that claims to be a cancellation is refused
    Given a booked appointment
    And an amendment of its description that claims to be a cancellation
    When the consumer sends it
    Then the provider refuses it as a change under another interaction
    And the appointment is unchanged

  @req:CANC-024
  Scenario Outline: A cancellation with the interaction ID of another interaction is refused
    Given a booked appointment
    And a cancellation of it
    And the request carries the interaction ID of "<key>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction
    And the appointment is unchanged

    Examples:
      | key                              |
      | read-an-appointment              |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |

  @req:CANC-024
  Scenario: A cancellation without an interaction ID is refused
    Given a booked appointment
    And a cancellation of it
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header
    And the appointment is unchanged

  @req:CANC-025
  Scenario Outline: A verb that does not cancel is refused
    Given a booked appointment
    And a cancellation of it
    And the request uses the verb "<verb>"
    When the consumer sends it
    Then the provider refuses it as a verb that the interaction does not have
    And the appointment is unchanged

    Examples:
      | verb  |
      | POST  |
      | PATCH |

  @req:CANC-023
  Scenario: An appointment that is not there cannot be cancelled
    Given a booked appointment
    And a cancellation of an appointment that is not there
    When the consumer sends it
    Then the provider refuses it as an appointment that is not there

  @req:CANC-002
  Scenario: An appointment in the past cannot be cancelled
    Given the past appointment, as the test data holds it
    And a cancellation of it
    When the consumer sends it
    Then the provider refuses it as an appointment in the past

  @req:AIG-002
  Scenario: An appointment of a sensitive patient cannot be cancelled
    Given the appointment of a sensitive patient, as the test data holds it
    And a cancellation of it
    When the consumer sends it
    Then the provider refuses it as an appointment of a sensitive patient
