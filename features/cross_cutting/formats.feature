Feature: Formats, whatever the interaction
  JSON always; XML where the provider's capability statement declares it.

  @get-the-capability-statement @req:GEN-011
  Scenario: XML is offered as well
    Given a request to get the capability statement
    When the consumer sends it
    Then the provider answers it
    And it declares XML as well as JSON

  @req:GEN-010 @req:FHIR-001
  Scenario Outline: JSON is answered when the Accept header asks for it
    Given a request to <interaction>
    And its Accept header asks for JSON
    When the consumer sends it
    Then the provider answers it as a correct request
    And the answer is in JSON

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

  @req:GEN-014
  Scenario Outline: JSON is answered when nothing is asked for
    Given a request to <interaction>
    And its Accept header asks for nothing
    When the consumer sends it
    Then the provider answers it
    And the answer is in JSON

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

  @req:GEN-011
  Scenario Outline: XML is answered when the Accept header asks for it
    Given a provider that declares XML
    And a request to <interaction>
    And its Accept header asks for XML
    When the consumer sends it
    Then the provider answers it as a correct request
    And the answer is in XML

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

  @req:GEN-012
  Scenario Outline: XML is answered when the parameter _format asks for it
    Given a provider that declares XML
    And a request to <interaction>
    And its Accept header asks for nothing
    And its _format parameter asks for XML
    When the consumer sends it
    Then the provider answers it
    And the answer is in XML

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

  @req:GEN-012
  Scenario Outline: The parameter _format overrides the Accept header
    Given a provider that declares XML
    And a request to <interaction>
    And its Accept header asks for <accepted>
    And its _format parameter asks for <format>
    When the consumer sends it
    Then the provider answers it
    And the answer is in <format>

    Examples:
      | interaction                      | accepted | format |
      | get-the-capability-statement     | XML      | JSON   |
      | find-a-patient                   | XML      | JSON   |
      | read-a-patient                   | XML      | JSON   |
      | find-a-practitioner              | XML      | JSON   |
      | read-a-practitioner              | XML      | JSON   |
      | find-an-organisation             | XML      | JSON   |
      | read-an-organisation             | XML      | JSON   |
      | read-a-location                  | XML      | JSON   |
      | search-for-free-slots            | XML      | JSON   |
      | retrieve-a-patients-appointments | XML      | JSON   |
      | read-an-appointment              | XML      | JSON   |
      | get-the-capability-statement     | JSON     | XML    |
      | find-a-patient                   | JSON     | XML    |
      | read-a-patient                   | JSON     | XML    |
      | find-a-practitioner              | JSON     | XML    |
      | read-a-practitioner              | JSON     | XML    |
      | find-an-organisation             | JSON     | XML    |
      | read-an-organisation             | JSON     | XML    |
      | read-a-location                  | JSON     | XML    |
      | search-for-free-slots            | JSON     | XML    |
      | retrieve-a-patients-appointments | JSON     | XML    |
      | read-an-appointment              | JSON     | XML    |

  @req:GEN-012
  Scenario Outline: The parameter _format overrides the Accept header of a command
    Given a provider that declares XML
    And a request to <interaction>
    And its Accept header asks for JSON
    And its _format parameter asks for XML
    When the consumer sends it
    Then the provider answers it as a correct request
    And the answer is in XML

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:GEN-013
  Scenario Outline: Accept counts more than the Content-Type of the request, which counts where there is none
    Given a provider that declares XML
    And a request to <interaction>
    And its _format parameter asks for <format>
    And its Accept header asks for <accepted>
    And its Content-Type says <content type>
    When the consumer sends it
    Then the provider answers it
    And the answer is in <answer>

    Examples:
      | interaction                  | format  | accepted | content type | answer |
      | get-the-capability-statement | nothing | nothing  | JSON         | JSON   |
      | get-the-capability-statement | nothing | nothing  | XML          | XML    |
      | get-the-capability-statement | nothing | JSON     | nothing      | JSON   |
      | get-the-capability-statement | nothing | JSON     | JSON         | JSON   |
      | get-the-capability-statement | nothing | JSON     | XML          | JSON   |
      | get-the-capability-statement | nothing | XML      | nothing      | XML    |
      | get-the-capability-statement | nothing | XML      | JSON         | XML    |
      | get-the-capability-statement | nothing | XML      | XML          | XML    |

  @req:GEN-012
  Scenario Outline: _format counts more than Accept and Content-Type
    Given a provider that declares XML
    And a request to <interaction>
    And its _format parameter asks for <format>
    And its Accept header asks for <accepted>
    And its Content-Type says <content type>
    When the consumer sends it
    Then the provider answers it
    And the answer is in <answer>

    Examples:
      | interaction                  | format  | accepted | content type | answer |
      | get-the-capability-statement | JSON    | nothing  | nothing      | JSON   |
      | get-the-capability-statement | JSON    | nothing  | JSON         | JSON   |
      | get-the-capability-statement | JSON    | nothing  | XML          | JSON   |
      | get-the-capability-statement | JSON    | JSON     | nothing      | JSON   |
      | get-the-capability-statement | JSON    | JSON     | JSON         | JSON   |
      | get-the-capability-statement | JSON    | JSON     | XML          | JSON   |
      | get-the-capability-statement | JSON    | XML      | nothing      | JSON   |
      | get-the-capability-statement | JSON    | XML      | JSON         | JSON   |
      | get-the-capability-statement | JSON    | XML      | XML          | JSON   |
      | get-the-capability-statement | XML     | nothing  | nothing      | XML    |
      | get-the-capability-statement | XML     | nothing  | JSON         | XML    |
      | get-the-capability-statement | XML     | nothing  | XML          | XML    |
      | get-the-capability-statement | XML     | JSON     | nothing      | XML    |
      | get-the-capability-statement | XML     | JSON     | JSON         | XML    |
      | get-the-capability-statement | XML     | JSON     | XML          | XML    |
      | get-the-capability-statement | XML     | XML      | nothing      | XML    |
      | get-the-capability-statement | XML     | XML      | JSON         | XML    |
      | get-the-capability-statement | XML     | XML      | XML          | XML    |

  @req:GEN-017
  Scenario Outline: The XML of an answer says what the JSON says
    Given a provider that declares XML
    And a request to <interaction>
    And the answer to it is known
    And its Accept header asks for XML
    When the consumer sends it
    Then the answer is in XML
    And the answer is the same

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

  @req:GEN-013 @req:GEN-015
  Scenario Outline: A command in XML is answered in XML when nothing is asked for
    Given a provider that declares XML
    And a request to <interaction>
    And its body is XML
    And its Accept header asks for nothing
    When the consumer sends it
    Then the provider answers it as a correct request
    And the answer is in XML

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @amend-an-appointment @req:GEN-013
  Scenario: An amendment in JSON is answered in JSON when nothing is asked for
    Given a request to amend an appointment
    And its Accept header asks for nothing
    When the consumer sends it
    Then the provider answers it as a correct request
    And the answer is in JSON

  @req:GEN-011
  Scenario Outline: A command may come in XML and be answered in either format
    Given a provider that declares XML
    And a request to <interaction>
    And its body is XML
    And its Accept header asks for <format>
    When the consumer sends it
    Then the provider answers it as a correct request
    And the answer is in <format>

    Examples:
      | interaction          | format |
      | book-an-appointment  | XML    |
      | amend-an-appointment | JSON   |
      | amend-an-appointment | XML    |

  @amend-an-appointment @req:GEN-013
  Scenario: Accept counts more than the format of an amendment
    Given a provider that declares XML
    And a request to amend an appointment
    And its Accept header asks for XML
    When the consumer sends it
    Then the provider answers it as a correct request
    And the answer is in XML

  @req:GEN-011 @req:ERR-001
  Scenario Outline: A refusal comes in XML when the Accept header asks for it
    Given a provider that declares XML
    And a request to <interaction>
    And its Accept header asks for XML
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header
    And the answer is in XML

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

  @req:GEN-012 @req:ERR-001
  Scenario Outline: A refusal comes in the format that _format asks for
    Given a provider that declares XML
    And a request to <interaction>
    And its _format parameter asks for <format>
    And its Accept header asks for <accepted>
    And the request lacks the header "Ssp-InteractionID"
    When the consumer sends it
    Then the provider refuses it as a missing or wrong header
    And the answer is in <format>

    Examples:
      | interaction                  | format | accepted |
      | get-the-capability-statement | XML    | JSON     |
      | find-a-patient               | XML    | JSON     |
      | read-an-organisation         | XML    | JSON     |
      | search-for-free-slots        | XML    | JSON     |
      | get-the-capability-statement | JSON   | XML      |
      | find-a-patient               | JSON   | XML      |
      | read-an-organisation         | JSON   | XML      |
      | search-for-free-slots        | JSON   | XML      |

  @req:GEN-016
  Scenario Outline: A response format that nobody supports is refused
    Given a request to <interaction>
    And its Accept header asks for application/pdf
    When the consumer sends it
    Then the provider refuses it as an unsupported format

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

  @req:GEN-016
  Scenario Outline: A _format that nobody supports is refused
    Given a request to <interaction>
    And its _format parameter asks for application/pdf
    When the consumer sends it
    Then the provider refuses it as an unsupported format

    Examples:
      | interaction                      |
      | get-the-capability-statement     |
      | find-a-patient                   |
      | read-an-organisation             |
      | search-for-free-slots            |
      | retrieve-a-patients-appointments |

  @req:GEN-015 @req:GEN-016
  Scenario Outline: XML is refused where it is not declared
    Given a provider that does not declare XML
    And a request to <interaction>
    And its Accept header asks for XML
    When the consumer sends it
    Then the provider refuses it as an unsupported format

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |

  @req:GEN-016
  Scenario Outline: A request body in a format that nobody supports is refused
    Given a request to <interaction>
    And its Content-Type says <format>
    When the consumer sends it
    Then the provider refuses it as a request in an unsupported format

    Examples:
      | interaction           | format     |
      | register-a-patient    | text/plain |
      | book-an-appointment   | text/plain |
      | amend-an-appointment  | text/plain |
      | cancel-an-appointment | text/plain |
      | register-a-patient    | image/png  |
      | book-an-appointment   | image/png  |
      | amend-an-appointment  | image/png  |
      | cancel-an-appointment | image/png  |

  @req:ERR-022
  Scenario Outline: A body that is not in the format that it says is refused
    Given a provider that declares XML
    And a request to <interaction>
    And its Content-Type says XML
    When the consumer sends it
    Then the provider refuses it as a body in another format than it says

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:ERR-022
  Scenario Outline: XML that says it is JSON is refused
    Given a request to <interaction>
    And its body is XML
    And its Content-Type says JSON
    When the consumer sends it
    Then the provider refuses it as a body in another format than it says

    Examples:
      | interaction           |
      | register-a-patient    |
      | book-an-appointment   |
      | amend-an-appointment  |
      | cancel-an-appointment |

  @req:ERR-022
  Scenario Outline: XML that cannot be read is refused
    Given a provider that declares XML
    And a request to <interaction>
    And its body is XML <fault>
    When the consumer sends it
    Then the provider refuses it as a body that holds no resource

    Examples:
      | interaction           | fault                            |
      | register-a-patient    | that breaks off in the middle    |
      | book-an-appointment   | that breaks off in the middle    |
      | amend-an-appointment  | that breaks off in the middle    |
      | cancel-an-appointment | that breaks off in the middle    |
      | register-a-patient    | whose namespace is not FHIR's    |
      | book-an-appointment   | whose namespace is not FHIR's    |
      | amend-an-appointment  | whose namespace is not FHIR's    |
      | cancel-an-appointment | whose namespace is not FHIR's    |
      | register-a-patient    | with entities that multiply      |
      | book-an-appointment   | with entities that multiply      |
      | amend-an-appointment  | with entities that multiply      |
      | cancel-an-appointment | with entities that multiply      |
      | register-a-patient    | with an entity that names a file |
      | book-an-appointment   | with an entity that names a file |
      | amend-an-appointment  | with an entity that names a file |
      | cancel-an-appointment | with an entity that names a file |

  @req:GEN-022 @req:GEN-020
  Scenario Outline: The Accept header may name the character encoding
    Given a request to <interaction>
    And the header "Accept" is "<accepted>"
    When the consumer sends it
    Then the provider answers it

    Examples:
      | interaction                      | accepted                             |
      | get-the-capability-statement     | application/fhir+json;charset=utf-8  |
      | find-a-patient                   | application/fhir+json;charset=utf-8  |
      | read-a-patient                   | application/fhir+json;charset=utf-8  |
      | find-a-practitioner              | application/fhir+json;charset=utf-8  |
      | read-a-practitioner              | application/fhir+json;charset=utf-8  |
      | find-an-organisation             | application/fhir+json;charset=utf-8  |
      | read-an-organisation             | application/fhir+json;charset=utf-8  |
      | read-a-location                  | application/fhir+json;charset=utf-8  |
      | search-for-free-slots            | application/fhir+json;charset=utf-8  |
      | retrieve-a-patients-appointments | application/fhir+json;charset=utf-8  |
      | read-an-appointment              | application/fhir+json;charset=utf-8  |
      | get-the-capability-statement     | application/fhir+json; charset=utf-8 |
      | get-the-capability-statement     | application/fhir+json;charset=UTF-8  |

  @req:GEN-022
  Scenario Outline: The header Accept-Charset may name the character encoding
    Given a request to <interaction>
    And the header "Accept-Charset" is "utf-8"
    When the consumer sends it
    Then the provider answers it

    Examples:
      | interaction                  |
      | get-the-capability-statement |
      | find-a-patient               |
      | read-a-patient               |
      | search-for-free-slots        |

  @get-the-capability-statement @req:GEN-024
  Scenario: The Content-Type is written without a space
    Given a request to get the capability statement
    When the consumer sends it
    Then its Content-Type has no space before the charset

  @req:GEN-050
  Scenario Outline: Preferences among formats do not make the provider fail
    Given a request to <interaction>
    And the header "Accept" is "<accepted>"
    When the consumer sends it
    Then the provider does not fail over it

    Examples:
      | interaction                  | accepted                                                |
      | get-the-capability-statement | application/fhir+xml;q=0.5, application/fhir+json       |
      | get-the-capability-statement | application/fhir+json;q=0.1, application/fhir+xml;q=0.9 |
      | get-the-capability-statement | text/html, application/fhir+json;q=0.8, */*;q=0.1       |
      | get-the-capability-statement | */*                                                     |
      | get-the-capability-statement | application/json                                        |
      | get-the-capability-statement | application/xml                                         |
      | get-the-capability-statement | nonsense                                                |
      | read-an-organisation         | application/fhir+xml;q=0.5, application/fhir+json       |
      | read-an-organisation         | application/fhir+json;q=0.1, application/fhir+xml;q=0.9 |
      | read-an-organisation         | text/html, application/fhir+json;q=0.8, */*;q=0.1       |
      | read-an-organisation         | */*                                                     |
      | read-an-organisation         | application/json                                        |
      | read-an-organisation         | application/xml                                         |
      | read-an-organisation         | nonsense                                                |

  @req:GEN-050
  Scenario Outline: Short names of formats do not make the provider fail
    Given a request to <interaction>
    And the parameter "_format" is "<format>"
    When the consumer sends it
    Then the provider does not fail over it

    Examples:
      | interaction                  | format           |
      | get-the-capability-statement | json             |
      | get-the-capability-statement | xml              |
      | get-the-capability-statement | application/json |
      | get-the-capability-statement | text/xml         |

  @get-the-capability-statement @req:GEN-050
  Scenario: A plus that is not percent-encoded does not make the provider fail
    Given a request to get the capability statement
    And its _format is XML, with a plus that is not percent-encoded
    When the consumer sends it
    Then the provider does not fail over it
