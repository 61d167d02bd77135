Feature: The Spine headers
  Every request says where it comes from, where it goes and which interaction it is: the proxy and the provider check it.

  @req:INT-001
  Scenario Outline: A request with the interaction's own ID is answered
    Given a request to <interaction>
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @req:SEC-007
  Scenario Outline: A request that lacks a Spine header is refused
    Given a request to <interaction>
    And the request lacks the header "<header>"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | interaction                      | header            |
      | get-the-capability-statement     | Ssp-TraceID       |
      | get-the-capability-statement     | Ssp-From          |
      | get-the-capability-statement     | Ssp-To            |
      | get-the-capability-statement     | Ssp-InteractionID |
      | find-a-patient                   | Ssp-TraceID       |
      | find-a-patient                   | Ssp-From          |
      | find-a-patient                   | Ssp-To            |
      | find-a-patient                   | Ssp-InteractionID |
      | read-a-patient                   | Ssp-TraceID       |
      | read-a-patient                   | Ssp-From          |
      | read-a-patient                   | Ssp-To            |
      | read-a-patient                   | Ssp-InteractionID |
      | register-a-patient               | Ssp-TraceID       |
      | register-a-patient               | Ssp-From          |
      | register-a-patient               | Ssp-To            |
      | register-a-patient               | Ssp-InteractionID |
      | find-a-practitioner              | Ssp-TraceID       |
      | find-a-practitioner              | Ssp-From          |
      | find-a-practitioner              | Ssp-To            |
      | find-a-practitioner              | Ssp-InteractionID |
      | read-a-practitioner              | Ssp-TraceID       |
      | read-a-practitioner              | Ssp-From          |
      | read-a-practitioner              | Ssp-To            |
      | read-a-practitioner              | Ssp-InteractionID |
      | find-an-organisation             | Ssp-TraceID       |
      | find-an-organisation             | Ssp-From          |
      | find-an-organisation             | Ssp-To            |
      | find-an-organisation             | Ssp-InteractionID |
      | read-an-organisation             | Ssp-TraceID       |
      | read-an-organisation             | Ssp-From          |
      | read-an-organisation             | Ssp-To            |
      | read-an-organisation             | Ssp-InteractionID |
      | read-a-location                  | Ssp-TraceID       |
      | read-a-location                  | Ssp-From          |
      | read-a-location                  | Ssp-To            |
      | read-a-location                  | Ssp-InteractionID |
      | search-for-free-slots            | Ssp-TraceID       |
      | search-for-free-slots            | Ssp-From          |
      | search-for-free-slots            | Ssp-To            |
      | search-for-free-slots            | Ssp-InteractionID |
      | book-an-appointment              | Ssp-TraceID       |
      | book-an-appointment              | Ssp-From          |
      | book-an-appointment              | Ssp-To            |
      | book-an-appointment              | Ssp-InteractionID |
      | retrieve-a-patients-appointments | Ssp-TraceID       |
      | retrieve-a-patients-appointments | Ssp-From          |
      | retrieve-a-patients-appointments | Ssp-To            |
      | retrieve-a-patients-appointments | Ssp-InteractionID |
      | amend-an-appointment             | Ssp-TraceID       |
      | amend-an-appointment             | Ssp-From          |
      | amend-an-appointment             | Ssp-To            |
      | amend-an-appointment             | Ssp-InteractionID |
      | cancel-an-appointment            | Ssp-TraceID       |
      | cancel-an-appointment            | Ssp-From          |
      | cancel-an-appointment            | Ssp-To            |
      | cancel-an-appointment            | Ssp-InteractionID |
      | read-an-appointment              | Ssp-TraceID       |
      | read-an-appointment              | Ssp-From          |
      | read-an-appointment              | Ssp-To            |
      | read-an-appointment              | Ssp-InteractionID |

  @req:SEC-007
  Scenario Outline: A request in which a Spine header is empty is refused
    Given a request to <interaction>
    And the header "<header>" is empty
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header

    Examples:
      | interaction           | header            |
      | find-a-patient        | Ssp-TraceID       |
      | find-a-patient        | Ssp-From          |
      | find-a-patient        | Ssp-To            |
      | find-a-patient        | Ssp-InteractionID |
      | search-for-free-slots | Ssp-TraceID       |
      | search-for-free-slots | Ssp-From          |
      | search-for-free-slots | Ssp-To            |
      | search-for-free-slots | Ssp-InteractionID |

  @req:INT-002 @req:SEC-006
  Scenario Outline: A request with an unknown interaction ID is refused
    Given a request to <interaction>
    And the header "Ssp-InteractionID" is "urn:nhs:names:services:gpconnect:fhir:rest:search:unicorn-1"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

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

  @find-a-patient @req:INT-002 @req:SEC-006
  Scenario Outline: A request with an interaction ID that looks like another is refused
    Given a request to find a patient
    And the header "Ssp-InteractionID" is "<id>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | id                                                                |
      | unicorn                                                           |
      | urn:nhs:names:services:gpconnect:fhir:rest:search:patient-2       |
      | urn:nhs:names:services:gpconnect:fhir:operation:gpc.getcarerecord |

  @req:SEC-006 @req:ERR-025
  Scenario Outline: A request with the interaction ID of another endpoint is refused
    Given a request to <interaction>
    And the request carries the interaction ID of "<other>"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction                      | other                            |
      | get-the-capability-statement     | find-a-patient                   |
      | get-the-capability-statement     | search-for-free-slots            |
      | find-a-patient                   | read-a-patient                   |
      | find-a-patient                   | register-a-patient               |
      | find-a-patient                   | retrieve-a-patients-appointments |
      | read-a-patient                   | find-a-patient                   |
      | read-a-patient                   | read-an-organisation             |
      | register-a-patient               | find-a-patient                   |
      | register-a-patient               | book-an-appointment              |
      | find-a-practitioner              | read-a-practitioner              |
      | find-a-practitioner              | find-an-organisation             |
      | read-a-practitioner              | find-a-practitioner              |
      | read-a-practitioner              | read-a-patient                   |
      | find-an-organisation             | read-an-organisation             |
      | find-an-organisation             | find-a-practitioner              |
      | read-an-organisation             | find-an-organisation             |
      | read-an-organisation             | read-a-location                  |
      | read-a-location                  | read-an-organisation             |
      | read-a-location                  | get-the-capability-statement     |
      | search-for-free-slots            | book-an-appointment              |
      | search-for-free-slots            | retrieve-a-patients-appointments |
      | book-an-appointment              | search-for-free-slots            |
      | book-an-appointment              | cancel-an-appointment            |
      | retrieve-a-patients-appointments | find-a-patient                   |
      | retrieve-a-patients-appointments | read-an-appointment              |
      | amend-an-appointment             | read-an-appointment              |
      | amend-an-appointment             | book-an-appointment              |
      | cancel-an-appointment            | read-an-appointment              |
      | cancel-an-appointment            | book-an-appointment              |
      | read-an-appointment              | retrieve-a-patients-appointments |
      | read-an-appointment              | cancel-an-appointment            |

  @get-the-capability-statement @req:SEC-006 @req:ERR-025
  Scenario: A request with the interaction ID of another capability's capability statement is refused
    Given a request to get the capability statement
    And the header "Ssp-InteractionID" is "urn:nhs:names:services:gpconnect:structured:fhir:rest:read:metadata-1"
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another capability

  @req:INT-002 @req:SEC-006
  Scenario Outline: A request with the interaction ID of another edition is refused
    Given a request to <interaction>
    And it carries the interaction ID of another edition
    When the consumer sends it
    Then the provider refuses it as an interaction ID of another interaction

    Examples:
      | interaction                      |
      | search-for-free-slots            |
      | book-an-appointment              |
      | retrieve-a-patients-appointments |
      | amend-an-appointment             |
      | cancel-an-appointment            |
      | read-an-appointment              |

  @req:INT-003
  Scenario Outline: A request with its interaction ID in another case is refused
    Given a request to <interaction>
    And its interaction ID is in upper case
    When the consumer sends it
    Then the provider refuses it as a header sent in a way that consumers shall not

    Examples:
      | interaction           |
      | find-a-patient        |
      | read-an-organisation  |
      | search-for-free-slots |

  @req:SEC-005
  Scenario Outline: A request for another ASID is refused
    Given a request to <interaction>
    And the header "Ssp-To" is "000000000001"
    When the consumer sends it
    Then the provider refuses it as a request for another ASID

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-a-patient                   |
      | find-a-practitioner              |
      | read-a-practitioner              |
      | find-an-organisation             |
      | read-an-organisation             |
      | read-a-location                  |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |
      | read-an-appointment              |

  @req:SEC-007
  Scenario Outline: A request with a repeated Spine header is refused
    Given a request to <interaction>
    And the header "<header>" is there once more as "<value>"
    When the consumer sends it
    Then the provider refuses it as a header sent in a way that consumers shall not

    Examples:
      | interaction           | header            | value                                                       |
      | find-a-patient        | Ssp-TraceID       | another                                                     |
      | find-a-patient        | Ssp-From          | 000000000001                                                |
      | find-a-patient        | Ssp-To            | 000000000001                                                |
      | find-a-patient        | Ssp-InteractionID | urn:nhs:names:services:gpconnect:fhir:rest:search:unicorn-1 |
      | search-for-free-slots | Ssp-TraceID       | another                                                     |
      | search-for-free-slots | Ssp-From          | 000000000001                                                |
      | search-for-free-slots | Ssp-To            | 000000000001                                                |
      | search-for-free-slots | Ssp-InteractionID | urn:nhs:names:services:gpconnect:fhir:rest:search:unicorn-1 |

  @find-a-patient @req:SSP-002
  Scenario Outline: A request with a trace ID that is no UUID is answered
    Given a request to find a patient
    And the header "Ssp-TraceID" is "<value>"
    When the consumer sends it
    Then the provider refuses it as a trace ID of another form, or answers it

    Examples:
      | value                                                            |
      | 1                                                                |
      | conformance test                                                 |
      | 0123456789012345678901234567890123456789012345678901234567890123 |

  @req:SSP-003
  Scenario Outline: A request from an ASID that the provider does not know is answered
    Given a request to <interaction>
    And the header "Ssp-From" is "000000000001"
    When the consumer sends it
    Then the provider refuses it as a request from another ASID, or answers it

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | search-for-free-slots        |

  @req:SSP-004
  Scenario Outline: The names of headers may be in any case
    Given a request to <interaction>
    And the names of its headers are in <case> case
    When the consumer sends it
    Then the provider answers it like any other

    Examples:
      | interaction                      | case  |
      | get-the-capability-statement     | lower |
      | find-a-patient                   | lower |
      | read-a-patient                   | lower |
      | find-a-practitioner              | lower |
      | read-a-practitioner              | lower |
      | find-an-organisation             | lower |
      | read-an-organisation             | lower |
      | read-a-location                  | lower |
      | search-for-free-slots            | lower |
      | retrieve-a-patients-appointments | lower |
      | read-an-appointment              | lower |
      | find-a-patient                   | upper |
      | search-for-free-slots            | upper |
