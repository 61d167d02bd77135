@retrieve-a-patients-appointments
Feature: Retrieve a patient's appointments

  @req:RETR-017 @req:RETR-012 @req:RETR-002 @req:RETR-003 @req:RETR-013
  Scenario Outline: A range of dates around an appointment finds it
    Given a booked appointment
    When the consumer retrieves its patient's appointments from <first> to <last>
    Then the provider returns the patient's appointments
    And the appointment is among them

    Examples:
      | first          | last          |
      | its day        | its day       |
      | today          | its day       |
      | its day        | the day after |
      | the day before | the day after |
      | its day        | in a year     |
      | today          | in a year     |

  @req:RETR-002 @req:RETR-003
  Scenario Outline: A range of dates beside an appointment does not find it
    Given a booked appointment
    When the consumer retrieves its patient's appointments from <first> to <last>
    Then the provider returns the patient's appointments
    And the appointment is not among them

    Examples:
      | first          | last           |
      | today          | the day before |
      | the day before | the day before |
      | the day after  | the day after  |
      | the day after  | in a year      |

  @req:RETR-003
  Scenario Outline: The boundaries may come in either order
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider returns the patient's appointments
    And the appointment that the patient is known by is among them, if it lies in the range

    Examples:
      | start parameters            |
      | ge today, le in two weeks   |
      | le in two weeks, ge today   |
      | ge today, le today          |
      | ge in a week, le in a week  |
      | ge tomorrow, le in a week   |
      | ge in ten weeks, le in a year |

  @req:RETR-005
  Scenario: The appointments of today alone can be asked for
    Given a request to retrieve a patient's appointments
    And its start parameters are "ge today, le today"
    When the consumer sends it
    Then the provider returns the patient's appointments
    And the appointment that the patient is known by is among them, if it lies in the range

  @req:RETR-005
  Scenario: An appointment that started earlier today is still returned
    Given an appointment that started earlier today
    When the consumer retrieves the appointments of the role "appointments_earlier_today" from today to today
    Then the provider returns the patient's appointments
    And the appointment is among them

  @req:RETR-013 @req:RETR-012
  Scenario Outline: A patient without appointments has an empty list
    When the consumer retrieves the appointments of the role "no_appointments" from <first> to <last>
    Then the provider returns the patient's appointments
    And there are none

    Examples:
      | first        | last         |
      | today        | today        |
      | today        | in two weeks |
      | in ten weeks | in a year    |

  @req:RETR-025
  Scenario: The appointments of other patients are left out
    Given an appointment as its booking returned it
    When the consumer retrieves the appointments of another patient on that day
    Then the provider returns the patient's appointments
    And the appointment is not among them

  @req:RETR-018 @req:RETR-016
  Scenario Outline: A cancelled appointment is still in the list, as cancelled
    Given a cancelled appointment
    When the consumer retrieves its patient's appointments from <first> to <last>
    Then the provider returns the patient's appointments
    And the appointment is among them as cancelled

    Examples:
      | first   | last      |
      | its day | its day   |
      | today   | in a year |

  @req:RETR-016
  Scenario: An amended appointment is in the list with its current version
    Given an amended appointment
    When the consumer retrieves its patient's appointments from its day to its day
    Then the provider returns the patient's appointments
    And the appointment is among them

  @req:RETR-017
  Scenario: An appointment over adjacent slots is in the list once
    Given an appointment booked just now over 2 adjacent slots
    When the consumer retrieves its patient's appointments from its day to its day
    Then the provider returns the patient's appointments
    And the appointment is among them

  @req:RETR-001
  Scenario: An appointment that the practice booked itself is in the list
    Given the appointment in the role "elsewhere"
    When the consumer retrieves the appointments of the role "appointments_elsewhere" from today to in a year
    Then the provider returns the patient's appointments
    And the appointment is among them

  @req:RETR-001 @req:RETR-017
  Scenario: An appointment that another organisation booked is in the list
    Given a request to retrieve a patient's appointments
    And the request comes from the organisation in the role "other_consumer"
    When the consumer sends it
    Then the provider returns the patient's appointments
    And they are those that the typical request finds

  @req:RETR-017 @req:AVL-050
  Scenario: An appointment in a slot that is reserved for others is in the list
    Given an appointment booked just now in a slot that is reserved for a type of organisation
    When the consumer retrieves its patient's appointments from its day to its day
    Then the provider returns the patient's appointments
    And the appointment is among them

  @req:RETR-022 @req:RETR-026 @req:RETR-021
  Scenario: The list holds all that the booking held
    Given an appointment as its booking returned it
    When the consumer retrieves its patient's appointments from its day to its day
    Then the provider returns the patient's appointments
    And the list holds all that was booked

  @req:BOOK-020 @req:BOOK-021 @req:BOOK-022 @req:RETR-022
  Scenario Outline: The list holds description and comment as they were booked
    Given an appointment booked just now with texts of <texts>, as its booking returned it
    When the consumer retrieves its patient's appointments from its day to its day
    Then the provider returns the patient's appointments
    And description and comment are those of the booking

    Examples:
      | texts                     |
      | the greatest length       |
      | letters beyond ASCII      |
      | characters beyond 16 bits |
      | quotes and backslashes    |

  @req:RETR-026 @req:BOOK-016
  Scenario: The list holds every detail of the booking organisation
    Given an appointment booked just now with every detail of its booking organisation
    When the consumer retrieves its patient's appointments from its day to its day
    Then the provider returns the patient's appointments
    And the appointment has every detail of its booking organisation

  @req:RETR-030
  Scenario: Those who take part in the appointments can be read
    Given an appointment as its booking returned it
    When the consumer retrieves its patient's appointments from today to in a year
    Then the provider returns the patient's appointments
    And the appointment is among them
    And everyone who takes part can be read

  @req:RETR-012
  Scenario Outline: Patients of every registration have a list
    When the consumer retrieves the appointments of the role "<role>" from today to in two weeks
    Then the provider returns the patient's appointments

    Examples:
      | role       |
      | registered |
      | temporary  |

  @req:AIG-001
  Scenario: A patient's dissent to share their record does not hide their appointments
    When the consumer retrieves the appointments of the role "no_consent" from today to in two weeks
    Then the provider returns the patient's appointments

  @req:AIG-001 @req:ADES-009
  Scenario: An appointment of a patient who dissents to sharing is in the list
    Given an appointment booked just now for the patient in the role "no_consent"
    When the consumer retrieves its patient's appointments from its day to its day
    Then the provider returns the patient's appointments
    And the appointment is among them

  @req:RETR-008
  Scenario Outline: A request without both boundaries is refused
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | start parameters |
      | none             |
      | ge today         |
      | le in a week     |

  @req:RETR-010
  Scenario Outline: Boundaries that make no range are refused
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | start parameters          |
      | ge in a week, le tomorrow |
      | ge in a year, le today    |
      | ge today, ge in a week    |
      | le today, le in a week    |

  @req:RETR-010
  Scenario Outline: Boundaries that are no dates are refused
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | start parameters                                   |
      | ge a word, le in a year                            |
      | ge today, le a word                                |
      | ge 30 February, le in a year                       |
      | ge today, le the thirteenth month                  |
      | ge nothing, le in a year                           |
      | ge today, le nothing                               |
      | nothing, nothing                                   |
      | ge today written day first, le in a year           |
      | ge today, le in a year written without hyphens     |
      | eqs today, le in a year                            |
      | random123 today, random123 in a year               |

  @req:RETR-010
  Scenario Outline: Boundaries without day or month are refused
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | start parameters                              |
      | ge in a year without its day, le in a year    |
      | ge today, le in a year without its day        |
      | ge in a year without its day and month, le in a year |
      | ge today, le in a year without its day and month |

  @req:RETR-007
  Scenario Outline: A boundary with a time is refused
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | start parameters                                      |
      | ge tomorrow with a time, le in a week                 |
      | ge today, le in a week with a time                    |
      | ge tomorrow with a time in UTC, le in a week          |
      | ge today, le in a week with a time in UTC             |
      | ge tomorrow with a time and an offset, le in a week   |
      | ge today, le in a week with a time and an offset      |
      | ge today, le in a week with hours and minutes         |

  @req:RETR-004 @req:RETR-006
  Scenario Outline: A range that reaches into the past is refused
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter
    And the refusal of the range holds a message

    Examples:
      | start parameters            |
      | ge yesterday, le in a week  |
      | ge yesterday, le today      |
      | ge yesterday, le yesterday  |
      | ge a year ago, le yesterday |
      | ge a year ago, le in a year |

  @req:RETR-003
  Scenario Outline: Other date prefixes need not be supported
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as a date prefix other than ge and le, or answers it

    Examples:
      | start parameters              |
      | ge today, lt in a week        |
      | ge today, gt in a week        |
      | ge today, eq in a week        |
      | gt today, le in a week        |
      | lt in a week, le in two weeks |
      | eq tomorrow, eq tomorrow      |
      | tomorrow, in a week           |

  @req:RETR-010
  Scenario Outline: A third boundary may be refused
    Given a request to retrieve a patient's appointments
    And its start parameters are "<start parameters>"
    When the consumer sends it
    Then the provider refuses it as more boundaries than two

    Examples:
      | start parameters                        |
      | ge today, le in a week, le in two weeks |
      | ge today, ge tomorrow, le in a week     |

  @req:RETR-027
  Scenario Outline: Search criteria that are not recognised are ignored
    Given a request to retrieve a patient's appointments
    And the request has one more parameter "<name>" with the value "<value>"
    When the consumer sends it
    Then the provider returns the patient's appointments
    And they are those that the typical request finds

    Examples:
      | name             | value      |
      | unheard-of       | anything   |
      | _sort            | date       |
      | end              | nonsense   |

  @req:RETR-009
  Scenario Outline: A patient who is not there is refused
    Given a request to retrieve a patient's appointments
    And the logical ID is "<logical id>"
    When the consumer sends it
    Then the provider refuses it as an unknown patient

    Examples:
      | logical id     |
      | does-not-exist |
      | no.such.one    |

  @req:AIG-002
  Scenario: The appointments of a sensitive patient are not disclosed
    Given a request for the appointments of the patient whom no search returns, in the role "sensitive"
    When the consumer sends it
    Then the provider refuses it as a withheld patient

  @req:RETR-028
  Scenario Outline: The interaction ID of another interaction is refused
    Given a request to retrieve a patient's appointments
    And the request carries the interaction ID of "<key>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | key                   |
      | read-an-appointment   |
      | read-a-patient        |
      | search-for-free-slots |
      | book-an-appointment   |

  @req:RETR-028
  Scenario: A retrieval without an interaction ID is refused
    Given a request to retrieve a patient's appointments
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

  @req:RETR-029
  Scenario Outline: A verb that does not retrieve is refused
    Given a request to retrieve a patient's appointments
    And the request uses the verb "<verb>"
    When the consumer sends it
    Then the provider refuses it as a verb that the interaction does not have

    Examples:
      | verb  |
      | POST  |
      | PUT   |
      | PATCH |
