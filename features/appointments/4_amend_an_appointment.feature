@amend-an-appointment
Feature: Amend an appointment

  @req:AMND-014 @req:AMND-005 @req:AMND-006 @req:AMND-007 @req:AMND-025
  @req:AMND-019 @req:AMND-020
  Scenario Outline: Description and comment can be amended
    Given a booked appointment
    And an amendment of its <texts>
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

    Examples:
      | texts                   |
      | description             |
      | comment                 |
      | description and comment |

  @req:AMND-005 @req:AMND-006
  Scenario Outline: Texts up to the limits are stored in full
    Given a booked appointment
    And an amendment with a <text> of <count> characters
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

    Examples:
      | text        | count |
      | description | 99    |
      | description | 100   |
      | comment     | 499   |
      | comment     | 500   |

  @req:AMND-008 @since:1.2.3
  Scenario Outline: Texts beyond the limits are refused or stored in full
    Given a booked appointment
    And an amendment with a <text> of <count> characters
    When the consumer sends it
    Then the provider refuses it or stores it in full

    Examples:
      | text        | count |
      | description | 101   |
      | description | 5000  |
      | comment     | 501   |
      | comment     | 5000  |

  @req:AMND-007
  Scenario Outline: Texts come back character by character
    Given a booked appointment
    And an amendment with the <name> "<text>"
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

    Examples:
      | name        | text                             |
      | description | Prynhawn da, Siân: apwyntiad ŵyl |
      | comment     | Żółć, naïve café, 診察 and 🩺       |
      | description | <b>bold</b> & 'quoted' "twice"   |
      | comment     | back\slash, 100% and a + b = c   |

  @req:GEN-011 @req:GEN-017 @req:AMND-006
  Scenario Outline: What an amendment in XML says is stored as it says it
    Given a provider that declares XML
    And a booked appointment
    And an amendment with the <name> "<text>"
    And its body is XML
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

    Examples:
      | name        | text                       |
      | description | <b>Siân</b> & 'quoted'     |
      | comment     | 診察 "twice", 1 < 2 &amp; on |

  @req:AMND-025
  Scenario: An appointment can be amended again and again
    Given an appointment that was amended before
    And an amendment of its description and comment
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

  @req:AMND-010
  Scenario: An amendment may leave the comment out
    Given an appointment booked just now
    And an amendment in which the comment is left out
    When the consumer sends it
    Then the provider returns that Appointment

  @req:AMND-007
  Scenario: An amendment that leaves the comment out takes it away
    Given an appointment booked just now
    And an amendment in which the comment is left out
    When the consumer sends it
    Then the provider returns that Appointment
    And reading it back shows no comment

  @req:AMND-014
  Scenario: An appointment over adjacent slots can be amended
    Given an appointment booked just now over 2 adjacent slots
    And an amendment of its description
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

  @req:AMND-001
  Scenario: An appointment that the practice booked itself can be amended
    Given the appointment in the role "elsewhere", from the list of the role "appointments_elsewhere"
    And an amendment of its description
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

  @req:AMND-001 @req:ADES-008
  Scenario: An appointment that another organisation booked can be amended
    Given a booked appointment
    And an amendment of its description
    And the request comes from the organisation in the role "other_consumer"
    When the consumer sends it
    Then the provider returns the amended appointment
    And reading it back shows the amendment and nothing else changed

  @req:AIG-001 @req:ADES-009
  Scenario: An appointment of a patient who dissents to sharing can be amended
    Given an appointment booked just now for the patient in the role "no_consent"
    And an amendment of its description
    When the consumer sends it
    Then the provider returns the amended appointment

  @req:AMND-025
  Scenario: The patient's list shows the amended appointment
    Given an amended appointment
    When the consumer retrieves its patient's appointments from its day to its day
    Then the appointment is among them

  @req:AMND-032
  Scenario: The booking organisation stays with an amended appointment
    Given a booked appointment
    And an amendment of its description
    When the consumer sends it
    Then the provider returns the amended appointment
    And the appointment in the answer has its booking organisation

  @req:AMND-031
  Scenario: The whole appointment is returned when the consumer asks for it
    Given a booked appointment
    And an amendment of its description
    And the header "Prefer" is "return=representation"
    When the consumer sends it
    Then the provider returns the amended appointment

  @req:RES-006
  Scenario: Those who take part in the amended appointment can be read
    Given a booked appointment
    And an amendment of its description
    When the consumer sends it
    Then the provider returns that Appointment
    And everyone who takes part can be read

  @req:AMND-035
  Scenario: The response to an amendment says where the appointment is kept
    Given a booked appointment
    And an amendment of its description
    When the consumer sends it
    Then the provider answers it
    And the response says where the appointment is kept

  @req:AMND-018 @since:1.2.7
  Scenario: A consumer of an earlier edition leaves slot type and schedule type out
    Given a booked appointment
    And an amendment of its description
    And it comes from a consumer that knows neither slot type nor schedule type
    When the consumer sends it
    Then the provider takes it or refuses it

  @req:AMND-023 @req:AMND-013
  Scenario Outline: An amendment of a version that is no longer current is refused
    Given a booked appointment
    And an amendment of its <texts>
    And another consumer has amended it meanwhile
    When the consumer sends it
    Then the provider refuses it as a version that is not current
    And the appointment is unchanged

    Examples:
      | texts       |
      | description |
      | comment     |

  @req:AMND-013 @req:AMND-023
  Scenario: An amendment of a version that never was is refused
    Given a booked appointment
    And an amendment of its description
    And the header "If-Match" is "W/"no-such-version""
    When the consumer sends it
    Then the provider refuses it as a version that is not current
    And the appointment is unchanged

  @req:AMND-013
  Scenario Outline: An amendment with an If-Match that is no version is refused
    Given a booked appointment
    And an amendment of its description
    And the header "If-Match" is "<value>"
    When the consumer sends it
    Then the provider refuses it as a version that is none
    And the appointment is unchanged

    Examples:
      | value        |
      | invalid-etag |
      | W/           |
      | W/""         |

  @req:AMND-024
  Scenario: An amendment without If-Match is refused
    Given a booked appointment
    And an amendment of its description
    And the request lacks the header "If-Match"
    When the consumer sends it
    Then the provider refuses it as a change without a version

  @req:AMND-002 @req:AMND-011
  Scenario Outline: Nothing but description and comment can be amended
    Given a booked appointment
    And an amendment in which <change>
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

    Examples:
      | change                                                    |
      | the status becomes pending                                |
      | the status becomes arrived                                |
      | the status becomes noshow                                 |
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
      | a cancellation reason is added                            |
      | a reason is added                                         |
      | a specialty is added                                      |
      | a priority is added                                       |
      | a business identifier is added                            |
      | the duration is another                                   |

  @req:AMND-002 @req:AMND-011
  Scenario: An appointment cannot be amended to another registered patient
    Given a booked appointment
    And an amendment to another registered patient
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:AMND-002 @req:ADES-011 @req:AMND-011
  Scenario: An appointment cannot be moved to another free slot by an amendment
    Given a free slot that nobody works with
    And a booked appointment
    And an amendment that moves it to the free slot
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:AMND-002 @req:AMND-011
  Scenario: An amendment cannot move the appointment to another surgery
    Given a booked appointment
    And an amendment that moves it to the location in the role "branch", or from there to the role "practice"
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:AMND-010
  Scenario Outline: An amendment that does not conform to the profile is refused
    Given a booked appointment
    And an amendment in which <change>
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

    Examples:
      | change                                      |
      | the status is no FHIR status                |
      | the status is left out                      |
      | the start is left out                       |
      | the start is no date                        |
      | the slots are left out                      |
      | the participants are left out               |
      | the description is left out                 |
      | the description is empty                    |
      | an appointment type is added                |
      | an element that FHIR does not know is added |

  @req:AMND-036
  Scenario: An amendment with an absolute reference may be refused
    Given a booked appointment
    And an amendment in which its location is referenced by an absolute URL
    When the consumer sends it
    Then the provider refuses it as a reference that is not relative

  @req:AMND-034
  Scenario Outline: An amendment that names no suitable profile may be refused
    Given a booked appointment
    And an amendment in which <change>
    When the consumer sends it
    Then the provider refuses it as a resource that names no suitable profile

    Examples:
      | change                   |
      | no profile is named      |
      | another profile is named |

  @req:AMND-033
  Scenario Outline: An amendment whose body does not fit its URL is refused
    Given a booked appointment
    And an amendment in which <change>
    When the consumer sends it
    Then the provider refuses it as a resource that does not fit its URL
    And the appointment is unchanged

    Examples:
      | change                     |
      | the logical ID is left out |
      | the logical ID is another  |
      | it is no Appointment       |

  @req:AMND-029
  Scenario Outline: An amendment that is not well formed is refused
    Given a booked appointment
    And an amendment of its description
    And the body is "<body>"
    When the consumer sends it
    Then the provider refuses it as an unreadable body
    And the appointment is unchanged

    Examples:
      | body                            |
      | {"resourceType": "Appointment", |
      | no JSON at all                  |
      | <Appointment/>                  |

  @req:AMND-010
  Scenario: An amendment without a body is refused
    Given a booked appointment
    And an amendment of its description
    And the body is empty
    When the consumer sends it
    Then the provider refuses it as a resource that does not fit its URL
    And the appointment is unchanged

  @req:AMND-004 @req:AMND-012 @since:1.2.3
  Scenario Outline: A cancelled appointment cannot be amended
    Given a cancelled appointment
    And an amendment of its <texts>
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

    Examples:
      | texts                   |
      | description             |
      | comment                 |
      | description and comment |

  @req:AMND-004 @since:1.2.3
  Scenario: A cancelled appointment cannot be booked again by an amendment
    Given a cancelled appointment
    And an amendment in which the status stays booked
    When the consumer sends it
    Then the provider refuses it as a change that is not allowed
    And the appointment is unchanged

  @req:AMND-027 @since:1.2.7
  Scenario: An appointment cannot be cancelled by an amendment
    Given a booked appointment
    And an amendment that cancels it
    When the consumer sends it
    Then the provider refuses it as a change under another interaction
    And the appointment is unchanged

  @req:AMND-027
  Scenario Outline: An amendment with the interaction ID of another interaction is refused
    Given a booked appointment
    And an amendment of its description
    And the request carries the interaction ID of "<key>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction
    And the appointment is unchanged

    Examples:
      | key                              |
      | read-an-appointment              |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |

  @req:AMND-027 @since:1.2.7
  Scenario: An amendment with the interaction ID of a cancellation is refused
    Given a booked appointment
    And an amendment of its description
    And the request carries the interaction ID of "cancel-an-appointment"
    When the consumer sends it
    Then the provider refuses it as a change under another interaction
    And the appointment is unchanged

  @req:AMND-027
  Scenario: An amendment without an interaction ID is refused
    Given a booked appointment
    And an amendment of its description
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header
    And the appointment is unchanged

  @req:AMND-028
  Scenario Outline: A verb that does not amend is refused
    Given a booked appointment
    And an amendment of its description
    And the request uses the verb "<verb>"
    When the consumer sends it
    Then the provider refuses it as a verb that the interaction does not have
    And the appointment is unchanged

    Examples:
      | verb  |
      | POST  |
      | PATCH |

  @req:AMND-026
  Scenario: An appointment that is not there cannot be amended
    Given a booked appointment
    And an amendment of an appointment that is not there
    When the consumer sends it
    Then the provider refuses it as an appointment that is not there

  @req:AMND-003
  Scenario: An appointment in the past cannot be amended
    Given the past appointment, as the test data holds it
    And an amendment of its description
    When the consumer sends it
    Then the provider refuses it as an appointment in the past

  @req:AIG-002
  Scenario: An appointment of a sensitive patient cannot be amended
    Given the appointment of a sensitive patient, as the test data holds it
    And an amendment of its description
    When the consumer sends it
    Then the provider refuses it as an appointment of a sensitive patient
