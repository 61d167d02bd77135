Feature: Errors, whatever the interaction
  Each kind of error, provoked wherever it can be; every OperationOutcome is judged in full.

  @req:ERR-023 @req:GEN-030
  Scenario Outline: A request without its interaction ID is refused, and the refusal may not be stored
    Given a request to <interaction>
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header
    And nothing on the way may store the answer

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | register-a-patient               |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @req:ERR-024
  Scenario Outline: A request with the wrong verb is refused
    Given a request to <interaction>
    And the verb is <verb>, without a body
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | interaction                      | verb  |
      | get-the-capability-statement     | POST  |
      | get-the-capability-statement     | PUT   |
      | find-a-patient                   | POST  |
      | find-a-patient                   | PUT   |
      | read-a-patient                   | POST  |
      | read-a-patient                   | PUT   |
      | register-a-patient               | GET   |
      | register-a-patient               | PUT   |
      | find-a-practitioner              | POST  |
      | find-a-practitioner              | PUT   |
      | read-a-practitioner              | POST  |
      | read-a-practitioner              | PUT   |
      | find-an-organisation             | POST  |
      | find-an-organisation             | PUT   |
      | read-an-organisation             | POST  |
      | read-an-organisation             | PUT   |
      | read-a-location                  | POST  |
      | read-a-location                  | PUT   |
      | search-for-free-slots            | POST  |
      | search-for-free-slots            | PUT   |
      | book-an-appointment              | PUT   |
      | book-an-appointment              | PATCH |
      | retrieve-a-patients-appointments | POST  |
      | retrieve-a-patients-appointments | PUT   |
      | amend-an-appointment             | POST  |
      | amend-an-appointment             | PATCH |
      | cancel-an-appointment            | POST  |
      | cancel-an-appointment            | PATCH |
      | read-an-appointment              | POST  |
      | read-an-appointment              | PATCH |

  @req:ERR-024
  Scenario Outline: A verb that HTTP has not is refused
    Given a request to <interaction>
    And the verb is FROBNICATE, without a body
    When the consumer sends it
    Then the provider refuses it as a wrong HTTP verb

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | search-for-free-slots        |
      | book-an-appointment          |

  @req:ERR-022
  Scenario Outline: A body that cannot be read is refused
    Given a request to <interaction>
    And the request has a body <fault>
    When the consumer sends it
    Then the provider refuses it as an unreadable body

    Examples:
      | interaction           | fault                           |
      | register-a-patient    | that breaks off in the middle   |
      | book-an-appointment   | that breaks off in the middle   |
      | amend-an-appointment  | that breaks off in the middle   |
      | cancel-an-appointment | that breaks off in the middle   |
      | register-a-patient    | of plain text                   |
      | book-an-appointment   | of plain text                   |
      | amend-an-appointment  | of plain text                   |
      | cancel-an-appointment | of plain text                   |
      | register-a-patient    | with text after its end         |
      | book-an-appointment   | with text after its end         |
      | amend-an-appointment  | with text after its end         |
      | cancel-an-appointment | with text after its end         |
      | register-a-patient    | with a comma too many           |
      | book-an-appointment   | with a comma too many           |
      | amend-an-appointment  | with a comma too many           |
      | cancel-an-appointment | with a comma too many           |
      | register-a-patient    | nested a hundred thousand times |
      | book-an-appointment   | nested a hundred thousand times |
      | amend-an-appointment  | nested a hundred thousand times |
      | cancel-an-appointment | nested a hundred thousand times |

  @req:GEN-023 @req:ERR-022
  Scenario Outline: A body that is not UTF-8 is refused
    Given a request to <interaction>
    And the request has a body that is not UTF-8
    When the consumer sends it
    Then the provider refuses it as an unreadable body

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:ERR-022 @req:ERR-017
  Scenario Outline: A body that holds no resource is refused
    Given a request to <interaction>
    And the request has a body <fault>
    When the consumer sends it
    Then the provider refuses it as a body that holds no resource

    Examples:
      | interaction           | fault                                |
      | register-a-patient    | that is an array                     |
      | book-an-appointment   | that is an array                     |
      | amend-an-appointment  | that is an array                     |
      | cancel-an-appointment | that is an array                     |
      | register-a-patient    | that is a string                     |
      | book-an-appointment   | that is a string                     |
      | amend-an-appointment  | that is a string                     |
      | cancel-an-appointment | that is a string                     |
      | register-a-patient    | that is null                         |
      | book-an-appointment   | that is null                         |
      | amend-an-appointment  | that is null                         |
      | cancel-an-appointment | that is null                         |
      | register-a-patient    | of no resource type                  |
      | book-an-appointment   | of no resource type                  |
      | amend-an-appointment  | of no resource type                  |
      | cancel-an-appointment | of no resource type                  |
      | register-a-patient    | of a resource type that FHIR has not |
      | book-an-appointment   | of a resource type that FHIR has not |
      | amend-an-appointment  | of a resource type that FHIR has not |
      | cancel-an-appointment | of a resource type that FHIR has not |

  @req:ERR-022
  Scenario Outline: An empty body is refused
    Given a request to <interaction>
    And the request has a body that is empty
    When the consumer sends it
    Then the provider refuses it as an empty body

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:ERR-017 @req:ERR-006 @req:FHIR-020 @req:FHIR-035
  Scenario Outline: A resource of another type than expected is refused
    Given a request to <interaction>
    And the request has a body of another resource type
    When the consumer sends it
    Then the provider refuses it as a body of the wrong kind

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:ERR-017
  Scenario Outline: An element that FHIR has not is refused or ignored
    Given a request to <interaction>
    And the request has a body with an element that FHIR has not
    When the consumer sends it
    Then the provider refuses it as an element that FHIR has not

    Examples:
      | interaction          |
      | book-an-appointment  |
      | amend-an-appointment |

  @req:ERR-026
  Scenario Outline: A body of several megabytes does not make the provider fail
    Given a request to <interaction>
    And the request has a body <fault>
    When the consumer sends it
    Then the provider does not fail over it
    And the provider still answers a correct request

    Examples:
      | interaction          | fault                            |
      | register-a-patient   | with a string of three megabytes |
      | amend-an-appointment | with a string of three megabytes |
      | amend-an-appointment | with three megabytes of spaces   |

  @req:ERR-026
  Scenario Outline: A body that parsers disagree about does not make the provider fail
    Given a request to <interaction>
    And the request has a body <fault>
    When the consumer sends it
    Then the provider does not fail over it

    Examples:
      | interaction          | fault                               |
      | amend-an-appointment | with a byte order mark              |
      | amend-an-appointment | with a name that stands there twice |

  @req:ERR-014 @req:ERR-001 @req:ERR-002 @req:ERR-003 @req:ERR-004 @req:ERR-007 @req:GEN-048
  Scenario Outline: A logical ID that nothing has is refused
    Given a request to <interaction>
    And the logical ID is "no-such-id"
    When the consumer sends it
    Then the provider refuses it as <situation>

    Examples:
      | interaction                      | situation               |
      | read-a-patient                   | an unknown patient      |
      | read-a-practitioner              | an unknown practitioner |
      | read-an-organisation             | an unknown organisation |
      | read-a-location                  | an unknown record       |
      | retrieve-a-patients-appointments | an unknown patient      |
      | read-an-appointment              | an unknown record       |

  @req:FHIR-044
  Scenario Outline: A change of an appointment that is not there is refused
    Given a request to <interaction>
    And the logical ID is "no-such-id"
    When the consumer sends it
    Then the provider refuses it as an unknown appointment to change

    Examples:
      | interaction           |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:GEN-042
  Scenario Outline: A change of an outdated version is refused
    Given a request to <interaction>
    And the header "If-Match" is "W/"no-such-version""
    When the consumer sends it
    Then the provider refuses it as a version that is not current

    Examples:
      | interaction           |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:ERR-010 @req:ERR-005
  Scenario Outline: An identifier system that nobody knows is refused
    Given a request to <interaction>
    And its identifier system is "https://example.invalid/Id/nonsense"
    When the consumer sends it
    Then the provider refuses it as an unknown identifier system

    Examples:
      | interaction          |
      | find-a-patient       |
      | find-a-practitioner  |
      | find-an-organisation |

  @req:ERR-011
  Scenario Outline: An identifier without a value is refused
    Given a request to <interaction>
    And its identifier is sent without its value
    When the consumer sends it
    Then the provider refuses it as <situation>

    Examples:
      | interaction          | situation                       |
      | find-a-patient       | an NHS number without its value |
      | find-a-practitioner  | an identifier without its value |
      | find-an-organisation | an identifier without its value |

  @find-a-patient @req:ERR-012
  Scenario: An NHS number with a wrong check digit is refused
    Given a request to find a patient
    And its identifier is sent with a wrong check digit
    When the consumer sends it
    Then the provider refuses it as an invalid NHS number

  @req:ERR-018
  Scenario Outline: A parameter value that means nothing is refused
    Given a request to <interaction>
    And the parameter "start" is "nonsense"
    When the consumer sends it
    Then the provider refuses it as an invalid parameter

    Examples:
      | interaction                      |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |

  @book-an-appointment @req:ERR-019 @req:FHIR-021
  Scenario: A booking that refers to a slot that is not there is refused
    Given a booking of a free slot
    And the booking refers to an unknown slot
    When the consumer sends it
    Then the provider refuses it as a reference that is not found
